"""Baselines: models that are not neural networks, one per file or folder.

Each describes itself: its docstring, `Settings` and `SETTINGS`, `PUBLISHED`, and `fit`.
"""

import importlib
import pkgutil
from types import ModuleType
from typing import Protocol

import numpy as np
import numpy.typing as npt

from digits.metrics import Probabilities


class Classifier(Protocol):
    """What `fit` gives."""

    def probabilities(self, images: npt.NDArray[np.uint8]) -> Probabilities:
        """(N, 10) probabilities for (N, 28, 28) images."""


def names() -> list[str]:
    """The baselines there are, in alphabetical order."""
    return sorted(module.name for module in pkgutil.iter_modules(__path__))


def baseline(name: str) -> ModuleType:
    """The module of one of `names()`."""
    return importlib.import_module(f"{__name__}.{name}")
