"""One 28x28 array: the whole reading, and the network alone in each engine with its default threads."""

import itertools
from collections.abc import Callable, Iterator

from benchmarks import engines
from benchmarks.exemplar_images import as_input, exemplar_images
from benchmarks.measure import median_seconds
from benchmarks.row import Contender, Figure, Measure, Row

Opened = Callable[[int], Iterator[Measure]]


def _reading(count: int) -> Iterator[Measure]:
    from digits import Recognizer

    recognizer, turns = Recognizer(), itertools.cycle(exemplar_images()[:20])
    yield lambda: {"time": 1000 * median_seconds(lambda: recognizer.read(next(turns)), count)}


def _network(engine: Callable[[], engines.Predict]) -> Opened:
    def opened(count: int) -> Iterator[Measure]:
        predict, turns = engine(), itertools.cycle(exemplar_images()[:20])
        yield lambda: {"time": 1000 * median_seconds(lambda: predict(as_input(next(turns)[None])), count)}

    return opened


ALONE = "the network alone: neither normalizes nor rejects"
LESS_PRECISE = "in bfloat16 where the processor has it"


def network_contenders(network: Callable[[Callable[[], engines.Predict]], Opened]) -> tuple[Contender, ...]:
    """The network alone in each engine; `network` makes of an engine what a contender opens."""
    return (
        Contender("digits, network alone", network(engines.digits_network), note=ALONE),
        Contender("ONNX Runtime, default session", network(engines.onnx_runtime), "engines", ALONE),
        Contender("OpenVINO, float32", network(engines.openvino), "engines", ALONE),
        Contender("OpenVINO, default", network(engines.openvino_default), "engines", f"{ALONE}; {LESS_PRECISE}"),
        Contender("LiteRT", network(engines.litert), "engines", f"{ALONE}; random weights"),
        Contender("Keras, compiled", network(engines.keras_compiled), note=f"{ALONE}; random weights"),
        Contender("Keras `predict`", network(engines.keras_predict), note=f"{ALONE}; random weights"),
    )


ROW = Row(
    figures={"time": Figure("ms", limit=0.6)},
    contenders=(Contender("digits", _reading), *network_contenders(_network)),
    counts={"quick": 20, "usual": 100, "full": 1000},
    unit="arrays",
    rounds=5,
)
