"""Ensemble plans: TOML files that state the members and how they are combined.

`plan.toml` beside this file is the project's plan. A plan has the tables

- `recipe`: changes to the recipes of all members, by the names that `digits train --set` takes;
- `fine_tuning` (optional): more changes, for a second training that continues from the weights of the first;
- `combination`: `mean`, of the members' `logits` or of their `probabilities`;
- `architectures.<name>`: `network`; `arguments` of its `build`; `recipe`, more changes;
- `members`: by name `{ architecture, fold, seed }`, where the fold, 0 to 4 or `"none"`, is held out from the training;
  `epochs` (optional) replaces the recipe's;

and the key `images` (optional): train on so many of the first images only.
"""

import dataclasses
import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeGuard, cast, get_args

from digits import mnist
from digits.classifier import Mean
from digits.lab import networks
from digits.lab.evaluation.run_spec import RunSpec
from digits.lab.training.runs import factory
from digits.lab.training.runs.run import RunError
from digits.lab.training.settings_parser import SettingError

PLAN = Path(__file__).with_name("plan.toml")
"""The project's plan."""

_KEYS = {
    "": {"recipe", "fine_tuning", "combination", "architectures", "members", "images"},
    "combination": {"mean"},
    "architectures": {"network", "arguments", "recipe"},
    "members": {"architecture", "fold", "seed", "epochs"},
}
_NAME = r"[A-Za-z0-9_][A-Za-z0-9_-]*"


class PlanError(ValueError):
    """The plan is invalid; the message names the file, the key and valid values."""


@dataclass(frozen=True)
class Member:
    """A member of the ensemble.

    Attributes:
        name: of its files.
        spec: its training.
        fine_tuning: its second training, from the weights of the first; None where there is none.
    """

    name: str
    spec: RunSpec
    fine_tuning: RunSpec | None = None

    @property
    def specs(self) -> list[RunSpec]:
        """Its trainings, in order."""
        return [spec for spec in (self.spec, self.fine_tuning) if spec is not None]

    @property
    def fold(self) -> int | None:
        """The held-out fold; None where it trains on all images."""
        assert self.spec.validation != "tenth"
        return self.spec.validation

    @property
    def epochs(self) -> int:
        """Epochs of all its trainings."""
        return sum(int(plan["recipe"]["epochs"]) for plan in self.plans())

    def plans(self) -> list[dict[str, Any]]:
        """The plans of its trainings, as JSON holds them."""
        return [spec.plan() for spec in self.specs]


@dataclass(frozen=True)
class Plan:
    """The members, and how they are combined.

    Attributes:
        members: in the order of the file.
        mean: what is averaged.
    """

    members: tuple[Member, ...]
    mean: Mean

    def chosen(self, names: tuple[str, ...]) -> list[Member]:
        """The members with these names, in the plan's order; all members where no name is given.

        Raises:
            PlanError: there is no such member.
        """
        known = [member.name for member in self.members]
        for name in names:
            if name not in known:
                raise PlanError(f"the plan has no member {name!r}. Its members: {', '.join(known)}.")
        return [member for member in self.members if not names or member.name in names]


def read_plan(path: Path = PLAN) -> Plan:
    """Read a plan and check it, without building networks.

    Raises:
        PlanError: the file is not TOML, a key is unknown or missing, or a value is invalid.
    """
    try:
        return _plan(tomllib.loads(path.read_text("utf-8")))
    except (PlanError, SettingError, RunError, tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise PlanError(f"{path} is not a valid plan: {error}") from error


def _plan(tables: dict[str, Any]) -> Plan:
    _reject_unknown_keys("", tables)
    combination = _table(tables, "combination")
    _reject_unknown_keys("combination", combination)
    mean = combination.get("mean")
    if mean not in get_args(Mean):
        raise PlanError(f"combination.mean must be one of {', '.join(get_args(Mean))}, not {mean!r}")
    images = tables.get("images")
    if images is not None and not (_is_integer(images) and images >= 1):
        raise PlanError(f"images must be a positive integer, not {images!r}")
    architectures = {name: _architecture(name, one) for name, one in _table(tables, "architectures").items()}
    shared = _texts(_table(tables, "recipe"))
    fine_tuning = _texts(_table(tables, "fine_tuning"))
    entries = _table(tables, "members")
    if not entries:
        raise PlanError("the plan has no members")
    members = tuple(_member(name, one, architectures, shared, fine_tuning, images) for name, one in entries.items())
    _reject_duplicates(members)
    return Plan(members, cast(Mean, mean))


def _architecture(name: str, one: Any) -> tuple[str, dict[str, str]]:
    """An architecture's network and its settings, as given to `--set`."""
    if not isinstance(one, dict):
        raise PlanError(f"architectures.{name} must be a table, not {one!r}")
    _reject_unknown_keys("architectures", one, name)
    network = one.get("network")
    if network not in networks.names():
        raise PlanError(f"architectures.{name}.network must be one of {', '.join(networks.names())}, not {network!r}")
    arguments = _texts(_table(one, "arguments"), "network.")
    return network, _texts(_table(one, "recipe")) | arguments


def _member(  # noqa: PLR0913, PLR0917 - a member is made of all tables
    name: str,
    one: Any,
    architectures: Mapping[str, tuple[str, dict[str, str]]],
    shared: dict[str, str],
    fine_tuning: dict[str, str],
    images: int | None,
) -> Member:
    if not re.fullmatch(_NAME, name):
        raise PlanError(f"{name!r} is not a valid member name: use letters, digits, underscores and hyphens")
    if not isinstance(one, dict):
        raise PlanError(f"members.{name} must be a table, not {one!r}")
    _reject_unknown_keys("members", one, name)
    architecture: Any = one.get("architecture")
    if architecture not in architectures:
        known = ", ".join(architectures)
        raise PlanError(f"members.{name}.architecture must be one of {known}, not {architecture!r}")
    fold, seed = one.get("fold"), one.get("seed")
    if fold != "none" and not (_is_integer(fold) and 0 <= fold < mnist.FOLDS):
        raise PlanError(f'members.{name}.fold must be one of 0 to {mnist.FOLDS - 1}, or "none", not {fold!r}')
    if not _is_integer(seed):
        raise PlanError(f"members.{name}.seed must be an integer, not {seed!r}")
    network, settings = architectures[architecture]
    own = {"seed": str(seed)} | ({"epochs": str(one["epochs"])} if "epochs" in one else {})
    first = RunSpec(network, shared | settings | own, None if fold == "none" else fold, images)
    second = dataclasses.replace(first, settings={**first.settings, **fine_tuning}) if fine_tuning else None
    for spec, table in ((first, "members"), (second or first, "fine_tuning, for members")):
        try:
            factory.planned(spec.name, spec.settings, spec.validation, spec.images)
        except (SettingError, RunError) as error:
            raise PlanError(f"{table}.{name}: {error}") from error
    return Member(name, first, second)


def _reject_duplicates(members: tuple[Member, ...]) -> None:
    for number, member in enumerate(members):
        for other in members[:number]:
            if other.plans() == member.plans():
                raise PlanError(f"members.{other.name} and members.{member.name} are the same. Change a seed.")


def _reject_unknown_keys(table: str, given: Mapping[str, Any], name: str = "") -> None:
    where = ".".join(part for part in (table, name) if part)
    for key in given:
        if key not in _KEYS[table]:
            known = ", ".join(sorted(_KEYS[table]))
            raise PlanError(f"unknown key {key!r}{f' in {where}' if where else ''}. Known keys: {known}.")


def _table(tables: Mapping[str, Any], name: str) -> dict[str, Any]:
    table = tables.get(name, {})
    if not isinstance(table, dict):
        raise PlanError(f"{name} must be a table, not {table!r}")
    return table


def _texts(table: Mapping[str, Any], prefix: str = "") -> dict[str, str]:
    """Settings as given to `--set`; keys of a nested table get a prefix and a dot."""
    return dict(_written(table, prefix))


def _written(table: Mapping[str, Any], prefix: str) -> Iterator[tuple[str, str]]:
    for name, value in table.items():
        if isinstance(value, dict):
            yield from _written(value, f"{prefix}{name}.")
        elif isinstance(value, list):
            yield prefix + name, ",".join(map(str, value))
        else:
            yield prefix + name, str(value).lower() if isinstance(value, bool) else str(value)


def _is_integer(value: object) -> TypeGuard[int]:
    return isinstance(value, int) and not isinstance(value, bool)
