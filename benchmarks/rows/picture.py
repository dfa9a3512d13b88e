"""A plain digit: a PNG of 280x280, from its bytes to the answer, on one thread."""

import itertools
from collections.abc import Iterator

from benchmarks import engines
from benchmarks.measure import median_seconds
from benchmarks.row import Contender, Figure, Measure, Row


def _digits(count: int) -> Iterator[Measure]:
    from benchmarks.pictures import digit_pngs
    from digits import Recognizer

    recognizer, turns = Recognizer(), itertools.cycle(digit_pngs(20))
    yield lambda: {"time": 1000 * median_seconds(lambda: recognizer.read(next(turns)), count)}


def _keras(count: int) -> Iterator[Measure]:
    from benchmarks.pictures import digit_pngs
    from digits.image import normalize_picture

    predict, turns = engines.keras_predict(threads=1), itertools.cycle(digit_pngs(20))

    def read() -> int:
        image = normalize_picture(next(turns)).image
        assert image is not None, "a digit is never blank"
        return int(predict(image[None, ..., None].astype("float32")).argmax())

    yield lambda: {"time": 1000 * median_seconds(read, count)}


ROW = Row(
    figures={"time": Figure("ms", limit=3)},
    contenders=(
        Contender("digits", _digits),
        Contender("Keras `predict`", _keras, note="behind our normalization; finds no numbers, rejects nothing"),
    ),
    counts={"quick": 10, "usual": 60, "full": 300},
    unit="pictures",
    rounds=7,
)
