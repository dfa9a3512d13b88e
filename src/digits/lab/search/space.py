"""The search space of a study: ranges and choices, parsed from text and checked before training."""

import dataclasses
import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from optuna.trial import Trial

from digits.lab.training.runs import factory
from digits.lab.training.runs.buildable import without_effect
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
"""The search space of a network by default."""

_WITH_LAYERS = {"normalization": "batch", "dropout": "0.5"}
"""Settings that add layers after hidden ones, with a value that does."""


class SearchError(ValueError):
    """A search space is invalid; the message says how to write it, or which settings there are."""


@dataclass(frozen=True)
class Choices:
    """One of several values, as written on the command line."""

    texts: tuple[str, ...]

    def suggest(self, trial: Trial, name: str) -> str:
        """A value for this trial."""
        return str(trial.suggest_categorical(name, self.texts))


@dataclass(frozen=True)
class Range:
    """A number in a range.

    Attributes:
        low: the smallest value.
        high: the largest value.
        log: sample on a logarithmic scale.
        whole: only whole numbers.
    """

    low: float
    high: float
    log: bool
    whole: bool

    def suggest(self, trial: Trial, name: str) -> str:
        """A value for this trial, as written on the command line, with six digits."""
        if self.whole:
            return str(trial.suggest_int(name, int(self.low), int(self.high), log=self.log))
        rounded = float(f"{trial.suggest_float(name, self.low, self.high, log=self.log):.6g}")
        return repr(min(max(rounded, self.low), self.high))


@dataclass(frozen=True)
class StudyPlan:
    """What a study trains and searches. Trials are comparable within one plan only.

    Attributes:
        name: the network or the baseline.
        settings: fixed settings, as typed after `--set`.
        search: searched settings, as typed after `--search`.
        fold: the writer-grouped fold that validates, 0..4.
        images: train and validate on the first `images` images only; None for all.
        space: `search`, parsed.
    """

    name: str
    settings: dict[str, str]
    search: dict[str, str]
    fold: int
    images: int | None
    space: dict[str, Choices | Range] = field(compare=False)

    @property
    def is_network(self) -> bool:
        """Whether it is a network, not a baseline."""
        return not factory.is_baseline(self.name)

    @property
    def measure(self) -> str:
        """The name and unit of the objective."""
        return "validation loss, nats" if self.is_network else "validation error, %"

    def as_dict(self) -> dict[str, Any]:
        """The plan as the study's storage has it."""
        return {part: getattr(self, part) for part in ("name", "settings", "search", "fold", "images")}


def plan_study(
    name: str,
    settings: Mapping[str, str] | None = None,
    search: Mapping[str, str] | None = None,
    fold: int = 0,
    images: int | None = None,
) -> StudyPlan:
    """A study's plan, with both ends of each range checked before training.

    Args:
        name: a network or a baseline, or the path of a network's file.
        settings: fixed settings.
        search: ranges (`1e-4:1e-1:log`, `50:800`) and choices (`32,64`; separated by `|` if they contain commas); the
            default, for a network, is what of `DEFAULT_SEARCH` is not fixed and has an effect.
        fold: the fold that validates.
        images: train and validate on the first `images` images only.

    Raises:
        SearchError: a text is neither a range nor a choice, or there is nothing to search.
        SettingError: a setting is unknown or a value does not fit; the message lists what is allowed.
        RunError: there are too few images.
    """
    fixed = dict(settings or {})
    factory.check(name, fixed, fold, images)
    for both in set(fixed) & set(search or {}):
        raise SearchError(f"{both} is fixed by --set and searched by --search: give only one of them")

    def check(changes: Mapping[str, str]) -> ValueError | None:
        try:
            factory.check(name, fixed | dict(changes), fold, images)
        except (SettingError, RunError) as error:
            return error
        return None

    texts = dict(search) if search else _default_search(name, fixed, check)
    space = {one: _dimension(one, text, check) for one, text in texts.items()}
    _check_ends(texts, space, check)
    return StudyPlan(name, fixed, texts, fold, images, space)


Check = Callable[[Mapping[str, str]], ValueError | None]
"""The error of training with these settings besides the fixed ones; None where there is none."""


def _default_search(name: str, fixed: Mapping[str, str], check: Check) -> dict[str, str]:
    """The part of the default that is not fixed and has an effect, without choices that do not fit."""
    if factory.is_baseline(name):
        there = ", ".join(one.name for one in dataclasses.fields(factory.module(name).SETTINGS)) or "none"
        raise SearchError(
            f"give the settings of {name} to search, as in --search SETTING=1:10; its settings are: {there}"
        )
    search = {}
    for setting, text in DEFAULT_SEARCH.items():
        if setting in fixed or not _has_effect(name, fixed, setting):
            continue
        choices = [choice for choice in text.split(",") if ":" in choice or check({setting: choice}) is None]
        if len(choices) > 1 or ":" in text:
            search[setting] = ",".join(choices)
    return search


def _has_effect(name: str, fixed: Mapping[str, str], setting: str) -> bool:
    """Whether the network has the hidden layers that this setting changes, if it changes layers."""
    if setting not in _WITH_LAYERS:
        return True
    run = factory.planned(name, {**fixed, setting: _WITH_LAYERS[setting]}, 0, None)
    assert isinstance(run, NetworkRun)
    return setting not in without_effect(run, run.build())


def _dimension(name: str, text: str, check: Check) -> Choices | Range:
    """Parse a range or choices."""
    if ":" not in text:
        choices = tuple(part.strip() for part in text.split("|" if "|" in text else ","))
        if len(set(choices)) < max(2, len(choices)):
            raise SearchError(f"{name}={text!r} is not a choice: give two or more different values, as in {name}=32,64")
        return Choices(choices)
    low, high, *scale = text.split(":")
    try:
        ends = float(low), float(high)
    except ValueError:
        raise SearchError(f"{name}={text!r} is not a range: write numbers, as in {name}=0.1:0.5") from None
    if not -math.inf < ends[0] < ends[1] < math.inf or scale not in ([], ["log"]):
        raise SearchError(f"{name}={text!r} is not a range: write LOW:HIGH or LOW:HIGH:log, with LOW below HIGH")
    if scale and ends[0] <= 0:
        raise SearchError(f"{name}={text!r}: a logarithmic range starts above 0")
    fraction = str(ends[0] + 0.4999 * (ends[1] - ends[0]))
    whole = all(end.is_integer() for end in ends) and check({name: low}) is None and check({name: fraction})
    return Range(*ends, log=bool(scale), whole=bool(whole))


def _check_ends(texts: Mapping[str, str], space: Mapping[str, Choices | Range], check: Check) -> None:
    """Raise the error of an end of a range, or of a choice, that cannot be trained with.

    A value that needs another setting (momentum needs an optimizer that has it) passes if it works with the first or
    the last values of the other settings.
    """
    ends = {
        name: dimension.texts if isinstance(dimension, Choices) else tuple(texts[name].split(":")[:2])
        for name, dimension in space.items()
    }
    first = {name: values[0] for name, values in ends.items()}
    last = {name: values[-1] for name, values in ends.items()}
    for name, values in ends.items():
        for value in values:
            error = check({name: value})
            if error and check(first | {name: value}) and check(last | {name: value}):
                raise error
