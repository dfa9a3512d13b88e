"""Search over settings with Optuna: a trial is a run, and a study goes on from whatever its storage holds.

Suggestions come from a tree-structured Parzen estimator (Bergstra, Bardenet, Bengio and Kégl, "Algorithms for
hyper-parameter optimization", 2011, section 4). Workers are processes of one thread each that share the study.

For a network the objective is the cross-entropy on the validation fold, by the weights that the run keeps: on 12,000
images it tells two settings apart that make equally many errors, it is what is known after each epoch, so that
hopeless trials can be stopped, and it is what early stopping and the best weights go by. It is unfair to label
smoothing, which makes probabilities timid, so that is not searched unless asked for. Not every baseline gives
probabilities worth the name; its objective is the error.
"""

import csv
import math
import multiprocessing
import os
import socket
import warnings
from collections.abc import Generator, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

import numpy as np
import optuna
from filelock import FileLock, Timeout
from optuna.exceptions import ExperimentalWarning
from optuna.storages import BaseStorage, JournalStorage, RDBStorage
from optuna.storages.journal import JournalFileBackend, JournalFileOpenLock
from optuna.trial import FrozenTrial, Trial, TrialState

from digits import metrics
from digits.atomic_write import replacing
from digits.lab.search import figures
from digits.lab.search.space import Plan, plan
from digits.lab.training.backend import keras
from digits.lab.training.parallel import WorkerError, side_by_side
from digits.lab.training.runs import factory
from digits.lab.training.runs.run import Epoch, Run, RunError
from digits.lab.training.settings_parser import SettingError

Study = optuna.Study
DoneTrial = FrozenTrial
HEARTBEAT_SECONDS = 60
SILENT_SECONDS = 180
PrunerName = Literal["median", "hyperband", "none"]


class StudyError(ValueError):
    """A study that cannot be opened or gone on with; the message says why and what to do."""


@dataclass(frozen=True)
class Place:
    """Where a study is kept.

    Attributes:
        storage: the file of its journal, or the URL of a database.
        study: its name there.
    """

    storage: str
    study: str

    def __post_init__(self) -> None:
        """Refuse a file whose name is that of its folder."""
        if not self.database and not Path(self.storage).suffix:
            raise StudyError(
                f"{self.storage}: a study file's name has an ending, as {self.storage}.log; without it, it is the "
                "folder of its runs"
            )

    @property
    def database(self) -> bool:
        """Whether the storage is a database, which several machines may use at once."""
        return "://" in self.storage

    @property
    def folder(self) -> Path:
        """Where its runs, figures and table stand: beside the file; for a database in `studies`."""
        return Path("studies", self.study) if self.database else Path(self.storage).with_suffix("")

    def open(self, pruner: PrunerName = "median") -> optuna.Study:
        """The study, begun if there is none.

        Raises:
            StudyError: the storage cannot be reached or holds something else.
        """
        optuna.logging.set_verbosity(optuna.logging.ERROR)
        with _database(self.storage) if self.database else _journal(Path(self.storage)) as storage:
            return optuna.create_study(
                storage=storage,
                study_name=self.study,
                direction="minimize",
                pruner=_pruner(pruner),
                load_if_exists=True,
            )

    def plan(self) -> Plan | None:
        """What the study asks; None where it was not begun.

        Raises:
            StudyError: the storage cannot be reached or holds something else.
        """
        if not self.database and not Path(self.storage).exists():
            return None
        kept = self.open().user_attrs.get("plan")
        return plan(**kept) if kept else None


@contextmanager
def _journal(path: Path) -> Iterator[BaseStorage]:
    """A study file; what is wrong with it shows when a study is looked for in it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        yield JournalStorage(JournalFileBackend(str(path), JournalFileOpenLock(str(path))))
    except (ValueError, KeyError, TypeError, AssertionError) as error:
        raise StudyError(f"{path} is no study file, or it is damaged: give another with --study") from error


def _mend(path: Path) -> None:
    """Cut off the line that a killed worker, or a full disk, left unfinished; the next would be joined to it."""
    if path.exists():
        with path.open("rb+") as file:
            content = file.read()
            file.truncate(content.rfind(b"\n") + 1)


@contextmanager
def _database(url: str) -> Iterator[BaseStorage]:
    """A database, with its tables made if they are missing."""
    from sqlalchemy.exc import SQLAlchemyError

    try:
        with warnings.catch_warnings():
            warnings.filterwarnings("ignore", "Argument ``heartbeat_interval``", ExperimentalWarning)
            storage = RDBStorage(url, heartbeat_interval=HEARTBEAT_SECONDS, grace_period=SILENT_SECONDS)
        yield storage
    except ImportError as error:
        missing = getattr(error.__cause__, "name", None) or "a driver"
        package = {"psycopg": '"psycopg[binary]"', "psycopg2": "psycopg2-binary"}.get(missing, missing)
        raise StudyError(f"this database needs {missing}, which is not installed: pip install {package}") from error
    except SQLAlchemyError as error:
        reason = str(getattr(error, "orig", None) or error).strip().partition("\n")[0]
        raise StudyError(
            f"the database cannot be opened ({reason}): give --study as in postgresql://user@host/database"
        ) from error


def _pruner(name: PrunerName) -> optuna.pruners.BasePruner:
    if name == "hyperband":
        return optuna.pruners.HyperbandPruner()
    if name == "median":
        return optuna.pruners.MedianPruner(n_startup_trials=5, n_warmup_steps=2)
    return optuna.pruners.NopPruner()


@dataclass(frozen=True)
class _Piece:
    """One trial, as a worker is told of it."""

    place: Place
    asked: Plan
    pruner: PrunerName
    seed: int | None


def tune(
    place: Place, asked: Plan, trials: int, workers: int = 1, pruner: PrunerName = "median"
) -> Generator[FrozenTrial, None, None]:
    """Add trials to a study, begun here if there is none, and give each once it is over.

    Args:
        place: where the study is.
        asked: what it asks.
        trials: how many to add.
        workers: processes of one thread each.
        pruner: `median` stops a trial from its second epoch on once its validation loss is above the median of
            earlier trials at that epoch, `hyperband` by successive halving, `none` never.

    Raises:
        StudyError: the study asks something else, is being worked on, or a worker was killed. What was finished is
            kept; the same call goes on.
    """
    with _alone(place):
        if not place.database:
            _mend(Path(place.storage))
        study = place.open(pruner)
        _settle(study, asked)
        if not place.database:
            _fail_abandoned(study)
        begun = len(study.get_trials(deepcopy=False))
        # On several machines equal seeds would give equal suggestions.
        seeds = [None if place.database else begun + number for number in range(trials)]
        try:
            for _, result in side_by_side(_work, [_Piece(place, asked, pruner, seed) for seed in seeds], workers):
                if isinstance(result, Exception):
                    raise result
                yield study.get_trials(deepcopy=False)[result]
        except WorkerError as error:
            raise StudyError(
                "a worker was killed, perhaps for want of memory: what is finished is kept, and the same command goes "
                "on, with fewer --workers"
            ) from error
        finally:
            _fail_abandoned(study, _command(os.getpid()) if place.database else None)


@contextmanager
def _alone(place: Place) -> Iterator[None]:
    """Keep other commands from a study file, so that a trial left running in it was certainly abandoned.

    A database has heartbeats instead: a trial that was silent for `SILENT_SECONDS` is marked as failed by whoever
    begins the next one.
    """
    place.folder.mkdir(parents=True, exist_ok=True)
    if place.database:
        yield
        return
    try:
        with FileLock(place.folder / ".lock", timeout=0):
            yield
    except Timeout:
        raise StudyError(
            f"{place.storage} is being worked on by another command: wait for it, give it more --workers, or use a "
            "database"
        ) from None


def _settle(study: optuna.Study, asked: Plan) -> None:
    """Write down what the study asks, or check that it asks the same."""
    kept = study.user_attrs.get("plan")
    if kept is None:
        study.set_user_attr("plan", asked.as_dict())
        return
    for part, value in asked.as_dict().items():
        if kept[part] != value:
            raise StudyError(
                f"the study {study.study_name} was begun with other {part} ({_shown(kept[part])}, not "
                f"{_shown(value)}), and its trials would not compare: leave what was typed before out to go on with "
                "it, or begin another with --study-name"
            )


def _shown(value: Any) -> str:
    if isinstance(value, dict):
        return " ".join(f"{name}={text}" for name, text in value.items()) or "none"
    return str(value)


def _fail_abandoned(study: optuna.Study, command: str | None = None) -> None:
    """Mark trials as failed that nobody works on: all that are running, or those of this command."""
    for trial in study.get_trials(deepcopy=False, states=(TrialState.RUNNING,)):
        if command is None or trial.user_attrs.get("command") == command:
            study.tell(trial.number, state=TrialState.FAIL, skip_if_finished=True)


def _command(process: int) -> str:
    """The name of a command among those of several machines."""
    return f"{socket.gethostname()}:{process}"


def _work(piece: _Piece) -> int:
    """Do one trial in a worker, and return its number."""
    study = piece.place.open(piece.pruner)
    return run_trial(study, piece.asked, piece.place.folder / "runs", piece.seed)


def run_trial(study: optuna.Study, asked: Plan, folder: Path, seed: int | None = None) -> int:
    """Train once with suggested settings.

    A trial whose loss is not finite, or whose settings do not go together, is pruned, so that the search learns to
    keep away from there.

    Args:
        study: where the trial is kept: with the run's folder, its settings, errors on the validation fold and seconds.
        asked: what the study asks.
        folder: where runs are kept.
        seed: of the suggestions.

    Returns:
        The trial's number.
    """
    numbers = []
    study.sampler = optuna.samplers.TPESampler(seed=seed)
    study.optimize(
        lambda trial: _objective(trial, asked, folder),
        n_trials=1,
        callbacks=[lambda _, trial: numbers.append(trial.number)],
    )
    return numbers[0]


def _objective(trial: Trial, asked: Plan, folder: Path) -> float:
    parent = multiprocessing.parent_process()
    trial.set_user_attr("command", _command(os.getpid() if parent is None or parent.pid is None else parent.pid))
    settings = asked.settings | {name: dimension.suggest(trial, name) for name, dimension in asked.space.items()}
    trial.set_user_attr("settings", settings)
    try:
        run = factory.create(folder, asked.name, settings, asked.fold, asked.images)
        trial.set_user_attr("run", str(run.folder))
        keras.utils.clear_session()
        run.train(lambda _, epoch, figures: _judge(trial, epoch, figures))
    except (SettingError, RunError) as error:
        raise _pruned(trial, str(error)) from error
    trial.set_user_attr("seconds", round(run.seconds, 1))
    return _value(trial, asked, run)


def _judge(trial: Trial, epoch: int, epoch_figures: Epoch | None) -> None:
    """Stop a trial after an epoch if there is no hope in it."""
    if epoch_figures is None:
        return
    loss = epoch_figures["val_loss"]
    trial.report(loss, epoch)
    if not math.isfinite(epoch_figures["loss"] + loss):
        raise _pruned(trial, f"the loss was not finite after epoch {epoch}")
    if trial.should_prune():
        raise _pruned(trial, f"validation loss {loss:.4g} after epoch {epoch}")


def _value(trial: Trial, asked: Plan, run: Run) -> float:
    """The objective, by what the run kept."""
    split = run.validation_images()
    assert split is not None
    probabilities = run.predict()(split.images)
    errors = len(metrics.wrong(probabilities, split.labels))
    trial.set_user_attr("errors", errors)
    if not asked.is_network:
        return 100 * errors / len(split.labels)
    if not np.isfinite(probabilities).all():
        raise _pruned(trial, "the trained network's answers are not finite")
    return metrics.cross_entropy(probabilities, split.labels)


def _pruned(trial: Trial, reason: str) -> optuna.TrialPruned:
    trial.set_user_attr("reason", reason)
    return optuna.TrialPruned(reason)


def completed(study: optuna.Study) -> list[FrozenTrial]:
    """The trials that came to their end, the best first."""
    trials = study.get_trials(deepcopy=False, states=(TrialState.COMPLETE,))
    return sorted(trials, key=figures.value)


def train_command(asked: Plan, trial: FrozenTrial) -> list[str]:
    """The words of the command that repeats a trial."""
    words = ["digits", "train", asked.name, "--fold", str(asked.fold)]
    if asked.images is not None:
        words += ["--images", str(asked.images)]
    for name, text in trial.user_attrs["settings"].items():
        words += ["--set", f"{name}={text}"]
    return words


def write_report(study: optuna.Study, asked: Plan, folder: Path) -> list[Path]:
    """Save `trials.csv` and, once two trials are completed, the figures.

    Returns:
        What was written.
    """
    folder.mkdir(parents=True, exist_ok=True)
    trials = study.get_trials(deepcopy=False)
    table = folder / "trials.csv"
    _write_table(trials, asked, table)
    done = completed(study)
    if len(done) < 2:
        return [table]
    title = f"{asked.name}, fold {asked.fold}: {len(trials)} trials"
    paths = [folder / f"{name}.png" for name in ("history", "importance", "parallel")]
    figures.history(trials, asked.measure, title, paths[0])
    figures.importances(figures.shares(study), len(done), title, paths[1])
    figures.parallel_coordinates(done, asked.measure, title, paths[2])
    return [table, *paths]


def _write_table(trials: Sequence[FrozenTrial], asked: Plan, path: Path) -> None:
    kept = ("errors", "seconds", "run", "command", "reason")
    with replacing(path) as hidden, hidden.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow(["trial", "state", asked.measure, *kept, *asked.search])
        for trial in trials:
            about = trial.user_attrs
            value = trial.value if trial.state is TrialState.COMPLETE else ""
            settings = about.get("settings", {})
            writer.writerow(
                [
                    trial.number,
                    trial.state.name.lower(),
                    value,
                    *(about.get(name, "") for name in kept),
                    *(settings.get(name, "") for name in asked.search),
                ]
            )
