"""One 28x28 array: the whole reading, and the network alone in each engine with its default threads."""

import itertools
from collections.abc import Callable, Iterator

from benchmarks import engines
from benchmarks.exemplar_images import as_input, exemplar_images
from benchmarks.measure import median_seconds
from benchmarks.row import Contender, Figure, Measure, Row


def _reading(count: int) -> Iterator[Measure]:
    from digits import Recognizer

    recognizer, turns = Recognizer(), itertools.cycle(exemplar_images()[:20])
    yield lambda: {"time": 1000 * median_seconds(lambda: recognizer.read(next(turns)), count)}


def _network(engine: Callable[[], engines.Predict]) -> Callable[[int], Iterator[Measure]]:
    def opened(count: int) -> Iterator[Measure]:
        predict, turns = engine(), itertools.cycle(exemplar_images()[:20])
        yield lambda: {"time": 1000 * median_seconds(lambda: predict(as_input(next(turns)[None])), count)}

    return opened


ALONE = "the network alone: neither normalizes nor rejects"
LESS_PRECISE = "in bfloat16 where the processor has it"
ROW = Row(
    figures={"time": Figure("ms", limit=0.6)},
    contenders=(
        Contender("digits", _reading),
        Contender("digits, network alone", _network(engines.digits_network), note=ALONE),
        Contender("ONNX Runtime, default session", _network(engines.onnx_runtime), "engines", ALONE),
        Contender("OpenVINO, float32", _network(engines.openvino), "engines", ALONE),
        Contender("OpenVINO, default", _network(engines.openvino_default), "engines", f"{ALONE}; {LESS_PRECISE}"),
        Contender("LiteRT", _network(engines.litert), "engines", f"{ALONE}; random weights"),
        Contender("Keras, compiled", _network(engines.keras_compiled), note=f"{ALONE}; random weights"),
        Contender("Keras `predict`", _network(engines.keras_predict), note=f"{ALONE}; random weights"),
    ),
    counts={"quick": 20, "usual": 100, "full": 1000},
    unit="arrays",
    rounds=5,
)
