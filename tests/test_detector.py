"""The detector finds digits and marks at any scale, and says what it did not read."""

import json
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from digits.detector import FILE, Detector, shared
from digits.detector_outputs import KINDS, Detection, decode, without_duplicates
from digits.lab.data.synthesis import strings
from digits.onnx_session import ModelError


def ink_of(one: strings.StringPicture) -> np.ndarray:
    return 255 - one.picture.min(axis=2)


def detection(box: tuple[float, float, float, float], score: float, scale: float = 1.0) -> Detection:
    return Detection("digit", score, box, 0.0, 0.0, np.full(10, 0.1), scale)


@pytest.mark.usefixtures("data")
@pytest.mark.parametrize("factor", [1, 2, 3])
def test_the_same_page_at_another_size_has_the_same_digits(factor: int) -> None:
    one = next(strings.pictures(1, 4, 14))
    ink = ink_of(one)
    larger = np.asarray(Image.fromarray(ink).resize((ink.shape[1] * factor, ink.shape[0] * factor)))
    found = sorted(shared().find(larger).detections, key=lambda detection: detection.box[0])
    assert [detection.kind for detection in found] == ["digit"] * 4
    height = max(bottom - top for _, top, _, bottom in one.boxes)
    boxes = np.array([detection.box for detection in found]) / factor
    assert np.abs(boxes - np.array(one.boxes)).max() < 0.25 * height


def test_an_empty_page_has_nothing() -> None:
    assert shared().find(np.zeros((200, 300), np.uint8)).detections == ()


@pytest.mark.parametrize("shape", [(1, 1), (1, 900), (700, 2), (33, 31)])
def test_pages_of_any_shape(shape: tuple[int, int]) -> None:
    shared().find(np.random.default_rng(1).integers(0, 256, shape).astype(np.uint8))


def test_of_two_detections_of_one_thing_the_better_stays() -> None:
    whole, again = detection((0, 0, 20, 30), 0.9), detection((1, 1, 21, 31), 0.8)
    part = detection((2, 2, 9, 9), 0.7, scale=2.0)
    beside = detection((22, 0, 40, 30), 0.5)
    assert without_duplicates([part, again, beside, whole]) == [whole, beside]


def test_outputs_become_boxes_in_pixels_of_the_page() -> None:
    output = np.full((4, 6, 21), -9.0, np.float32)
    output[2, 3, 0] = 9.0
    output[2, 3, 4:8] = 0.5
    (found,) = decode(output, 0.5, [0.3] * 4)
    assert found.kind == KINDS[0]
    assert found.score > 0.99
    assert all(type(value) is float for value in (found.score, *found.box))
    assert found.box == ((14 - 8) * 2, (10 - 8) * 2, (14 + 8) * 2, (10 + 8) * 2)


def test_a_damaged_card_is_reported(tmp_path: Path) -> None:
    (tmp_path / FILE.name).write_bytes(FILE.read_bytes())
    card = json.loads(FILE.with_suffix(".json").read_bytes())
    (tmp_path / FILE.name).with_suffix(".json").write_text(json.dumps(card | {"thresholds": {}}))
    with pytest.raises(ModelError, match="thresholds"):
        Detector(tmp_path / FILE.name)
