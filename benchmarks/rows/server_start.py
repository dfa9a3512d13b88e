"""From the start of a server until it is ready."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager

from benchmarks.row import Contender, Figure, Measure, Row
from benchmarks.servers import digits_server, gradio_server


def _start(server: Callable[[], AbstractContextManager[tuple[str, float]]]) -> Callable[[int], Iterator[Measure]]:
    def seconds() -> float:
        with server() as (_, took):
            return took

    def opened(_: int) -> Iterator[Measure]:
        seconds()
        yield lambda: {"time": seconds()}

    return opened


ROW = Row(
    figures={"time": Figure("s", limit=0.6)},
    contenders=(
        Contender("digits", _start(digits_server), note="until it says it is ready, after a first reading"),
        Contender("Gradio", _start(gradio_server), note="until it sends its page"),
    ),
    counts=dict.fromkeys(("quick", "usual", "full"), 1),
    unit="start",
    rounds=5,
)
