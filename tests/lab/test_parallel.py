"""Work side by side: every result arrives, a failure is a result, and a killed process is said."""

import os
import signal
import time

import pytest

from digits.lab.training.parallel import WorkerError, side_by_side


def threads_and_half(number: int) -> tuple[str, float]:
    return os.environ["OMP_NUM_THREADS"], number / 2


def reciprocal(number: int) -> float:
    return 1 / number


def killed(number: int) -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def pause(seconds: float) -> float:
    time.sleep(seconds)
    return seconds


def test_each_piece_comes_back_with_its_result() -> None:
    assert dict(side_by_side(threads_and_half, [1, 2, 3], 2)) == {1: ("1", 0.5), 2: ("1", 1.0), 3: ("1", 1.5)}


def test_what_a_piece_raises_is_its_result_and_the_others_go_on() -> None:
    results = dict(side_by_side(reciprocal, [0, 2], 1))
    assert isinstance(results[0], ZeroDivisionError)
    assert results[2] == 0.5


def test_a_killed_process_is_reported() -> None:
    with pytest.raises(WorkerError, match="repeat the command"):
        list(side_by_side(killed, [1], 1))


def test_results_come_as_they_are_done() -> None:
    assert [piece for piece, _ in side_by_side(pause, [3.0, 0.1], 2)] == [0.1, 3.0]
