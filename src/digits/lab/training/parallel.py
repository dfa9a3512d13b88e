"""Run work in parallel: in processes of one thread each, or in threads.

Two processes of one thread each train faster than one process of two threads.
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
    """A worker process died; the message says what to do."""


def side_by_side(
    work: Callable[[Piece], Result], pieces: Iterable[Piece], processes: int
) -> Iterator[tuple[Piece, Result | Exception]]:
    """Run pieces of work in processes, and yield each with its result, or its exception, when it is done.

    Args:
        work: a function that another process can import.
        pieces: its arguments; must be picklable.
        processes: number of processes.

    Raises:
        WorkerError: a process was killed.
    """
    context = get_context("spawn")
    with ProcessPoolExecutor(processes, mp_context=context, initializer=_start_worker) as pool:
        waiting: dict[Future[Any], Piece] = {pool.submit(work, piece): piece for piece in pieces}
        try:
            while waiting:
                done, _ = wait(waiting, return_when=FIRST_COMPLETED)
                for future in done:
                    yield waiting.pop(future), _result(future)
        finally:
            pool.shutdown(wait=False, cancel_futures=True)


def in_threads(work: Callable[[Piece], Result], pieces: Iterable[Piece]) -> Iterator[Result]:
    """Run pieces of work in threads, and yield the results in order.

    For work that releases Python's lock, such as ONNX Runtime's. OMP_NUM_THREADS sets the number of threads; the
    default is one per processor.
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
            "a worker process was killed, perhaps out of memory: repeat the command to continue, with fewer --jobs"
        ) from error
    except Exception as error:
        return error


def _start_worker() -> None:
    """Limit the process to one thread, and end it silently on an interrupt or when its parent ends."""
    for name in ("TF_NUM_INTRAOP_THREADS", "TF_NUM_INTEROP_THREADS", "OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS"):
        os.environ[name] = "1"
    signal.signal(signal.SIGINT, lambda *_: os._exit(130))
    threading.Thread(target=_exit_with_parent, daemon=True).start()


def _exit_with_parent() -> None:
    """Exit when the parent ends, so that no worker of a killed command runs beside those of the resumed one."""
    parent = parent_process()
    assert parent is not None
    parent.join()
    os._exit(1)
