"""The members' training: side by side, gone on with after a kill, and told how long it will take."""

import json
import statistics
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from filelock import FileLock, Timeout

from digits.lab.ensemble.member_files import Proof, proof_of, prove
from digits.lab.ensemble.plan import Member
from digits.lab.evaluation.trial import found_run, run_of
from digits.lab.training.parallel import side_by_side
from digits.lab.training.runs.network_run import NetworkRun
from digits.lab.training.runs.run import RunError


class RecordError(ValueError):
    """The record cannot be made, or made yet; the message says why and what to do."""


@dataclass(frozen=True)
class Place:
    """Where members are trained, and where what they become is written."""

    runs: Path
    results: Path

    def trainings(self, member: Member) -> Path:
        """The folder of a member's run; a plan that was changed has another run there."""
        return self.runs / "record" / member.name


@dataclass(frozen=True)
class Standing:
    """How far a member is.

    Attributes:
        member: which.
        proof: what is written of it in the results; None while that is not done.
        epochs: how many are done.
        seconds: of one epoch, the median of those done; None before the first is over.
    """

    member: Member
    proof: Proof | None
    epochs: int
    seconds: float | None


def make(members: Sequence[Member], place: Place, processes: int, write: bool) -> Iterator[tuple[Member, float]]:
    """Train members to their ends, so many at a time; each is given with the seconds of its training once it is done.

    Args:
        members: those that are not done yet.
        place: where.
        processes: how many at a time.
        write: what they become, into the results.

    Raises:
        RecordError: some failed, and the others are done.
    """
    tasks = [_Task(member, place, write) for member in members]
    failed = []
    for task, found in side_by_side(_make, tasks, min(processes, max(1, len(tasks)))):
        if isinstance(found, Exception):
            failed.append(f"{task.member.name}: {found}")
        else:
            yield task.member, found
    if failed:
        raise RecordError("failed: " + "; ".join(failed))


def standing(member: Member, place: Place) -> Standing:
    """How far a member is, by its run and by what the results have of it."""
    proof = proof_of(member, place.results)
    if proof is not None:
        return Standing(member, proof, proof["epochs"], proof["seconds"] / proof["epochs"])
    runs = [run for trial in member.trials if (run := found_run(trial, place.trainings(member))) is not None]
    history = [epoch for run in runs for epoch in run.history()]
    seconds = statistics.median(one["seconds"] for one in history) if history else None
    return Standing(member, None, len(history), seconds)


def seconds_left(standings: Sequence[Standing]) -> float | None:
    """What the epochs that are missing will take, one after the other.

    An epoch of a member that has none yet is taken to last as long as those of members with its network and recipe.

    Returns:
        Seconds; None where no epoch of a member, or of one like it, was measured yet.
    """
    known: dict[str, list[float]] = {}
    for one in standings:
        if one.seconds is not None:
            known.setdefault(_likeness(one.member), []).append(one.seconds)
    left = 0.0
    for one in standings:
        missing = one.member.epochs - one.epochs if one.proof is None else 0
        alike = [one.seconds] if one.seconds is not None else known.get(_likeness(one.member), [])
        if missing and not alike:
            return None
        left += missing * statistics.mean(alike) if missing else 0
    return left


def _likeness(member: Member) -> str:
    """What decides how long an epoch of a member takes."""
    plan: dict[str, Any] = member.trial.plan()
    recipe = {name: value for name, value in plan["recipe"].items() if name not in {"seed", "epochs"}}
    whole = plan["validation"] is None
    return json.dumps([plan["name"], plan["architecture"], recipe, plan["images"], whole])


@dataclass(frozen=True)
class _Task:
    member: Member
    place: Place
    write: bool


def _make(task: _Task) -> float:
    """In a process of its own: train a member to its end."""
    folder = task.place.trainings(task.member)
    folder.mkdir(parents=True, exist_ok=True)
    try:
        with FileLock(folder / ".lock", timeout=0):
            runs = list(_trained(task.member, folder))
            if task.write:
                prove(task.member, runs, task.place.results)
    except Timeout:
        raise RunError(f"{folder} is being trained by another process: wait for it, or name other members") from None
    return sum(run.seconds for run in runs)


def _trained(member: Member, folder: Path) -> Iterator[NetworkRun]:
    """A member's runs, each trained to its end: the first, and the one that goes on from there."""
    first = run_of(member.trial, folder)
    assert isinstance(first, NetworkRun)
    first.train()
    yield first
    if member.finish is not None:
        then = run_of(member.finish, folder)
        assert isinstance(then, NetworkRun)
        if not then.history():
            then.begin_with(first)
        then.train()
        yield then
