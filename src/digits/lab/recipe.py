"""The settings of a training run."""

import dataclasses
import json
import math
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from digits.files import replacing
from digits.lab.augment import Augmentation, AugmentationError
from digits.lab.settings import SettingError, values

__all__ = ["Recipe", "SettingError"]


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
        normalization: what stands between each hidden layer and its activation; `as_built` leaves the network as it is.
        dropout: fraction left out after each hidden dense layer; None leaves the network as it is.
        l2: weight of the squared kernels in the loss; None leaves the network as it is.
        augmentation: how training images are varied; None leaves them as they are.
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
    normalization: Literal["as_built", "none", "batch", "layer"] = "as_built"
    dropout: float | None = None
    l2: float | None = None
    augmentation: Augmentation | None = None
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
        if self.nesterov and not (self.momentum and self.optimizer == "sgd"):
            raise SettingError("nesterov needs the optimizer sgd and a momentum")

    def changed(self, settings: Mapping[str, str]) -> "Recipe":
        """This recipe with some settings replaced.

        Args:
            settings: names to values as written on the command line; `augmentation.rotation` reaches inside,
                `augmentation=none` turns it off.

        Raises:
            SettingError: a name is unknown or a value does not fit; the message lists what there is.
        """
        prefix = "augmentation."
        inner = {name.removeprefix(prefix): text for name, text in settings.items() if name.startswith(prefix)}
        changes = values(self, {name: text for name, text in settings.items() if not name.startswith(prefix)})
        if inner:
            begun = changes.get("augmentation", self.augmentation) or Augmentation()
            changes["augmentation"] = _varied(begun, values(begun, inner, prefix))
        return dataclasses.replace(self, **changes)

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
        saved = json.loads(path.read_text())
        if saved["augmentation"] is not None:
            saved["augmentation"] = Augmentation(**saved["augmentation"])
        return cls(**saved)


def _varied(augmentation: Augmentation, changes: dict[str, Any]) -> Augmentation:
    try:
        return dataclasses.replace(augmentation, **changes)
    except AugmentationError as error:
        raise SettingError(str(error)) from error
