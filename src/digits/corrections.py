"""Store of corrections: misread drawings and pictures with their true labels.

The store is a database: by default SQLite in the user's data folder, or any that SQLAlchemy supports, such as
PostgreSQL, by its URL in ``DATABASE_URL``. A server stores nothing unless its operator allows it.
"""

import hashlib
import os
import re
import secrets
import uuid
from collections.abc import Iterator, Mapping, Sequence
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

MAX_LABEL_LENGTH = 40
"""The length of the columns in every database made so far: PostgreSQL enforces it."""

_NUMBER = r"-?[0-9]+(,[0-9]+)?(/[0-9]+(,[0-9]+)?)*"
_LABEL = re.compile(f"{_NUMBER}( {_NUMBER})*")

_CORRECTIONS = sql.Table(
    "corrections",
    sql.MetaData(),
    sql.Column("id", sql.String(32), primary_key=True),
    sql.Column("made", sql.DateTime, nullable=False, index=True),
    sql.Column("label", sql.String(MAX_LABEL_LENGTH), nullable=False),
    sql.Column("read_as", sql.String(MAX_LABEL_LENGTH), nullable=False),
    sql.Column("model", sql.String(64), nullable=False),
    sql.Column("strokes", sql.JSON(none_as_null=True)),
    sql.Column("picture", sql.LargeBinary),
    sql.Column("ink", sql.LargeBinary),
    sql.Column("key", sql.String(64), nullable=False),
)


class CorrectionError(ValueError):
    """Invalid label, or failure of the database; the message says why and what to do."""


class FullError(CorrectionError):
    """The store holds as many corrections as are allowed."""


@dataclass(frozen=True)
class Correction:
    """A misread drawing or picture, with its true label.

    Attributes:
        id: 32 hexadecimal digits.
        made: when it was saved, in UTC.
        label: the true label: digits, perhaps with a comma, a minus sign or slashes; a space between two numbers.
        read_as: the model's answer in the same form, empty for none; as many whole numbers as
            `MAX_LABEL_LENGTH` characters hold.
        model: the SHA-256 of the model that read it.
        strokes: of a drawing; None for a picture.
        picture: the file as it was sent; None for a drawing.
        ink: (28, 28) uint8, the normalized image; None if the label is not one digit, or its ink unknown.
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
class Receipt:
    """Id of a saved correction, and the secret key with which its sender can delete it."""

    id: str
    key: str


def database_url() -> str:
    """Return `$DATABASE_URL`, or else SQLite in the user's data folder, which is created."""
    if given := os.environ.get("DATABASE_URL"):
        return given.replace("postgres://", "postgresql://", 1)  # SQLAlchemy supports the longer name only
    folder = Path(platformdirs.user_data_path("digits-classification", appauthor=False, ensure_exists=True))
    return f"sqlite:///{folder / 'corrections.sqlite'}"


class Corrections:
    """Store of corrections in a database; safe to share between threads.

    A database that was unavailable, or whose file was deleted, is used again as soon as it is back: every use opens or
    tests a connection, and creates a missing table.

    Args:
        url: of the database; None: `database_url()`.

    Raises:
        CorrectionError: the database cannot be opened; from every other method: it fails.
    """

    def __init__(self, url: str | None = None) -> None:
        url = url or database_url()
        try:
            known = sql.make_url(url.replace("postgresql://", "postgresql+psycopg://", 1))
            in_file = known.get_backend_name() == "sqlite" and known.database not in {None, "", ":memory:"}
            self._engine = sql.create_engine(known, poolclass=sql.NullPool if in_file else None, pool_pre_ping=True)
        except ModuleNotFoundError as error:
            raise CorrectionError(
                f"the database needs {error.name}, which is not installed. "
                "For PostgreSQL: pip install 'digits-classification[postgresql]'"
            ) from error
        except (ArgumentError, NoSuchModuleError) as error:
            raise CorrectionError(
                f"DATABASE_URL is not the URL of a database ({error}): set it to postgresql://... or sqlite:///..."
            ) from error
        with self._connection("the database of corrections cannot be opened"):
            pass

    @contextmanager
    def _connection(self, trouble: str) -> Iterator[sql.Connection]:
        """Open a transaction on the database, and create the table if it is missing.

        Args:
            trouble: how the message of an error begins.

        Raises:
            CorrectionError: the database fails.
        """
        try:
            with self._engine.begin() as connection:
                if not sql.inspect(connection).has_table(_CORRECTIONS.name):
                    _create_table(connection)
                yield connection
        except SQLAlchemyError as error:
            raise CorrectionError(f"{trouble}: {_reason(error)}") from error

    def __len__(self) -> int:
        """Count the corrections."""
        with self._connection("the corrections cannot be counted") as connection:
            return int(connection.scalar(sql.select(sql.func.count()).select_from(_CORRECTIONS)) or 0)

    def __iter__(self) -> Iterator[Correction]:
        """Iterate over all corrections, the oldest first."""
        with self._connection("the corrections cannot be read") as connection:
            for row in connection.execute(sql.select(_CORRECTIONS).order_by(_CORRECTIONS.c.made, _CORRECTIONS.c.id)):
                yield _correction(row._mapping)

    def save(  # noqa: PLR0913 - the columns
        self,
        label: str,
        *,
        read_as: str,
        model: str,
        strokes: Strokes | None = None,
        picture: bytes | None = None,
        ink: npt.NDArray[np.uint8] | None = None,
        limit: int | None = None,
    ) -> Receipt:
        """Save a drawing or a picture with its true label; `Correction` explains the arguments.

        With `limit` the store never holds more corrections than that, however many are saved at the same time.

        Raises:
            FullError: it holds `limit` already.
            CorrectionError: the label is invalid, or the database fails.
        """
        receipt = Receipt(uuid.uuid4().hex, secrets.token_urlsafe(24))
        row = {
            "id": receipt.id,
            "made": datetime.now(UTC).replace(tzinfo=None),
            "label": parse_label(label),
            "read_as": _shortened(read_as),
            "model": model,
            "strokes": None if strokes is None else [[list(point) for point in stroke] for stroke in strokes],
            "picture": picture,
            "ink": None if ink is None else ink.tobytes(),
            "key": _hash(receipt.key),
        }
        with self._connection("the correction cannot be saved") as connection:
            if not _insert(connection, row, limit):
                raise FullError(f"the store holds {limit} corrections already: export and delete some")
        return receipt

    def delete_with_key(self, receipt: Receipt) -> bool:
        """Delete a correction for its sender; return False if none has this id and key."""
        condition = (_CORRECTIONS.c.id == receipt.id) & (_CORRECTIONS.c.key == _hash(receipt.key))
        return self._delete(condition) == 1

    def delete(self, ids: Sequence[str]) -> int:
        """Delete corrections by their ids, and return how many were deleted."""
        return self._delete(_CORRECTIONS.c.id.in_(ids))

    def delete_all(self) -> int:
        """Delete all corrections, and return how many were deleted."""
        return self._delete(sql.true())

    def _delete(self, condition: sql.ColumnElement[bool]) -> int:
        with self._connection("the corrections cannot be deleted") as connection:
            return connection.execute(sql.delete(_CORRECTIONS).where(condition)).rowcount


def _insert(connection: sql.Connection, row: Mapping[str, Any], limit: int | None) -> bool:
    """Insert a row unless the table holds `limit` rows; return whether it did.

    One statement counts and inserts. SQLite runs such statements one at a time. PostgreSQL does not, and counts only
    what is committed, so there the first writer keeps the others waiting until its transaction ends.
    """
    if limit is None:
        return connection.execute(sql.insert(_CORRECTIONS).values(row)).rowcount == 1
    if connection.dialect.name == "postgresql":
        connection.execute(sql.text(f"LOCK TABLE {_CORRECTIONS.name} IN SHARE ROW EXCLUSIVE MODE"))
    count = sql.select(sql.func.count()).select_from(_CORRECTIONS).scalar_subquery()
    values = [sql.literal(value, _CORRECTIONS.c[name].type) for name, value in row.items()]
    inserted = sql.insert(_CORRECTIONS).from_select(list(row), sql.select(*values).where(count < limit))
    return connection.execute(inserted).rowcount == 1


def _create_table(connection: sql.Connection) -> None:
    """Create the table and its index, unless another connection does it at the same time."""
    connection.execute(CreateTable(_CORRECTIONS, if_not_exists=True))
    for index in _CORRECTIONS.indexes:
        connection.execute(CreateIndex(index, if_not_exists=True))


def parse_label(label: str) -> str:
    """Normalize a label to the form of `digits.Reading.text`.

    `-` is the minus sign, `,` the decimal mark; one space divides two numbers, and there are no others.

    Raises:
        CorrectionError: it is not one or more numbers in the digits 0 to 9.
    """
    text = " ".join(label.split()).replace("−", "-").replace(".", ",")
    text = re.sub(r" ?([,/]) ?", r"\1", text).replace("- ", "-")
    if text.endswith((",", "/")):
        raise CorrectionError("the label must have a digit after its decimal mark or slash")
    if not _LABEL.fullmatch(text) or len(text) > MAX_LABEL_LENGTH:
        raise CorrectionError(
            "the label must be a number in the digits 0 to 9, or several with spaces between, "
            f"at most {MAX_LABEL_LENGTH} characters"
        )
    return text


def _shortened(text: str) -> str:
    """The first numbers of a reading, as many as the column holds."""
    if len(text) <= MAX_LABEL_LENGTH:
        return text
    head = text[: MAX_LABEL_LENGTH + 1]
    return head.rpartition(" ")[0] or text[:MAX_LABEL_LENGTH]


def single_digits(corrections: Sequence[Correction]) -> list[Correction]:
    """Return the corrections of single digits, which have a normalized image."""
    return [one for one in corrections if one.ink is not None and len(one.label) == 1]


def _correction(row: Any) -> Correction:
    ink = None if row["ink"] is None else np.frombuffer(row["ink"], np.uint8).reshape(28, 28)
    values = {name: row[name] for name in ("id", "label", "read_as", "model", "strokes", "picture")}
    return Correction(**values, made=row["made"].replace(tzinfo=UTC), ink=ink)


def _hash(key: str) -> str:
    return hashlib.sha256(key.encode()).hexdigest()


def _reason(error: SQLAlchemyError) -> str:
    """Return the database's message, without the statement and its values."""
    return str(getattr(error, "orig", None) or error).splitlines()[0]
