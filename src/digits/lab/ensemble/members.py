"""Train members side by side, resume after interruption, and estimate the remaining time."""

import json
import statistics
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from filelock import FileLock, Timeout

from digits.lab.ensemble.member_files import MemberInfo, read_member, write_member
from digits.lab.ensemble.plan import Member
from digits.lab.evaluation.run_spec import find_or_create_run, find_run
from digits.lab.onnx_conversion import to_onnx
from digits.lab.training.parallel import side_by_side
from digits.lab.training.runs import factory
from digits.lab.training.runs.network_run import NetworkRun
from digits.lab.training.runs.run import RunError


class EnsembleError(ValueError):
    """The ensemble cannot be made; the message says why and what to do."""


@dataclass(frozen=True)
class Workspace:
    """The folders of runs and of results."""

    runs: Path
    results: Path

    def member_runs(self, member: Member) -> Path:
        """The folder of a member's runs, one for each plan that it ever had."""
        return self.runs / "ensemble" / member.name


@dataclass(frozen=True)
class Progress:
    """Progress of a member's training.

    Attributes:
        member: the member.
        info: its metadata in the results; None until its files are written.
        epochs: how many are done.
        seconds: median time of an epoch; None before the first is done.
    """

    member: Member
    info: MemberInfo | None
    epochs: int
    seconds: float | None


def train_members(
    members: Sequence[Member], workspace: Workspace, processes: int, write: bool
) -> Iterator[tuple[Member, float]]:
    """Train members side by side.

    Args:
        members: those that are not done yet.
        workspace: the folders.
        processes: how many members train at a time.
        write: whether their files are written to the results.

    Yields:
        Each member that is done, and the seconds of its training.

    Raises:
        EnsembleError: some failed; the others are done.
        ConversionError: a network cannot be exported; none is trained.
    """
    if write:
        _require_exportable(members)
    tasks = [_Task(member, workspace, write) for member in members]
    failed = []
    for task, found in side_by_side(_train_member, tasks, min(processes, max(1, len(tasks)))):
        if isinstance(found, Exception):
            failed.append(f"{task.member.name}: {found}")
        else:
            yield task.member, found
    if failed:
        raise EnsembleError("failed: " + "; ".join(failed))


def progress_of(member: Member, workspace: Workspace) -> Progress:
    """The progress of a member, from its files in the results or from its runs."""
    info = read_member(member, workspace.results)
    if info is not None:
        return Progress(member, info, info["epochs"], info["seconds"] / info["epochs"])
    runs = [run for spec in member.specs if (run := find_run(spec, workspace.member_runs(member))) is not None]
    history = [epoch for run in runs for epoch in run.history()]
    seconds = statistics.median(one["seconds"] for one in history) if history else None
    return Progress(member, None, len(history), seconds)


def seconds_left(progress: Sequence[Progress]) -> float | None:
    """Estimate the time of all missing epochs, one after the other.

    An epoch of a member without any takes as long as those of members with the same network and recipe.

    Returns:
        Seconds; None where no epoch of a member, or of a similar one, has been timed.
    """
    known: dict[str, list[float]] = {}
    for one in progress:
        if one.seconds is not None:
            known.setdefault(_timing_key(one.member), []).append(one.seconds)
    left = 0.0
    for one in progress:
        missing = one.member.epochs - one.epochs if one.info is None else 0
        similar = [one.seconds] if one.seconds is not None else known.get(_timing_key(one.member), [])
        if missing and not similar:
            return None
        left += missing * statistics.mean(similar) if missing else 0
    return left


def _timing_key(member: Member) -> str:
    """Everything that decides how long an epoch of a member takes."""
    plan: dict[str, Any] = member.spec.plan()
    recipe = {name: value for name, value in plan["recipe"].items() if name not in {"seed", "epochs"}}
    all_images = plan["validation"] is None
    return json.dumps([plan["name"], plan["architecture"], recipe, plan["images"], all_images])


def _require_exportable(members: Sequence[Member]) -> None:
    """Convert each architecture untrained, so that what fails does not fail after training.

    Raises:
        ConversionError: one cannot be converted.
    """
    architectures = {}
    for spec in (member.spec for member in members):
        run = factory.planned(spec.name, spec.settings, spec.validation, spec.images)
        assert isinstance(run, NetworkRun)
        architectures[json.dumps([run.name, run.architecture])] = run
    for run in architectures.values():
        to_onnx(run.build())


@dataclass(frozen=True)
class _Task:
    member: Member
    workspace: Workspace
    write: bool


def _train_member(task: _Task) -> float:
    """Train a member; returns the seconds that it took."""
    folder = task.workspace.member_runs(task.member)
    folder.mkdir(parents=True, exist_ok=True)
    try:
        with FileLock(folder / ".lock", timeout=0):
            runs = list(_trained_runs(task.member, folder))
            if task.write:
                write_member(task.member, runs, task.workspace.results)
    except Timeout:
        raise RunError(f"another process trains in {folder}. Wait for it, or name other members.") from None
    return sum(run.seconds for run in runs)


def _trained_runs(member: Member, folder: Path) -> Iterator[NetworkRun]:
    """Train a member's run, and the one that fine-tunes it."""
    first = find_or_create_run(member.spec, folder)
    assert isinstance(first, NetworkRun)
    first.train()
    yield first
    if member.fine_tuning is not None:
        second = find_or_create_run(member.fine_tuning, folder)
        assert isinstance(second, NetworkRun)
        if not second.history():
            second.begin_with(first)
        second.train()
        yield second
