"""The lines of pieces of whatever was normalized, where it may hold several digits."""

from dataclasses import replace

from digits.image.normalize import Normalization
from digits.image.segment import text_lines
from digits.image.stroke_pieces import stroke_lines
from digits.image.text_line import TextLine


def pieces_of(normalization: Normalization) -> list[TextLine]:
    """The lines from top to bottom; boxes and heights in pixels of the picture as given, or in the strokes' unit.

    Returns:
        No line for what is blank, or always one digit.
    """
    if normalization.box is None:
        return []
    if normalization.strokes is not None:
        return stroke_lines(normalization.strokes)
    if normalization.page is None:
        return []
    scale = normalization.page_scale
    return [
        replace(line, boxes=line.boxes * scale, height=line.height * scale) for line in text_lines(normalization.page)
    ]
