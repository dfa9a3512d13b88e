"""Readings of picture files, in order; many of them by worker processes."""

import signal
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from itertools import islice
from pathlib import Path

from digits.batches import BATCH, Result, read_batch
from digits.cores import core_count
from digits.image import PictureError
from digits.recognizer import Recognizer

FEW = 100
"""Files that are read before workers start: in about the time that their start takes, 0.3 s."""

_WAITING = 2  # batches to a worker that are read ahead

Input = tuple[str, bytes | None]
"""Name and contents of a picture; None: it is the file of that name."""

_recognizer: Recognizer  # of a worker


def read_files(model: str, inputs: Iterable[Input]) -> Iterator[tuple[str, Result]]:
    """Read pictures, each with its name.

    Raises:
        ModelError: the model cannot be used.
    """
    return _read_files(model, Recognizer(model), iter(inputs))


def _read_files(model: str, recognizer: Recognizer, inputs: Iterator[Input]) -> Iterator[tuple[str, Result]]:
    """Read the first pictures here, each as soon as it is asked for, and many more by workers."""
    for one in islice(inputs, FEW if core_count() > 1 else None):
        yield one[0], _reading(recognizer, one)
    batch = list(islice(inputs, BATCH))
    if len(batch) == BATCH:
        yield from _read_by_workers(model, batch, inputs)
    else:
        yield from ((one[0], _reading(recognizer, one)) for one in batch)


def _reading(recognizer: Recognizer, one: Input) -> Result:
    try:
        return recognizer.read(_source(one))
    except PictureError as error:
        return error


def _read_by_workers(model: str, batch: list[Input], inputs: Iterator[Input]) -> Iterator[tuple[str, Result]]:
    """Read a first batch and all that come after it."""
    waiting: deque[tuple[Sequence[Input], Future[list[Result]]]] = deque()
    count = core_count()
    with ProcessPoolExecutor(count, initializer=_start, initargs=(model,)) as pool:
        try:
            while batch or waiting:
                if batch:
                    waiting.append((batch, pool.submit(_read, batch)))
                if not batch or len(waiting) > _WAITING * count:
                    names, readings = waiting.popleft()
                    yield from zip((name for name, _ in names), readings.result(), strict=True)
                batch = list(islice(inputs, BATCH))
        finally:
            pool.shutdown(wait=True, cancel_futures=True)


def _start(model: str) -> None:
    global _recognizer  # noqa: PLW0603 - a worker reads with one model
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C reaches the main process, which ends the workers
    _recognizer = Recognizer(model)


def _read(batch: Sequence[Input]) -> list[Result]:
    return read_batch(_recognizer, [_source(one) for one in batch])


def _source(one: Input) -> Path | bytes:
    name, contents = one
    return Path(name) if contents is None else contents
