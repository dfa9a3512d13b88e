"""The settings of a training run."""

import dataclasses
import json
import math
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from digits.atomic_write import replacing
from digits.lab.data.augmentation import Augmentation, AugmentationError
from digits.lab.training.settings_parser import SettingError, values

__all__ = ["Distillation", "Recipe", "SettingError"]


@dataclass(frozen=True)
class Distillation:
    """How a network learns from a teacher's answers.

    Hinton, Vinyals and Dean, "Distilling the knowledge in a neural network" (2015), section 2.

    Attributes:
        temperature: divides the logits of teacher and student before the softmax.
        weight: share of the teacher in the loss; the rest is the labels'.
        views: the teacher answers so many variations of each image, which the epochs go through again and again.
        heard: the teacher `always`, or only `where_right`: where it misreads a view, as one may that never learned from
            images so varied, the label answers in its place.
    """

    temperature: float = 4.0
    weight: float = 0.9
    views: int = 20
    heard: Literal["always", "where_right"] = "always"

    def __post_init__(self) -> None:
        """Refuse what is out of range."""
        ranges = {
            "temperature": 0 < self.temperature < math.inf,
            "weight": 0 <= self.weight <= 1,
            "views": self.views >= 1,
        }
        for name, met in ranges.items():
            if not met:
                raise SettingError(f"distillation.{name} is out of range: {getattr(self, name)}")


@dataclass(frozen=True)
class Recipe:
    """Hyper-parameters: everything besides the network and the images that decides what training gives.

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
        label_smoothing: probability taken from the truth and spread over all ten classes.
        ema: weights used are a moving average of the trained ones with this momentum; 0 turns it off.
        patience: stop after this many epochs without a lower validation loss; None trains to the end.
        keep: which weights count, the `last` or those of the `best` validation loss.
        best_share: of the `best` weights in a mean with the last: how far an early epoch, which strange handwriting
            suits better, has its say.
        first_share: of the weights that another run gave to begin with, in a mean with those at the end (Wortsman et
            al., "Robust fine-tuning of zero-shot models", 2022).
        normalization: what stands between each hidden layer and its activation; `as_built` leaves the network as it is.
        dropout: fraction left out after each hidden dense layer; None leaves the network as it is.
        l2: weight of the squared kernels in the loss; None leaves the network as it is.
        augmentation: how training images are varied; None leaves them as they are.
        distillation: how a teacher's answers are learned (`digits distill`); None learns from the labels alone.
        drawn: digits drawn in national shapes (`handwriting.shapes`) that train besides, as a share of the images.
        plain_statistics: once trained, take the statistics of batch normalisation anew, from images as they are.
        precision: Keras dtype policy; `mixed_bfloat16` pays on processors with AVX512-BF16 and on GPUs.
        seed: of initial weights, order and augmentation.
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
    best_share: float = 0.0
    first_share: float = 0.0
    normalization: Literal["as_built", "none", "batch", "layer"] = "as_built"
    dropout: float | None = None
    l2: float | None = None
    augmentation: Augmentation | None = None
    distillation: Distillation | None = None
    drawn: float = 0.0
    plain_statistics: bool = False
    precision: Literal["float32", "mixed_bfloat16"] = "float32"
    seed: int = 1

    def __post_init__(self) -> None:
        """Refuse what is out of range."""
        ranges = {
            "epochs": self.epochs >= 1,
            "batch_size": self.batch_size >= 1,
            "learning_rate": 0 < self.learning_rate < math.inf,
            "momentum": 0 <= self.momentum < 1,
            "dropout": self.dropout is None or 0 <= self.dropout < 1,
            "l2": self.l2 is None or 0 <= self.l2 < math.inf,
            "warmup": 0 <= self.warmup < 1,
            "weight_decay": 0 <= self.weight_decay < math.inf,
            "label_smoothing": 0 <= self.label_smoothing < 1,
            "best_share": 0 <= self.best_share < 1,
            "first_share": 0 <= self.first_share < 1,
            "drawn": 0 <= self.drawn < math.inf,
            "ema": 0 <= self.ema < 1,
            "patience": self.patience is None or self.patience >= 1,
            "seed": 0 <= self.seed < 2**32,
        }
        for name, met in ranges.items():
            if not met:
                raise SettingError(f"{name} is out of range: {getattr(self, name)}")
        if self.weight_decay and self.optimizer != "adamw":
            raise SettingError(f"weight_decay needs the optimizer adamw, not {self.optimizer}")
        if self.momentum and self.optimizer not in {"sgd", "rmsprop"}:
            raise SettingError(f"momentum needs the optimizer sgd or rmsprop, not {self.optimizer}")
        if self.is_mean and (self.keep == "best" or not self.plain_statistics):
            name = "best_share" if self.best_share else "first_share"
            raise SettingError(f"{name} needs keep=last, and plain_statistics: those of a mean are to be found anew")
        if self.nesterov and not (self.momentum and self.optimizer == "sgd"):
            raise SettingError("nesterov needs the optimizer sgd and a momentum")

    def changed(self, settings: Mapping[str, str]) -> "Recipe":
        """This recipe with some settings replaced.

        Args:
            settings: names to values as written on the command line; `augmentation.rotation` reaches inside,
                `augmentation=none` turns it off; in the same way `distillation.views`.

        Raises:
            SettingError: a name is unknown or a value does not fit; the message lists what there is.
        """
        prefixes = {part: f"{part}." for part in _INNER}
        outer = {name: text for name, text in settings.items() if not name.startswith(tuple(prefixes.values()))}
        changes = values(self, outer)
        for part, prefix in prefixes.items():
            inner = {name.removeprefix(prefix): text for name, text in settings.items() if name.startswith(prefix)}
            if inner:
                begun = changes.get(part, getattr(self, part)) or _INNER[part]()
                changes[part] = _varied(begun, values(begun, inner, prefix))
        return dataclasses.replace(self, **changes)

    @property
    def is_mean(self) -> bool:
        """Whether the weights that training gives are a mean of the last ones and others."""
        return self.best_share > 0 or self.first_share > 0

    def as_dict(self) -> dict[str, Any]:
        """Every setting by its name."""
        return dataclasses.asdict(self)

    def write(self, path: Path) -> None:
        """Save as JSON."""
        with replacing(path) as hidden:
            hidden.write_text(json.dumps(self.as_dict(), indent=2) + "\n")

    @classmethod
    def read(cls, path: Path) -> "Recipe":
        """Load what `write` saved."""
        return cls.from_dict(json.loads(path.read_text()))

    @classmethod
    def from_dict(cls, saved: Mapping[str, Any]) -> "Recipe":
        """The recipe that `as_dict` gave; settings that it does not name have their defaults."""
        parts = {part: kind(**saved[part]) for part, kind in _INNER.items() if saved.get(part) is not None}
        return cls(**(dict(saved) | parts))


_INNER: dict[str, type[Any]] = {"augmentation": Augmentation, "distillation": Distillation}
"""Settings that have settings of their own."""


def _varied(begun: Any, changes: dict[str, Any]) -> Any:
    try:
        return dataclasses.replace(begun, **changes)
    except AugmentationError as error:
        raise SettingError(str(error)) from error
