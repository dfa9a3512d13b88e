"""Many 28x28 arrays: `read_many`, and the network alone in batches in each engine, with its default threads."""

import time
from collections.abc import Callable, Iterator

from benchmarks import engines
from benchmarks.exemplar_images import as_input, repeated
from benchmarks.measure import median_seconds
from benchmarks.row import Contender, Figure, Measure, Row
from benchmarks.rows.array import Opened, network_contenders

BATCHES = (64, 256, 1024)


def _reading(count: int) -> Iterator[Measure]:
    from digits import Recognizer

    recognizer, arrays = Recognizer(), list(repeated(count))
    recognizer.read_many(arrays[:100])
    yield lambda: _rate(lambda: recognizer.read_many(arrays), len(arrays))


def _network(engine: Callable[[], engines.Predict]) -> Opened:
    def opened(count: int) -> Iterator[Measure]:
        predict, arrays = engine(), repeated(count)

        def in_batches(size: int, of: int = count) -> None:
            for start in range(0, of, size):
                predict(as_input(arrays[start : start + size]))

        fastest = min(BATCHES, key=lambda size: median_seconds(lambda: in_batches(size, BATCHES[-1]), 3, 1))
        yield lambda: _rate(lambda: in_batches(fastest), count)

    return opened


def _rate(work: Callable[[], object], count: int) -> dict[str, float]:
    start = time.perf_counter()
    work()
    return {"rate": count / (time.perf_counter() - start)}


ROW = Row(
    figures={"rate": Figure("arrays/s", more_is_better=True)},
    contenders=(Contender("digits", _reading, note="whole readings"), *network_contenders(_network)),
    counts={"quick": 4_096, "usual": 10_240, "full": 100_000},
    unit="arrays",
    rounds=3,
)
