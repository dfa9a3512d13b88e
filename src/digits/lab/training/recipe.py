"""The recipe: the hyper-parameters of a training run."""

import dataclasses
import json
import math
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from digits.atomic_write import atomic_write
from digits.lab.data.augmentation import Augmentation, AugmentationError
from digits.lab.training.settings_parser import SettingError, parse_fields, require_ranges

__all__ = ["Distillation", "Recipe", "SettingError"]


@dataclass(frozen=True)
class Distillation:
    """How a network learns from a teacher's answers.

    Hinton, Vinyals and Dean, "Distilling the knowledge in a neural network" (2015), section 2.

    Attributes:
        temperature: divides the logits of teacher and student before the softmax.
        weight: share of the teacher in the loss; the rest is the labels'.
        views: augmented versions of each image that the teacher answers; the epochs cycle through them.
        teacher_filter: use the teacher's answers `always`, or only `where_right`: the label replaces an answer whose
            most probable class is wrong.
    """

    temperature: float = 4.0
    weight: float = 0.9
    views: int = 20
    teacher_filter: Literal["always", "where_right"] = "always"

    def __post_init__(self) -> None:
        """Reject values out of range."""
        ranges = {
            "temperature": (0 < self.temperature < math.inf, "above 0 and finite"),
            "weight": (0 <= self.weight <= 1, "at least 0 and at most 1"),
            "views": (self.views >= 1, "at least 1"),
        }
        require_ranges(self, ranges, "distillation.")


@dataclass(frozen=True)
class Recipe:
    """Hyper-parameters of a training run; network, images and recipe together determine the result.

    Attributes:
        epochs: passes over the training images.
        batch_size: images per step.
        optimizer: the optimizer.
        momentum: of the optimizers `sgd` and `rmsprop`.
        nesterov: Nesterov's momentum (optimizer `sgd`).
        learning_rate: the highest rate of the schedule.
        schedule: `constant`, or `one_cycle`: linear from 0 over the first `warmup` of the steps, then a half cosine
            to 0.
        warmup: fraction of all steps.
        weight_decay: decoupled, on kernels only (optimizer `adamw`).
        label_smoothing: probability taken from the true class and spread over all ten classes.
        ema: momentum of the moving average of the weights that the network uses; 0 turns it off.
        patience: stop after this many epochs without a lower validation loss; None trains all epochs.
        keep: use the `last` weights, or those with the `best` validation loss.
        average_with_best: share, 0..1, of the weights with the best validation loss in the final weighted mean.
        average_with_initial: share, 0..1, of the weights that fine-tuning started from in the final weighted mean
            (Wortsman et al., "Robust fine-tuning of zero-shot models", 2022).
        normalization: between each hidden layer and its activation; `as_built` leaves the network as it is.
        dropout: fraction dropped after each hidden dense layer; None leaves the network as it is.
        l2: weight of the squared kernels in the loss; None leaves the network as it is.
        augmentation: how training images are varied; None turns it off.
        distillation: how a teacher's answers are learned (`digits distill`); None learns from the labels only.
        synthetic_ratio: drawn digits (`data.synthesis.digit_shapes`) added per training image.
        recompute_batchnorm: after training, compute batch normalization's statistics from images without augmentation.
        precision: Keras dtype policy; `mixed_bfloat16` is faster on processors with AVX512-BF16 and on GPUs.
        seed: of order and augmentation; also of initial weights and dropout, which differ between Keras's backends.
    """

    epochs: int
    batch_size: int
    optimizer: Literal[
        "sgd", "rmsprop", "adagrad", "adadelta", "adam", "adamax", "nadam", "adamw", "adafactor", "lamb", "lion", "muon"
    ] = "adam"
    momentum: float = 0.0
    nesterov: bool = False
    learning_rate: float = 1e-3
    schedule: Literal["constant", "one_cycle"] = "constant"
    warmup: float = 0.2
    weight_decay: float = 0.0
    label_smoothing: float = 0.0
    ema: float = 0.0
    patience: int | None = None
    keep: Literal["last", "best"] = "last"
    average_with_best: float = 0.0
    average_with_initial: float = 0.0
    normalization: Literal["as_built", "none", "batch", "layer"] = "as_built"
    dropout: float | None = None
    l2: float | None = None
    augmentation: Augmentation | None = None
    distillation: Distillation | None = None
    synthetic_ratio: float = 0.0
    recompute_batchnorm: bool = False
    precision: Literal["float32", "mixed_bfloat16"] = "float32"
    seed: int = 1

    def __post_init__(self) -> None:
        """Reject values out of range."""
        fraction, amount, count = "at least 0 and below 1", "at least 0 and finite", "at least 1"
        ranges = {
            "epochs": (self.epochs >= 1, count),
            "batch_size": (self.batch_size >= 1, count),
            "learning_rate": (0 < self.learning_rate < math.inf, "above 0 and finite"),
            "momentum": (0 <= self.momentum < 1, fraction),
            "dropout": (self.dropout is None or 0 <= self.dropout < 1, f"{fraction}, or none"),
            "l2": (self.l2 is None or 0 <= self.l2 < math.inf, f"{amount}, or none"),
            "warmup": (0 <= self.warmup < 1, fraction),
            "weight_decay": (0 <= self.weight_decay < math.inf, amount),
            "label_smoothing": (0 <= self.label_smoothing < 1, fraction),
            "average_with_best": (0 <= self.average_with_best < 1, fraction),
            "average_with_initial": (0 <= self.average_with_initial < 1, fraction),
            "synthetic_ratio": (0 <= self.synthetic_ratio < math.inf, amount),
            "ema": (0 <= self.ema < 1, fraction),
            "patience": (self.patience is None or self.patience >= 1, f"{count}, or none"),
            "seed": (0 <= self.seed < 2**32, "at least 0 and below 2^32"),
        }
        require_ranges(self, ranges)
        if self.weight_decay and self.optimizer != "adamw":
            raise SettingError(f"weight_decay needs the optimizer adamw, not {self.optimizer}")
        if self.momentum and self.optimizer not in {"sgd", "rmsprop"}:
            raise SettingError(f"momentum needs the optimizer sgd or rmsprop, not {self.optimizer}")
        if self.averages_weights and (self.keep == "best" or not self.recompute_batchnorm):
            name = "average_with_best" if self.average_with_best else "average_with_initial"
            raise SettingError(f"{name} needs keep=last and recompute_batchnorm=true")
        if self.nesterov and not (self.momentum and self.optimizer == "sgd"):
            raise SettingError("nesterov needs the optimizer sgd and a momentum")

    def changed(self, settings: Mapping[str, str]) -> "Recipe":
        """This recipe with some settings replaced.

        Args:
            settings: names to values as written on the command line; `augmentation.rotation` sets one part,
                `augmentation=none` turns it off; in the same way `distillation.views`.

        Raises:
            SettingError: a name is unknown or a value does not fit; the message lists what is allowed.
        """
        prefixes = {part: f"{part}." for part in _INNER}
        outer = {name: text for name, text in settings.items() if not name.startswith(tuple(prefixes.values()))}
        changes = parse_fields(self, outer)
        for part, prefix in prefixes.items():
            inner = {name.removeprefix(prefix): text for name, text in settings.items() if name.startswith(prefix)}
            if inner:
                current = changes.get(part, getattr(self, part)) or _INNER[part]()
                changes[part] = _replaced(current, parse_fields(current, inner, prefix))
        return dataclasses.replace(self, **changes)

    @property
    def averages_weights(self) -> bool:
        """Whether the final weights are a weighted mean of the last ones and others."""
        return self.average_with_best > 0 or self.average_with_initial > 0

    def as_dict(self) -> dict[str, Any]:
        """All settings by name, as for JSON."""
        return dataclasses.asdict(self)

    def write(self, path: Path) -> None:
        """Save as JSON."""
        with atomic_write(path) as hidden:
            hidden.write_text(json.dumps(self.as_dict(), indent=2) + "\n")

    @classmethod
    def read(cls, path: Path) -> "Recipe":
        """Load what `write` saved."""
        return cls.from_dict(json.loads(path.read_text()))

    @classmethod
    def from_dict(cls, saved: Mapping[str, Any]) -> "Recipe":
        """The recipe from what `as_dict` returned; missing settings get their defaults, old names their new ones."""
        current = _renamed(saved)
        parts = {
            part: kind(**_renamed(current[part])) for part, kind in _INNER.items() if current.get(part) is not None
        }
        return cls(**(current | parts))


_INNER: dict[str, type[Any]] = {"augmentation": Augmentation, "distillation": Distillation}
"""Settings that have settings of their own."""

_RENAMED = {
    "best_share": "average_with_best",
    "drawn": "synthetic_ratio",
    "first_share": "average_with_initial",
    "heard": "teacher_filter",
    "plain_statistics": "recompute_batchnorm",
}
"""Names of settings in run folders, model cards and results of version 0.1.0, and their names today."""


def _renamed(saved: Mapping[str, Any]) -> dict[str, Any]:
    return {_RENAMED.get(name, name): value for name, value in saved.items()}


def _replaced(settings: Any, changes: dict[str, Any]) -> Any:
    try:
        return dataclasses.replace(settings, **changes)
    except AugmentationError as error:
        raise SettingError(str(error)) from error
