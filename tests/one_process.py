"""A stand-in for worker processes."""

from collections.abc import Callable, Iterable, Iterator
from typing import Any


def one_after_the_other(do: Callable[[Any], Any], tasks: Iterable[Any], processes: int) -> Iterator[tuple[Any, Any]]:
    """What `digits.lab.training.parallel.side_by_side` gives, from this process."""
    for task in tasks:
        try:
            yield task, do(task)
        except ValueError as error:
            yield task, error
