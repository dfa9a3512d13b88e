"""Share of a core's peak: GFLOP/s of the bundled network on one thread, and of a large matrix product."""

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

from benchmarks import engines
from benchmarks.exemplar_images import as_input, repeated
from benchmarks.measure import median_seconds
from benchmarks.row import Contender, Figure, Measure, Row

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

SIDE = 2048  # of the matrices: 50 MB in all, far more than the caches
CONVOLUTIONS = ((28, 5, 2, 1, 1, 32), (14, 3, 1, 1, 32, 56), (14, 3, 2, 0, 56, 96), (7, 3, 1, None, 96, 96))
"""Of `default`: side, kernel, stride, zeros put before the first pixel (None: not padded), maps in and out."""
DENSE = 5 * 5 * 96 * 10


def useful_macs() -> int:
    """Return the multiplications of `default` per image without those by padded zeros, which no engine has to do.

    The card's `macs` count them.
    """
    convolutions = (_taps(*one[:4]) ** 2 * one[4] * one[5] for one in CONVOLUTIONS)
    return sum(convolutions) + DENSE


def _taps(side: int, kernel: int, stride: int, before: int | None) -> int:
    """Return how often a kernel meets a pixel along one axis."""
    outputs = (side - kernel) // stride + 1 if before is None else -(-side // stride)
    starts = (stride * index - (before or 0) for index in range(outputs))
    return sum(0 <= start + tap < side for start in starts for tap in range(kernel))


def _network(engine: Callable[[], engines.Predict]) -> Callable[[int], Iterator[Measure]]:
    def opened(count: int) -> Iterator[Measure]:
        predict, batches = engine(), {size: as_input(repeated(size)) for size in (1, 64)}

        def speed(images: "npt.NDArray[np.float32]") -> float:
            return 2 * useful_macs() * len(images) / median_seconds(lambda: predict(images), count, 5) / 1e9

        yield lambda: {f"batch {size}": speed(images) for size, images in batches.items()}

    return opened


def _matrix_product(count: int) -> Iterator[Measure]:
    import numpy as np
    from threadpoolctl import threadpool_limits

    left, right = np.random.default_rng(1).random((2, SIDE, SIDE), np.float32)
    times = max(1, count // 20)

    def speed() -> float:
        return float(2 * SIDE**3 / median_seconds(lambda: left @ right, times, 1) / 1e9)

    with threadpool_limits(1):
        yield lambda: dict.fromkeys(ROW.figures, speed())


ROW = Row(
    figures={f"batch {size}": Figure("GFLOP/s", more_is_better=True) for size in (1, 64)},
    contenders=(
        Contender("digits, network alone", _network(engines.digits_network)),
        Contender("OpenVINO, float32", _network(lambda: engines.openvino(1)), "engines", "one thread"),
        Contender("LiteRT", _network(lambda: engines.litert(1)), "engines", "one thread; random weights"),
        Contender(
            "the core’s peak",
            _matrix_product,
            note=f"a product of two float32 matrices of {SIDE}x{SIDE} in NumPy (OpenBLAS) on one thread",
        ),
    ),
    counts={"quick": 20, "usual": 100, "full": 400},
    unit="calls",
    rounds=5,
)
