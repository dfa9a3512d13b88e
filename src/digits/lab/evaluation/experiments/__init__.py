"""Experiments, one question per file, found by the file's name: `digits compare <name>` answers it.

A file has its question as its docstring's first line and how to look at the answer below; `TRIALS`, each variant's
label and trial; `draw`, which draws the outcomes (see `drawing`); `SHOWS`, what they showed, in words; where more than
errors is measured, `measure`; and where it has pictures of other names, `PICTURES`.
"""

import importlib
import pkgutil
from pathlib import Path
from types import ModuleType
from typing import Any

from digits.lab.evaluation.trial import Outcome
from digits.lab.training.runs.run import Run

_NO_EXPERIMENTS = {"drawing"}


def names() -> list[str]:
    """The experiments there are, in alphabetical order."""
    return sorted(module.name for module in pkgutil.iter_modules(__path__) if module.name not in _NO_EXPERIMENTS)


def experiment(name: str) -> ModuleType:
    """The module of one of `names()`."""
    return importlib.import_module(f"{__name__}.{name}")


def question(name: str) -> str:
    """What an experiment asks."""
    return (experiment(name).__doc__ or "").partition("\n")[0]


def explanation(name: str) -> str:
    """How an experiment asks."""
    return " ".join((experiment(name).__doc__ or "").partition("\n")[2].split())


def measured(name: str, run: Run) -> dict[str, Any]:
    """What an experiment measures on a finished run besides errors."""
    measure = getattr(experiment(name), "measure", None)
    return measure(run) if measure else {}


def draw(name: str, outcomes: dict[str, Outcome], path: Path) -> None:
    """Draw an experiment's outcomes, by variant, into a picture."""
    module = experiment(name)
    module.draw(question(name), {label: outcomes[label] for label in module.TRIALS if label in outcomes}, path)
