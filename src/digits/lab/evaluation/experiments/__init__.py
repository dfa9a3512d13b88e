"""Experiments: one question per file, answered by `digits compare <file name>`.

A file's docstring holds the question on its first line, and below how it is asked. `VARIANTS` maps each variant's label
to a run specification, `draw` draws the outcomes (see `plots`), and `FINDING` says what they show. Optional: `measure`,
for more than errors, and `FIGURES`, where figures have other names.
"""

import importlib
import pkgutil
from pathlib import Path
from types import ModuleType
from typing import Any

from digits.lab.evaluation.run_spec import Outcome
from digits.lab.training.runs.run import Run

_HELPERS = {"plots"}


def names() -> list[str]:
    """The experiments, in alphabetical order."""
    return sorted(module.name for module in pkgutil.iter_modules(__path__) if module.name not in _HELPERS)


def experiment(name: str) -> ModuleType:
    """The module of one of `names()`."""
    return importlib.import_module(f"{__name__}.{name}")


def question(name: str) -> str:
    """The question of an experiment."""
    return (experiment(name).__doc__ or "").partition("\n")[0]


def explanation(name: str) -> str:
    """How an experiment asks its question."""
    return " ".join((experiment(name).__doc__ or "").partition("\n")[2].split())


def measured(name: str, run: Run) -> dict[str, Any]:
    """Measure what an experiment measures on a finished run besides errors."""
    measure = getattr(experiment(name), "measure", None)
    return measure(run) if measure else {}


def draw(name: str, outcomes: dict[str, Outcome], path: Path) -> None:
    """Draw an experiment's outcomes, by variant."""
    module = experiment(name)
    module.draw(question(name), {label: outcomes[label] for label in module.VARIANTS if label in outcomes}, path)
