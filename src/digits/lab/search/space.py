"""What a study searches: ranges and choices as they are typed, checked at both ends before anything is trained."""

import dataclasses
import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from optuna.trial import Trial

from digits.lab import networks
from digits.lab.training.runs import factory
from digits.lab.training.runs.network_run import NetworkRun
from digits.lab.training.runs.run import RunError
from digits.lab.training.settings_parser import SettingError

DEFAULT_SEARCH = {
    "learning_rate": "1e-4:1e-1:log",  # adaptive optimizers want the lower half, plain gradient descent the upper end
    "batch_size": "32,64,128,256",
    "optimizer": "sgd,rmsprop,adam,adamw",
    "normalization": "none,batch,layer",
    "dropout": "0:0.5",
}
"""What is searched of a network when nothing is said."""

_WITH_LAYERS = {"normalization": "batch", "dropout": "0.5"}
"""Settings that put layers after hidden ones, with a value that does."""


class SearchError(ValueError):
    """A search that cannot be made; the message says how to write it, or which settings there are."""


@dataclass(frozen=True)
class Choices:
    """One of several values, each as it is written on the command line."""

    texts: tuple[str, ...]

    def suggest(self, trial: Trial, name: str) -> str:
        """A value for this trial."""
        return str(trial.suggest_categorical(name, self.texts))


@dataclass(frozen=True)
class Range:
    """A number between two, both included.

    Attributes:
        low: the lowest.
        high: the highest.
        log: equal ratios count alike, rather than equal differences.
        whole: only whole numbers.
    """

    low: float
    high: float
    log: bool
    whole: bool

    def suggest(self, trial: Trial, name: str) -> str:
        """A value for this trial, as it is written on the command line, with six digits."""
        if self.whole:
            return str(trial.suggest_int(name, int(self.low), int(self.high), log=self.log))
        rounded = float(f"{trial.suggest_float(name, self.low, self.high, log=self.log):.6g}")
        return repr(min(max(rounded, self.low), self.high))


@dataclass(frozen=True)
class Plan:
    """What a study asks. Values of trials are comparable within one plan only.

    Attributes:
        name: the network or the baseline.
        settings: what is fixed, as typed after `--set`.
        search: what is searched, as typed after `--search`.
        fold: the writer-grouped fold that validates, 0..4.
        images: train and validate on the first so many images only; None for all.
        space: `search`, understood.
    """

    name: str
    settings: dict[str, str]
    search: dict[str, str]
    fold: int
    images: int | None
    space: dict[str, Choices | Range] = field(compare=False)

    @property
    def is_network(self) -> bool:
        """Whether it is a network, with epochs and a loss."""
        return self.name in networks.names()

    @property
    def measure(self) -> str:
        """What the objective is, with its unit."""
        return "validation loss, nats" if self.is_network else "validation error, %"

    def as_dict(self) -> dict[str, Any]:
        """What the study's storage keeps."""
        return {part: getattr(self, part) for part in ("name", "settings", "search", "fold", "images")}


def plan(
    name: str,
    settings: Mapping[str, str] | None = None,
    search: Mapping[str, str] | None = None,
    fold: int = 0,
    images: int | None = None,
) -> Plan:
    """What to search, checked at both ends before anything is trained.

    Args:
        name: a network or a baseline.
        settings: what is fixed.
        search: ranges (`1e-4:1e-1:log`, `50:800`) and choices (`32,64`; with `|` between them where they hold
            commas); by default, for a network, whatever of `DEFAULT_SEARCH` is not fixed and can be set.
        fold: validates.
        images: train and validate on the first so many images only.

    Raises:
        SearchError: a text is no range and no choice, or there is nothing to search.
        SettingError: a setting is unknown or a value does not fit; the message lists what there is.
        RunError: there are too few images.
    """
    fixed = dict(settings or {})
    factory.check(name, fixed, fold, images)
    for both in set(fixed) & set(search or {}):
        raise SearchError(f"{both} is both fixed by --set and searched by --search: give one of them")

    def refused(changes: Mapping[str, str]) -> ValueError | None:
        try:
            factory.check(name, fixed | dict(changes), fold, images)
        except (SettingError, RunError) as error:
            return error
        return None

    texts = dict(search) if search else _default_search(name, fixed, refused)
    space = {one: _dimension(one, text, refused) for one, text in texts.items()}
    _check_ends(texts, space, refused)
    return Plan(name, fixed, texts, fold, images, space)


Refused = Callable[[Mapping[str, str]], ValueError | None]
"""Why these settings, on top of the fixed ones, cannot be trained with; None where they can."""


def _default_search(name: str, fixed: Mapping[str, str], refused: Refused) -> dict[str, str]:
    """What of the default can be searched: what is not fixed and has an effect, without choices that do not fit."""
    if name not in networks.names():
        there = ", ".join(one.name for one in dataclasses.fields(factory.module(name).SETTINGS)) or "none"
        raise SearchError(f"say what of {name} to search, as in --search SETTING=1:10; its settings are: {there}")
    search = {}
    for setting, text in DEFAULT_SEARCH.items():
        if setting in fixed or not _has_effect(name, fixed, setting):
            continue
        choices = [choice for choice in text.split(",") if ":" in choice or refused({setting: choice}) is None]
        if len(choices) > 1 or ":" in text:
            search[setting] = ",".join(choices)
    return search


def _has_effect(name: str, fixed: Mapping[str, str], setting: str) -> bool:
    """Whether the network has hidden layers for this setting to change, if it changes layers."""
    if setting not in _WITH_LAYERS:
        return True
    run = factory.planned(Path(), name, {**fixed, setting: _WITH_LAYERS[setting]}, 0, None)
    assert isinstance(run, NetworkRun)
    return setting not in factory.without_effect(run, run.build())


def _dimension(name: str, text: str, refused: Refused) -> Choices | Range:
    """A range or a choice from text."""
    if ":" not in text:
        choices = tuple(part.strip() for part in text.split("|" if "|" in text else ","))
        if len(set(choices)) < max(2, len(choices)):
            raise SearchError(f"{name}={text!r} is no choice: give two different values or more, as in {name}=32,64")
        return Choices(choices)
    low, high, *scale = text.split(":")
    try:
        ends = float(low), float(high)
    except ValueError:
        raise SearchError(f"{name}={text!r} is no range: its ends are numbers, as in {name}=0.1:0.5") from None
    if not -math.inf < ends[0] < ends[1] < math.inf or scale not in ([], ["log"]):
        raise SearchError(f"{name}={text!r} is no range: write LOW:HIGH or LOW:HIGH:log, with LOW below HIGH")
    if scale and ends[0] <= 0:
        raise SearchError(f"{name}={text!r}: a logarithmic range begins above 0")
    fraction = str(ends[0] + 0.4999 * (ends[1] - ends[0]))
    whole = all(end.is_integer() for end in ends) and refused({name: low}) is None and refused({name: fraction})
    return Range(*ends, log=bool(scale), whole=bool(whole))


def _check_ends(texts: Mapping[str, str], space: Mapping[str, Choices | Range], refused: Refused) -> None:
    """Raise where an end of a range, or a choice, cannot be trained with.

    What needs another setting (a momentum needs an optimizer with one) passes if that is among the first or the last
    values of the rest.
    """
    ends = {
        name: dimension.texts if isinstance(dimension, Choices) else tuple(texts[name].split(":")[:2])
        for name, dimension in space.items()
    }
    first = {name: values[0] for name, values in ends.items()}
    last = {name: values[-1] for name, values in ends.items()}
    for name, values in ends.items():
        for value in values:
            error = refused({name: value})
            if error and refused(first | {name: value}) and refused(last | {name: value}):
                raise error
