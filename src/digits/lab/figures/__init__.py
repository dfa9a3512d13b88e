"""Figures of runs, evaluations and comparisons, readable in grey."""

from digits.lab.figures.curves import learning_curves, lines_figure, stops_figure
from digits.lab.figures.errors import confusion_heat_map, confusions_by_network, report_figure
from digits.lab.figures.intervals import dots_figure, error_against_size
from digits.lab.figures.layers import Stage, maps_figure, weights_figure
from digits.lab.figures.reliability import reliability_diagram
from digits.lab.figures.sheets import agreement_sheet, answers_sheet, wrong_images

__all__ = [
    "Stage",
    "agreement_sheet",
    "answers_sheet",
    "confusion_heat_map",
    "confusions_by_network",
    "dots_figure",
    "error_against_size",
    "learning_curves",
    "lines_figure",
    "maps_figure",
    "reliability_diagram",
    "report_figure",
    "stops_figure",
    "weights_figure",
    "wrong_images",
]
