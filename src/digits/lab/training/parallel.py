"""Work done side by side, each piece in a process of its own with one thread.

Two processes of one thread each train more than one process of two threads does.
"""

import os
import signal
import threading
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, ThreadPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from multiprocessing import get_context, parent_process
from typing import Any, TypeVar

Piece = TypeVar("Piece")
Result = TypeVar("Result")


class WorkerError(ValueError):
    """A process that died; the message says what to do."""


def side_by_side(
    work: Callable[[Piece], Result], pieces: Iterable[Piece], processes: int
) -> Iterator[tuple[Piece, Result | Exception]]:
    """Do the pieces in order, so many at a time, and give each with its result, or with what it raised, once done.

    Args:
        work: a function that another process can import.
        pieces: what it is called with; must be picklable.
        processes: how many at a time.

    Raises:
        WorkerError: a process was killed.
    """
    context = get_context("spawn")
    with ProcessPoolExecutor(processes, mp_context=context, initializer=_begin) as pool:
        waiting: dict[Future[Any], Piece] = {pool.submit(work, piece): piece for piece in pieces}
        try:
            while waiting:
                done, _ = wait(waiting, return_when=FIRST_COMPLETED)
                for future in done:
                    yield waiting.pop(future), _result(future)
        finally:
            pool.shutdown(wait=False, cancel_futures=True)


def in_threads(work: Callable[[Piece], Result], pieces: Iterable[Piece]) -> Iterator[Result]:
    """The results of the pieces in order, made side by side in threads of this process.

    For work that holds no lock of Python's for long, such as ONNX Runtime's. There are as many threads as
    OMP_NUM_THREADS says, by default one for each processor.
    """
    asked = os.environ.get("OMP_NUM_THREADS", "")
    with ThreadPoolExecutor(int(asked) if asked.isdecimal() and int(asked) else os.cpu_count()) as pool:
        try:
            yield from pool.map(work, pieces)
        finally:
            pool.shutdown(wait=False, cancel_futures=True)


def _result(future: Future[Any]) -> Any:
    try:
        return future.result()
    except BrokenProcessPool as error:
        raise WorkerError(
            "a process was killed, perhaps for want of memory: give the same command again to go on, with fewer --jobs"
        ) from error
    except Exception as error:
        return error


def _begin() -> None:
    """One thread, and an end at once, without a word, when the user interrupts or the parent is gone."""
    for name in ("TF_NUM_INTRAOP_THREADS", "TF_NUM_INTEROP_THREADS", "OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS"):
        os.environ[name] = "1"
    signal.signal(signal.SIGINT, lambda *_: os._exit(130))
    threading.Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    """A worker whose command was killed would work on unseen, beside those of the command that goes on."""
    parent = parent_process()
    assert parent is not None
    parent.join()
    os._exit(1)
