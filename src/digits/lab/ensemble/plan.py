"""The plan of the record: one readable file that says which members are trained, how, and how they are combined.

`plan.toml` beside this file is the plan of the project. A plan has the tables

- `recipe`: changes to the recipes of all members, by the names that `digits train --set` takes;
- `finish`: more changes, for a second training that begins with the weights of the first; none without the table;
- `combination`: `mean`, of the members' `logits` or of their `probabilities`;
- `kinds.<name>`: `network`, a network; `architecture`, arguments of its `build`; `recipe`, more changes;
- `members`: by name `{ kind, fold, seed }`, where the fold, 0 to 4 or `"none"`, is left out of the training; `epochs`
  beside them replaces the recipe's;
- and `images`, if the members learn from the first so many images only.
"""

import dataclasses
import hashlib
import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeGuard, cast, get_args

from digits import mnist
from digits.classifier import Mean
from digits.lab import networks
from digits.lab.evaluation.trial import Trial
from digits.lab.training.runs import factory as lab_runs
from digits.lab.training.runs.run import RunError
from digits.lab.training.settings_parser import SettingError

PLAN = Path(__file__).with_name("plan.toml")
"""The plan of the project."""

_KEYS = {
    "": {"recipe", "finish", "combination", "kinds", "members", "images"},
    "combination": {"mean"},
    "kinds": {"network", "architecture", "recipe"},
    "members": {"kind", "fold", "seed", "epochs"},
}
_NAME = r"[A-Za-z0-9_][A-Za-z0-9_-]*"


class PlanError(ValueError):
    """A plan that cannot be followed; the message names the file, the place and what would do."""


@dataclass(frozen=True)
class Member:
    """A member of the ensemble.

    Attributes:
        name: of its files.
        trial: what trains it.
        finish: what trains it on from there; None where that is all.
    """

    name: str
    trial: Trial
    finish: Trial | None = None

    @property
    def trials(self) -> list[Trial]:
        """The trainings, one after the other."""
        return [trial for trial in (self.trial, self.finish) if trial is not None]

    @property
    def fold(self) -> int | None:
        """The fold whose writers it never sees; None where it sees all."""
        assert self.trial.validation != "tenth"
        return self.trial.validation

    @property
    def epochs(self) -> int:
        """How often it passes over its training images."""
        return sum(int(plan["recipe"]["epochs"]) for plan in self.plans())

    def plans(self) -> list[dict[str, Any]]:
        """What decides how it is trained, first and then, as JSON has it."""
        return [trial.plan() for trial in self.trials]


@dataclass(frozen=True)
class Plan:
    """What is trained, and how the answers become one.

    Attributes:
        members: in the order of the file.
        mean: what is averaged.
        sha256: of the file.
    """

    members: tuple[Member, ...]
    mean: Mean
    sha256: str

    def chosen(self, names: tuple[str, ...]) -> list[Member]:
        """The members of these names, in the plan's order; all of them where no name is given.

        Raises:
            PlanError: there is no member of that name.
        """
        known = [member.name for member in self.members]
        for name in names:
            if name not in known:
                raise PlanError(f"the plan has no member {name!r}; it has: {', '.join(known)}")
        return [member for member in self.members if not names or member.name in names]


def read_plan(path: Path = PLAN) -> Plan:
    """The plan in a file, checked as far as that goes without building networks.

    Raises:
        PlanError: the file is no plan: it is not TOML, a key is unknown or missing, or a value does not do.
    """
    contents = path.read_bytes()
    try:
        return _plan(tomllib.loads(contents.decode()), hashlib.sha256(contents).hexdigest())
    except (PlanError, SettingError, RunError, tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise PlanError(f"{path}: {error}") from error


def _plan(tables: dict[str, Any], sha256: str) -> Plan:
    _refuse_unknown("", tables)
    combination = _table(tables, "combination")
    _refuse_unknown("combination", combination)
    mean = combination.get("mean")
    if mean not in get_args(Mean):
        raise PlanError(f"combination.mean is one of {', '.join(get_args(Mean))}, not {mean!r}")
    images = tables.get("images")
    if images is not None and not (_whole(images) and images >= 1):
        raise PlanError(f"images is a whole number above 0, not {images!r}")
    kinds = {name: _kind(name, kind) for name, kind in _table(tables, "kinds").items()}
    shared = _texts(_table(tables, "recipe"))
    finish = _texts(_table(tables, "finish"))
    written = _table(tables, "members")
    if not written:
        raise PlanError("members names none")
    members = tuple(_member(name, one, kinds, shared, finish, images) for name, one in written.items())
    _refuse_twins(members)
    return Plan(members, cast(Mean, mean), sha256)


def _kind(name: str, kind: Any) -> tuple[str, dict[str, str]]:
    """A kind's network and its settings, as written after `--set`."""
    if not isinstance(kind, dict):
        raise PlanError(f"kinds.{name} is a table, not {kind!r}")
    _refuse_unknown("kinds", kind, name)
    if kind.get("network") not in networks.names():
        raise PlanError(f"kinds.{name}.network is one of {', '.join(networks.names())}, not {kind.get('network')!r}")
    architecture = _texts(_table(kind, "architecture"), "network.")
    return kind["network"], _texts(_table(kind, "recipe")) | architecture


def _member(  # noqa: PLR0913, PLR0917 - a member is made of all tables
    name: str,
    one: Any,
    kinds: Mapping[str, tuple[str, dict[str, str]]],
    shared: dict[str, str],
    finish: dict[str, str],
    images: int | None,
) -> Member:
    if not re.fullmatch(_NAME, name):
        raise PlanError(f"{name!r} is no member's name: use letters, digits, underscores and hyphens")
    if not isinstance(one, dict):
        raise PlanError(f"members.{name} is a table, not {one!r}")
    _refuse_unknown("members", one, name)
    if one.get("kind") not in kinds:
        raise PlanError(f"members.{name}.kind is one of {', '.join(kinds)}, not {one.get('kind')!r}")
    fold, seed = one.get("fold"), one.get("seed")
    if fold != "none" and not (_whole(fold) and 0 <= fold < mnist.FOLDS):
        raise PlanError(f'members.{name}.fold is one of 0 to {mnist.FOLDS - 1}, or "none", not {fold!r}')
    if not _whole(seed):
        raise PlanError(f"members.{name}.seed is a whole number, not {seed!r}")
    network, settings = kinds[one["kind"]]
    own = {"seed": str(seed)} | ({"epochs": str(one["epochs"])} if "epochs" in one else {})
    first = Trial(network, shared | settings | own, None if fold == "none" else fold, images)
    then = dataclasses.replace(first, settings={**first.settings, **finish}) if finish else None
    for trial, table in ((first, "members"), (then or first, "finish, for members")):
        try:
            lab_runs.planned(trial.name, trial.settings, trial.validation, trial.images)
        except (SettingError, RunError) as error:
            raise PlanError(f"{table}.{name}: {error}") from error
    return Member(name, first, then)


def _refuse_twins(members: tuple[Member, ...]) -> None:
    for number, member in enumerate(members):
        for other in members[:number]:
            if other.plans() == member.plans():
                raise PlanError(f"members.{other.name} and members.{member.name} are the same: change a seed")


def _refuse_unknown(table: str, given: Mapping[str, Any], name: str = "") -> None:
    where = ".".join(part for part in (table, name) if part)
    for key in given:
        if key not in _KEYS[table]:
            known = ", ".join(sorted(_KEYS[table]))
            raise PlanError(f"unknown key {key!r}{f' in {where}' if where else ''}; there are: {known}")


def _table(tables: Mapping[str, Any], name: str) -> dict[str, Any]:
    table = tables.get(name, {})
    if not isinstance(table, dict):
        raise PlanError(f"{name} is a table, not {table!r}")
    return table


def _texts(table: Mapping[str, Any], prefix: str = "") -> dict[str, str]:
    """Settings as they are written after `--set`; a table within becomes names with a dot."""
    return dict(_written(table, prefix))


def _written(table: Mapping[str, Any], prefix: str) -> Iterator[tuple[str, str]]:
    for name, value in table.items():
        if isinstance(value, dict):
            yield from _written(value, f"{prefix}{name}.")
        elif isinstance(value, list):
            yield prefix + name, ",".join(map(str, value))
        else:
            yield prefix + name, str(value).lower() if isinstance(value, bool) else str(value)


def _whole(value: object) -> TypeGuard[int]:
    return isinstance(value, int) and not isinstance(value, bool)
