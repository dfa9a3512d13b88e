"""Where a study is stored: a journal file, or a database that several machines share."""

import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import optuna
from optuna.exceptions import ExperimentalWarning
from optuna.storages import BaseStorage, JournalStorage, RDBStorage
from optuna.storages.journal import JournalFileBackend, JournalFileOpenLock

from digits.lab.search.space import StudyPlan, plan_study

HEARTBEAT_SECONDS = 60
SILENT_SECONDS = 180
PrunerName = Literal["median", "hyperband", "none"]


class StudyError(ValueError):
    """A study cannot be opened or continued; the message says why and what to do."""


@dataclass(frozen=True)
class StudyLocation:
    """Where a study is stored.

    Attributes:
        storage: a journal file, or the URL of a database.
        study: its name there.
    """

    storage: str
    study: str

    def __post_init__(self) -> None:
        """Reject a file whose name equals that of its folder."""
        if not self.database and not Path(self.storage).suffix:
            raise StudyError(
                f"{self.storage}: a study file needs a suffix, as in {self.storage}.log; the name without it is "
                "the folder of its runs"
            )

    @property
    def database(self) -> bool:
        """Whether the storage is a database, which several machines can share."""
        return "://" in self.storage

    @property
    def folder(self) -> Path:
        """The folder of its runs, figures and table: beside the file, or in `studies` for a database."""
        return Path("studies", self.study) if self.database else Path(self.storage).with_suffix("")

    def open(self, pruner: PrunerName = "median") -> optuna.Study:
        """The study, created if there is none.

        Raises:
            StudyError: the storage cannot be opened or is not a study.
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

    def plan(self) -> StudyPlan | None:
        """The plan of the study; None where there is no study yet.

        Raises:
            StudyError: the storage cannot be opened or is not a study.
        """
        if not self.database and not Path(self.storage).exists():
            return None
        stored = self.open().user_attrs.get("plan")
        return plan_study(**stored) if stored else None


@contextmanager
def _journal(path: Path) -> Iterator[BaseStorage]:
    """A journal file; reading the study inside the context raises its errors."""
    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        yield JournalStorage(JournalFileBackend(str(path), JournalFileOpenLock(str(path))))
    except (ValueError, KeyError, TypeError, AssertionError) as error:
        raise StudyError(f"{path} is not a study file, or it is damaged: give another with --study") from error


def repair_journal(path: Path) -> None:
    """Remove an incomplete last line, left by a killed worker or a full disk, before more are appended."""
    if path.exists():
        with path.open("rb+") as file:
            content = file.read()
            file.truncate(content.rfind(b"\n") + 1)


@contextmanager
def _database(url: str) -> Iterator[BaseStorage]:
    """A database, with its tables created if they are missing."""
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
