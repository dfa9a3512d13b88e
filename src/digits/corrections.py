"""Drawings and pictures kept with what they were meant to be, where the reading was wrong.

They stand in a database: by default SQLite in the user's data folder, or any that SQLAlchemy knows, such as PostgreSQL,
by its URL in ``DATABASE_URL``. Nothing is kept unless the operator of a server allows it.
"""

import hashlib
import os
import secrets
import uuid
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import platformdirs
import sqlalchemy as sql
from sqlalchemy.exc import ArgumentError, NoSuchModuleError, SQLAlchemyError
from sqlalchemy.schema import CreateIndex, CreateTable

from digits.image import Strokes

LONGEST_LABEL = 40

_CORRECTIONS = sql.Table(
    "corrections",
    sql.MetaData(),
    sql.Column("id", sql.String(32), primary_key=True),
    sql.Column("made", sql.DateTime, nullable=False, index=True),
    sql.Column("label", sql.String(LONGEST_LABEL), nullable=False),
    sql.Column("read_as", sql.String(LONGEST_LABEL), nullable=False),
    sql.Column("model", sql.String(64), nullable=False),
    sql.Column("strokes", sql.JSON(none_as_null=True)),
    sql.Column("picture", sql.LargeBinary),
    sql.Column("ink", sql.LargeBinary),
    sql.Column("key", sql.String(64), nullable=False),
)


class CorrectionError(ValueError):
    """Corrections that cannot be kept, found or opened; the message says why and what to do."""


@dataclass(frozen=True)
class Correction:
    """What somebody wrote, and what it was meant to be.

    Attributes:
        id: 32 hexadecimal digits.
        made: when it was kept, in UTC.
        label: what was meant: digits, perhaps with a comma or a minus sign.
        read_as: what it was read as, empty for nothing.
        model: the SHA-256 of the model that read it.
        strokes: of a drawing; None for a picture.
        picture: the file as it was sent; None for a drawing.
        ink: (28, 28) uint8, what the model saw; None where the label is not one digit.
    """

    id: str
    made: datetime
    label: str
    read_as: str
    model: str
    strokes: Strokes | None
    picture: bytes | None
    ink: npt.NDArray[np.uint8] | None


@dataclass(frozen=True)
class Kept:
    """What whoever kept a correction needs to take it back: its `id`, and a `key` that is told once."""

    id: str
    key: str


def database_url() -> str:
    """`$DATABASE_URL`, or else SQLite in the user's data folder, which is made."""
    if given := os.environ.get("DATABASE_URL"):
        return given.replace("postgres://", "postgresql://", 1)  # SQLAlchemy knows the longer name only
    folder = Path(platformdirs.user_data_path("digits-classification", appauthor=False, ensure_exists=True))
    return f"sqlite:///{folder / 'corrections.sqlite'}"


class Corrections:
    """The corrections in a database; safe to share between threads.

    A database that was away, or whose file was deleted, is used again as soon as it is there: connections are not
    relied on, and a missing table is made.

    Args:
        url: of the database; None: `database_url()`.

    Raises:
        CorrectionError: it cannot be opened; from every other method, it fails.
    """

    def __init__(self, url: str | None = None) -> None:
        url = url or database_url()
        try:
            known = sql.make_url(url.replace("postgresql://", "postgresql+psycopg://", 1))
            in_file = known.get_backend_name() == "sqlite" and known.database not in {None, "", ":memory:"}
            self._engine = sql.create_engine(known, poolclass=sql.NullPool if in_file else None, pool_pre_ping=True)
        except ModuleNotFoundError as error:
            raise CorrectionError(
                f"the database needs {error.name}, which is not installed: "
                "for PostgreSQL, pip install 'digits-classification[postgresql]'"
            ) from error
        except (ArgumentError, NoSuchModuleError) as error:
            raise CorrectionError(f"DATABASE_URL is no address of a database: {error}") from error
        with self._connection("the database of corrections cannot be opened"):
            pass

    @contextmanager
    def _connection(self, trouble: str) -> Iterator[sql.Connection]:
        """A connection to a database with our table, whose changes are kept together or not at all.

        Raises:
            CorrectionError: the database fails; the message begins with the trouble.
        """
        try:
            with self._engine.begin() as connection:
                if not sql.inspect(connection).has_table(_CORRECTIONS.name):
                    _make_table(connection)
                yield connection
        except SQLAlchemyError as error:
            raise CorrectionError(f"{trouble}: {_reason(error)}") from error

    def __len__(self) -> int:
        """How many there are."""
        with self._connection("the corrections cannot be counted") as connection:
            return int(connection.scalar(sql.select(sql.func.count()).select_from(_CORRECTIONS)) or 0)

    def __iter__(self) -> Iterator[Correction]:
        """All of them, the oldest first."""
        with self._connection("the corrections cannot be read") as connection:
            for row in connection.execute(sql.select(_CORRECTIONS).order_by(_CORRECTIONS.c.made, _CORRECTIONS.c.id)):
                yield _correction(row._mapping)

    def keep(  # noqa: PLR0913 - the columns
        self,
        label: str,
        *,
        read_as: str,
        model: str,
        strokes: Strokes | None = None,
        picture: bytes | None = None,
        ink: npt.NDArray[np.uint8] | None = None,
    ) -> Kept:
        """Keep a drawing or a picture with what was meant; see `Correction`.

        Raises:
            CorrectionError: the label is none, or the database refuses.
        """
        kept = Kept(uuid.uuid4().hex, secrets.token_urlsafe(24))
        row = {
            "id": kept.id,
            "made": datetime.now(UTC).replace(tzinfo=None),
            "label": checked_label(label),
            "read_as": read_as[:LONGEST_LABEL],
            "model": model,
            "strokes": None if strokes is None else [[list(point) for point in stroke] for stroke in strokes],
            "picture": picture,
            "ink": None if ink is None else ink.tobytes(),
            "key": _hashed(kept.key),
        }
        with self._connection("the correction could not be kept") as connection:
            connection.execute(sql.insert(_CORRECTIONS).values(row))
        return kept

    def take_back(self, kept: Kept) -> bool:
        """Delete a correction for whoever kept it; False where there is none of this id and key."""
        mine = (_CORRECTIONS.c.id == kept.id) & (_CORRECTIONS.c.key == _hashed(kept.key))
        return self._delete(mine) == 1

    def delete(self, ids: Sequence[str]) -> int:
        """Delete corrections by their ids; how many there were."""
        return self._delete(_CORRECTIONS.c.id.in_(ids))

    def delete_all(self) -> int:
        """Delete every correction; how many there were."""
        return self._delete(sql.true())

    def _delete(self, condition: sql.ColumnElement[bool]) -> int:
        with self._connection("nothing could be deleted") as connection:
            return connection.execute(sql.delete(_CORRECTIONS).where(condition)).rowcount


def _make_table(connection: sql.Connection) -> None:
    """Make the table and its index, unless another connection does it now."""
    connection.execute(CreateTable(_CORRECTIONS, if_not_exists=True))
    for index in _CORRECTIONS.indexes:
        connection.execute(CreateIndex(index, if_not_exists=True))


def checked_label(label: str) -> str:
    """What was meant, without spaces, with one form of minus and comma.

    Raises:
        CorrectionError: it is no number written in the digits 0 to 9.
    """
    text = "".join(label.split()).replace("−", "-").replace(".", ",")
    whole, _, fraction = text.removeprefix("-").partition(",")
    if not all(part.isascii() and part.isdigit() for part in (whole, fraction or "0")) or len(text) > LONGEST_LABEL:
        raise CorrectionError(f"what was meant must be written in the digits 0 to 9, at most {LONGEST_LABEL} of them")
    if text.endswith(","):
        raise CorrectionError("after a decimal comma there must be a digit")
    return text


def single_digits(corrections: Sequence[Correction]) -> list[Correction]:
    """Those that are of one digit, with what the model saw of it."""
    return [one for one in corrections if one.ink is not None and len(one.label) == 1]


def _correction(row: Any) -> Correction:
    ink = None if row["ink"] is None else np.frombuffer(row["ink"], np.uint8).reshape(28, 28)
    values = {name: row[name] for name in ("id", "label", "read_as", "model", "strokes", "picture")}
    return Correction(**values, made=row["made"].replace(tzinfo=UTC), ink=ink)


def _hashed(key: str) -> str:
    return hashlib.sha256(key.encode()).hexdigest()


def _reason(error: SQLAlchemyError) -> str:
    """What the database said, without the statement and its values."""
    return str(getattr(error, "orig", None) or error).splitlines()[0]
