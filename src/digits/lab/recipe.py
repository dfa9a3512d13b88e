"""The settings of a training run."""

import dataclasses
import json
import math
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

from digits.files import replacing
from digits.lab.augment import Augmentation, AugmentationError


class SettingError(ValueError):
    """A setting that is unknown or out of range; the message lists what there is."""


@dataclass(frozen=True)
class Recipe:
    """Hyper-parameters: everything besides the network and the images that decides what training gives.

    Attributes:
        epochs: passes over the training images.
        batch_size: images per step.
        optimizer: the optimizer.
        learning_rate: the highest rate of the schedule.
        schedule: `constant`, or `one_cycle`: linear from 0 over the first `warmup` of the steps, then a half cosine
            to 0.
        warmup: fraction of all steps.
        weight_decay: decoupled, on kernels only (optimizer `adamw`).
        label_smoothing: probability taken from the truth and spread over all ten classes.
        ema: weights used are a moving average of the trained ones with this momentum; 0 turns it off.
        patience: stop after this many epochs without a lower validation loss; None trains to the end.
        keep: which weights count, the `last` or those of the `best` validation loss.
        augmentation: how training images are varied; None leaves them as they are.
        plain_statistics: once trained, take the statistics of batch normalisation anew, from images as they are.
        precision: Keras dtype policy; `mixed_bfloat16` pays on processors with AVX512-BF16 and on GPUs.
        seed: of initial weights, order and augmentation.
    """

    epochs: int
    batch_size: int
    optimizer: Literal["sgd", "rmsprop", "adagrad", "adam", "nadam", "adamw", "lion"] = "adam"
    learning_rate: float = 1e-3
    schedule: Literal["constant", "one_cycle"] = "constant"
    warmup: float = 0.2
    weight_decay: float = 0.0
    label_smoothing: float = 0.0
    ema: float = 0.0
    patience: int | None = None
    keep: Literal["last", "best"] = "last"
    augmentation: Augmentation | None = None
    plain_statistics: bool = False
    precision: Literal["float32", "mixed_bfloat16"] = "float32"
    seed: int = field(default=1)

    def __post_init__(self) -> None:
        """Refuse what is out of range."""
        ranges = {
            "epochs": self.epochs >= 1,
            "batch_size": self.batch_size >= 1,
            "learning_rate": 0 < self.learning_rate < math.inf,
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

    def changed(self, settings: dict[str, str]) -> "Recipe":
        """This recipe with some settings replaced.

        Args:
            settings: names to values as written on the command line; `augmentation.rotation` reaches inside,
                `augmentation=none` turns it off.

        Raises:
            SettingError: a name is unknown or a value does not fit; the message lists what there is.
        """
        recipe = self
        for name, text in settings.items():
            outer, _, inner = name.partition(".")
            if inner and outer == "augmentation":
                part = _replaced(recipe.augmentation or Augmentation(), inner, text, "augmentation.")
                recipe = dataclasses.replace(recipe, augmentation=part)
            else:
                recipe = _replaced(recipe, name, text)
        return recipe

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
        values = json.loads(path.read_text())
        if values["augmentation"] is not None:
            values["augmentation"] = Augmentation(**values["augmentation"])
        return cls(**values)


_KINDS = {int: "a whole number", float: "a number"}


def _replaced(settings: Any, name: str, text: str, prefix: str = "") -> Any:
    """A frozen dataclass with one field set from text."""
    known = {one.name: one.type for one in dataclasses.fields(settings)}
    if name not in known:
        raise SettingError(f"unknown setting {prefix}{name}; there are: {', '.join(prefix + one for one in known)}")
    try:
        return dataclasses.replace(settings, **{name: _parsed(known[name], prefix + name, text)})
    except AugmentationError as error:
        raise SettingError(str(error)) from error


def _parsed(kind: Any, name: str, text: str) -> Any:
    """A value of the field's type."""
    choices = getattr(kind, "__args__", ())
    if type(None) in choices and text.lower() == "none":
        return None
    if choices and all(isinstance(choice, str) for choice in choices):
        if text not in choices:
            raise SettingError(f"{name} is one of {', '.join(choices)}, not {text!r}")
        return text
    if kind is bool:
        if text.lower() not in {"true", "false"}:
            raise SettingError(f"{name} is true or false, not {text!r}")
        return text.lower() == "true"
    plain = next((choice for choice in choices if choice is not type(None)), kind)
    if plain is Augmentation:
        raise SettingError(f"{name} is set by its parts, as in augmentation.rotation=10, or to none")
    try:
        return plain(text)
    except ValueError:
        raise SettingError(f"{name} takes {_KINDS[plain]}, not {text!r}") from None
