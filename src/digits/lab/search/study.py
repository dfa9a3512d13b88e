"""Search over settings with Optuna: each trial is a run, and a study can be continued at any time.

Suggestions come from a tree-structured Parzen estimator (Bergstra, Bardenet, Bengio and Kégl, "Algorithms for
hyper-parameter optimization", 2011, section 4). Workers are processes of one thread each that share the study.

For a network the objective is the cross-entropy on the validation fold, by the weights that the run keeps. On 12,000
images it separates settings that make equally many errors; it is known after each epoch, so that bad trials can be
pruned; and early stopping and the best weights use it too. It penalizes label smoothing, which lowers confidence, so
the default search leaves that out. Baselines may give poor probabilities; their objective is the error rate.
"""

import os
from collections.abc import Generator, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import optuna
from filelock import FileLock, Timeout
from optuna.trial import FrozenTrial, TrialState

from digits.lab.search.space import StudyPlan
from digits.lab.search.storage import PrunerName, StudyError, StudyLocation, repair_journal
from digits.lab.search.trials import command_id, run_trial
from digits.lab.training.parallel import WorkerError, side_by_side


@dataclass(frozen=True)
class _Task:
    """What a worker needs for one trial."""

    location: StudyLocation
    plan: StudyPlan
    pruner: PrunerName
    seed: int | None


def tune(
    location: StudyLocation, plan: StudyPlan, trials: int, workers: int = 1, pruner: PrunerName = "median"
) -> Generator[FrozenTrial, None, None]:
    """Add trials to a study, created if there is none, and yield each when it is finished.

    Args:
        location: where the study is stored.
        plan: what it trains and searches.
        trials: number of trials to add.
        workers: number of processes of one thread each.
        pruner: `median` stops a trial from its second epoch on once its validation loss is above the median of
            earlier trials at that epoch, `hyperband` by successive halving, `none` never.

    Raises:
        StudyError: the study has another plan, another command uses it, or a worker was killed. Finished trials are
            kept; the same call continues.
    """
    with _locked(location):
        if not location.database:
            repair_journal(Path(location.storage))
        study = location.open(pruner)
        _check_plan(study, plan)
        if not location.database:
            _fail_abandoned(study)
        existing = len(study.get_trials(deepcopy=False))
        # On several machines equal seeds would give equal suggestions.
        seeds = [None if location.database else existing + number for number in range(trials)]
        try:
            for _, result in side_by_side(_run_task, [_Task(location, plan, pruner, seed) for seed in seeds], workers):
                if isinstance(result, Exception):
                    raise result
                yield study.get_trials(deepcopy=False)[result]
        except WorkerError as error:
            raise StudyError(
                "a worker was killed, perhaps out of memory: finished trials are kept; repeat the command with fewer "
                "--workers"
            ) from error
        finally:
            _fail_abandoned(study, command_id(os.getpid()) if location.database else None)


@contextmanager
def _locked(location: StudyLocation) -> Iterator[None]:
    """Lock a study file against other commands, so that any trial still running in it is abandoned.

    A database uses heartbeats instead: starting a trial marks those without one for `SILENT_SECONDS` as failed.
    """
    location.folder.mkdir(parents=True, exist_ok=True)
    if location.database:
        yield
        return
    try:
        with FileLock(location.folder / ".lock", timeout=0):
            yield
    except Timeout:
        raise StudyError(
            f"{location.storage} is in use by another command: wait for it, give it more --workers, or use a database"
        ) from None


def _check_plan(study: optuna.Study, plan: StudyPlan) -> None:
    """Store the plan in a new study, or check that an existing one has the same."""
    stored = study.user_attrs.get("plan")
    if stored is None:
        study.set_user_attr("plan", plan.as_dict())
        return
    for part, value in plan.as_dict().items():
        if stored[part] != value:
            raise StudyError(
                f"the study {study.study_name} has another {part} ({_shown(stored[part])}, not {_shown(value)}), so "
                "its trials would not compare: leave the options out to continue it, or choose another --study-name"
            )


def _shown(value: Any) -> str:
    if isinstance(value, dict):
        return " ".join(f"{name}={text}" for name, text in value.items()) or "none"
    return str(value)


def _fail_abandoned(study: optuna.Study, command: str | None = None) -> None:
    """Mark running trials as failed: all of them, or those of one command."""
    for trial in study.get_trials(deepcopy=False, states=(TrialState.RUNNING,)):
        if command is None or trial.user_attrs.get("command") == command:
            study.tell(trial.number, state=TrialState.FAIL, skip_if_finished=True)


def _run_task(task: _Task) -> int:
    """Run one trial in a worker, and return its number."""
    study = task.location.open(task.pruner)
    return run_trial(study, task.plan, task.location.folder / "runs", task.seed)
