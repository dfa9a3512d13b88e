"""What a row of the table is: figures, contenders, and how much a round measures.

A row is a module of `benchmarks.rows` with a `ROW`; a new file there is a new row.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Literal

Environment = Literal["own", "engines", "gradio"]
"""Whose packages a contender needs: the project's, or those of `benchmarks/rivals/<name>.txt`."""
Size = Literal["quick", "usual", "full"]
Measure = Callable[[], Mapping[str, float]]
"""Measures one round: the value of each figure, in its unit."""


class NotInstalledError(Exception):
    """A program that a contender needs is missing; the message says which, and how to get it."""


@dataclass(frozen=True)
class Figure:
    """A measured quantity.

    Attributes:
        unit: of its values.
        more_is_better: for rates; a time or a size is better if it is less.
        limit: the worst median that the project allows itself, or None.
        bar: the least ratio by which the project is to be better than every rival, or None.
    """

    unit: str
    more_is_better: bool = False
    limit: float | None = None
    bar: float | None = None


@dataclass(frozen=True)
class Contender:
    """Something that does a row's work, in a process of its own.

    Attributes:
        name: as the table shows it.
        opened: from the size of a round, a generator that prepares, yields what measures a round, and cleans up.
        environment: whose Python runs it.
        note: what it does more or less than the others; empty if nothing.
    """

    name: str
    opened: Callable[[int], Iterator[Measure]]
    environment: Environment = "own"
    note: str = ""


@dataclass(frozen=True)
class Row:
    """One comparison.

    Attributes:
        figures: by name.
        contenders: the project first; ratios are relative to it.
        counts: the size of a round, in `unit`, for each size of the run.
        unit: what is counted.
        rounds: number of interleaved rounds, of a quick run one.
    """

    figures: Mapping[str, Figure]
    contenders: tuple[Contender, ...]
    counts: Mapping[Size, int]
    unit: str
    rounds: int = 5
