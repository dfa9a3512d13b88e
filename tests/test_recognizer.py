"""Readings of pictures and strokes: complete, calibrated, and the same one by one and together."""

import json
import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from digits.classifier import candidates
from digits.image import PictureError, normalize_picture
from digits.metrics import conformal_threshold, softmax
from digits.recognizer import ModelError, Reading, Recognizer
from models import constant_model, linear_model, random_model, write_model

BLANK = np.zeros((28, 28), np.uint8)


def bar(left: int, width: int = 3) -> np.ndarray:
    """A picture of an upright bar: ink on paper, not centred."""
    picture = BLANK.copy()
    picture[4:24, left : left + width] = 255
    return picture


@pytest.fixture
def tiny(tmp_path: Path) -> Recognizer:
    return Recognizer(write_model(tmp_path, random_model()))


def test_package_offers_only_the_recognizer_and_imports_nothing_until_then() -> None:
    code = "import sys, digits; assert 'numpy' not in sys.modules; print(digits.Recognizer, digits.Reading)"
    shown = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True).stdout
    assert "digits.recognizer.Recognizer" in shown
    with pytest.raises(ImportError):
        from digits import Normalization  # noqa: F401


def test_reading_is_complete(tiny: Recognizer) -> None:
    reading = tiny.read(bar(12))
    assert reading.digit == int(np.argmax(reading.probabilities))
    assert reading.verdict in {"digit", "unsure"}
    assert len(reading.probabilities) == 10
    assert sum(reading.probabilities) == pytest.approx(1, abs=1e-12)
    assert reading.candidates[0] == reading.digit
    assert reading.numbers == reading.doubts == ()
    assert reading.model == tiny.info
    assert reading.milliseconds > 0
    np.testing.assert_array_equal(reading.ink, normalize_picture(bar(12)).image)


def test_blank_picture_has_no_digit(tiny: Recognizer) -> None:
    for reading in (tiny.read(BLANK), tiny.read_strokes([]), tiny.read(Image.new("L", (300, 200), 255))):
        assert (reading.digit, reading.verdict, reading.candidates) == (None, "blank", ())
        assert reading.probabilities == (0.1,) * 10
        assert not reading.ink.any()
        assert reading.ink.shape == (28, 28)


def test_json_form_survives_json(tiny: Recognizer) -> None:
    reading = tiny.read(bar(12))
    form = json.loads(json.dumps(reading.as_dict()))
    keys = "digit verdict mirrored probabilities candidates numbers doubts ink model milliseconds"
    assert set(form) == set(keys.split())
    assert np.shape(form["ink"]) == (28, 28)
    assert form["probabilities"] == list(reading.probabilities)
    assert form["model"] == {"name": "tiny", "version": "1", "sha256": tiny.info.sha256}
    assert form["numbers"] == form["doubts"] == []


def test_one_by_one_and_many_agree(tiny: Recognizer) -> None:
    pictures = [bar(left, width) for left in range(4, 20) for width in range(1, 8)]
    pictures.insert(3, BLANK)
    many = tiny.read_many(iter(pictures))
    assert len(many) == len(pictures)
    for one, other in zip(map(tiny.read, pictures), many, strict=True):
        assert (one.digit, one.verdict, one.candidates) == (other.digit, other.verdict, other.candidates)
        assert one.probabilities == pytest.approx(other.probabilities, abs=1e-6)
        np.testing.assert_array_equal(one.ink, other.ink)
    assert tiny.read_many([]) == []
    assert [reading.verdict for reading in tiny.read_many([BLANK, BLANK])] == ["blank", "blank"]


def test_normalized_picture_is_read_alike(tiny: Recognizer) -> None:
    assert tiny.read_normalized(normalize_picture(bar(9))) == tiny.read(bar(9))


def test_bad_picture_among_many_is_named_by_its_place(tiny: Recognizer) -> None:
    with pytest.raises(PictureError, match=r"^picture 1: "):
        tiny.read_many([bar(5), b"no picture"])


@pytest.mark.parametrize("one", ["seven.png", b"seven", Path("seven.png")])
def test_one_picture_is_not_taken_for_many(tiny: Recognizer, one: object) -> None:
    with pytest.raises(PictureError, match="a list"):
        tiny.read_many(one)


@pytest.mark.parametrize("model", [None, 3, b"default"])
def test_what_names_no_model_is_reported(model: object) -> None:
    with pytest.raises(ModelError, match=f"not {type(model).__name__}"):
        Recognizer(model)


def test_pixel_limit_is_handed_on(tmp_path: Path) -> None:
    limited = Recognizer(write_model(tmp_path, random_model()), max_pixels=100)
    with pytest.raises(PictureError):
        limited.read(Image.new("L", (11, 10), 255))
    with pytest.raises(PictureError):
        limited.read_many([Image.new("L", (11, 10), 255)])


def test_probabilities_are_calibrated_by_the_temperature(tmp_path: Path) -> None:
    images = np.random.default_rng(0).integers(0, 256, (150, 28, 28), dtype=np.uint8)
    weights = np.random.default_rng(1).normal(size=(784, 10))
    soft = Recognizer(write_model(tmp_path, linear_model(weights, range(10)), temperature=20.0))
    logits = images.reshape(150, 784).astype(np.float64) / 255 @ weights + np.arange(10)
    np.testing.assert_allclose(soft.classifier.probabilities(images), softmax(logits / 20), atol=1e-5)
    assert soft.classifier.probabilities(images[:0]).shape == (0, 10)
    np.testing.assert_allclose(soft.classifier.logits(images.astype(np.float32)), logits, atol=1e-3)


@pytest.mark.parametrize(
    "images", [np.zeros((28, 28), np.uint8), np.zeros((1, 28, 28)), np.zeros((1, 20, 28), np.uint8)]
)
def test_images_of_another_form_are_rejected(tiny: Recognizer, images: np.ndarray) -> None:
    with pytest.raises(ValueError, match="uint8"):
        tiny.classifier.probabilities(images)


def test_candidates_are_at_least_as_probable_as_the_threshold(tmp_path: Path) -> None:
    likely = [0.004, 0.3, 0.002, 0.001, 0.001, 0.001, 0.001, 0.685, 0.004, 0.001]
    path = write_model(tmp_path, constant_model(likely), conformal={"coverage": 0.99, "threshold": 0.05})
    reading = Recognizer(path).read(bar(12))
    assert (reading.digit, reading.verdict, reading.candidates) == (7, "unsure", (7, 1))
    path = write_model(tmp_path, constant_model(likely), conformal={"coverage": 0.6, "threshold": 0.4})
    reading = Recognizer(path).read(bar(12))
    assert (reading.digit, reading.verdict, reading.candidates) == (7, "digit", (7,))


@given(st.lists(st.floats(-1e6, 1e6), min_size=10, max_size=10), st.floats(0, 1))
def test_probabilities_and_candidates_hold_their_promises(logits: list[float], threshold: float) -> None:
    probabilities = softmax(np.array(logits))
    assert np.isfinite(probabilities).all()
    assert probabilities.sum() == pytest.approx(1, abs=1e-12)
    chosen = candidates(probabilities, threshold)
    assert 1 <= len(chosen) <= 10
    assert chosen[0] == int(np.argmax(probabilities))
    assert len(set(chosen)) == len(chosen)
    assert set(np.flatnonzero(probabilities >= threshold)) <= set(chosen)
    assert all(probabilities[digit] >= threshold for digit in chosen[1:])
    assert len(candidates(probabilities, 0.0)) == 10


@pytest.mark.parametrize("coverage", [0.9, 0.99])
def test_candidates_have_the_coverage_that_the_threshold_was_made_for(coverage: float) -> None:
    """The lab computes a card's threshold and the recognizer applies it: both must mean the same."""
    generator = np.random.default_rng(0)
    probabilities = softmax(generator.normal(size=(8000, 10)) * 6)
    labels = (generator.random((8000, 1)) > probabilities.cumsum(axis=1)).sum(axis=1).clip(max=9)
    threshold = conformal_threshold(probabilities[:4000], labels[:4000], coverage)
    held = [label in candidates(row, threshold) for row, label in zip(probabilities[4000:], labels[4000:], strict=True)]
    assert np.mean(held) >= coverage - 0.015


def test_logits_that_are_not_finite_are_an_error(tmp_path: Path) -> None:
    path = write_model(tmp_path, linear_model(np.full((784, 10), np.nan), [0.0] * 10))
    with pytest.raises(ModelError, match="not finite"):
        Recognizer(path).read(bar(12))


def test_session_runs_on_one_thread(tmp_path: Path) -> None:
    code = (
        "import sys, threading; from pathlib import Path; from digits import Recognizer; import numpy as np;"
        f"r = Recognizer({str(write_model(tmp_path, random_model()))!r});"
        "r.classifier.probabilities(np.zeros((9, 28, 28), np.uint8));"
        "print(len(list(Path('/proc/self/task').iterdir())))"
    )
    environment = os.environ | {"OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1"}
    done = subprocess.run([sys.executable, "-c", code], env=environment, capture_output=True, text=True, check=True)
    assert done.stderr == ""
    if Path("/proc/self/task").exists():
        assert int(done.stdout) <= 2


def test_threads_may_share_a_recognizer(tiny: Recognizer) -> None:
    from concurrent.futures import ThreadPoolExecutor

    pictures = [bar(left) for left in range(4, 20)] * 8
    with ThreadPoolExecutor(4) as pool:
        together = list(pool.map(tiny.read, pictures))
    assert together == [tiny.read(picture) for picture in pictures]
    assert isinstance(together[0], Reading)


def test_the_only_digit_among_words_is_a_digit_with_the_words_as_a_doubt(monkeypatch: pytest.MonkeyPatch) -> None:
    three = [(20.0, 8.0), (56, 0), (74, 14), (62, 36), (42, 44), (66, 52), (74, 76), (54, 98), (18, 92)]
    eight = [(72.0, 12.0), (48, 0), (24, 18), (48, 46), (78, 74), (50, 100), (20, 78), (48, 48), (74, 22), (72, 12)]
    drawing = [three, [(x + 700, y) for x, y in eight]]
    recognizer = Recognizer()
    assert recognizer.read_strokes(drawing).text == "3 8"
    monkeypatch.setattr("digits.recognizer._is_number", lambda found: found[0].probabilities.argmax() == 3)
    reading = recognizer.read_strokes(drawing)
    assert (reading.digit, reading.verdict, reading.numbers) == (3, "unsure", ())
    assert [doubt.reason for doubt in reading.doubts] == ["unread"]
