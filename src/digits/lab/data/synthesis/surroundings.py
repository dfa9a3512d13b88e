"""Pictures of one number in the surroundings where people write, to measure with: each kind is a row of a table.

Numbers are of MNIST's held-out writers, composed by `strings`, at heights of 28 to 90 pixels; pen, paper and noise are
those of `strings` too. The detector's training pages are composed by `pages`, independently of this.
"""

from collections.abc import Callable, Iterator

import numpy as np
import numpy.typing as npt
from PIL import Image, ImageDraw

from digits import mnist
from digits.lab.data.synthesis.strings import Box, writers_of, written

Bytes = npt.NDArray[np.uint8]
Rule = tuple[tuple[float, float], tuple[float, float]]

_FINER = 4  # times the resolution at which lines are drawn
_LONGEST = 5  # digits of a number
_CLOSE = 0.06  # of the digits' height: the margin of a close crop
_TILT = 3.0  # degrees, at most, by which a cell is turned against its number


def pictures(kind: str, count: int, seed: int, fold: int = 0) -> Iterator[tuple[Bytes, str]]:
    """Pictures (H, W, 3) of one kind of `KINDS`, and the number on each; the same again for the same arguments.

    Raises:
        DataError: MNIST or its writers are neither found nor fetched.
    """
    split, writers = mnist.load("train"), writers_of([fold], _LONGEST)
    for index in range(count):
        generator = np.random.default_rng([seed, list(KINDS).index(kind), index])
        length = 1 if kind == "single digit in a cell" else int(generator.integers(2, _LONGEST + 1))
        chosen = generator.choice(writers[generator.integers(len(writers))], length, replace=False)
        text = "".join(str(label) for label in split.labels[chosen])
        yield KINDS[kind](list(split.images[chosen]), text, generator), text


def _free(digits: list[Bytes], text: str, generator: np.random.Generator) -> Bytes:
    ink, _, _ = written(digits, text, generator)
    return _on_paper(ink, [], 1, generator)


def _close(digits: list[Bytes], text: str, generator: np.random.Generator) -> Bytes:
    ink, boxes, height = written(digits, text, generator)
    return _cropped(_on_paper(ink, [], 1, generator), _hull(boxes), [_CLOSE * height] * 4)


def _underlined(digits: list[Bytes], text: str, generator: np.random.Generator) -> Bytes:
    ink, boxes, height = written(digits, text, generator)
    left, _, right, bottom = _hull(boxes)
    y = bottom + height * generator.uniform(0.0, 0.2)
    fall = (right - left) * np.tan(np.deg2rad(generator.uniform(-_TILT, _TILT)))
    reach = generator.uniform(0, 0.4) * height
    rules = [((left - reach, y), (right + reach, y + fall))]
    page = _on_paper(ink, rules, max(1.0, height * generator.uniform(0.02, 0.08)), generator)
    return _cropped(page, (left, _hull(boxes)[1], right, bottom), [height * generator.uniform(0.3, 0.8)] * 4)


def _cell(digits: list[Bytes], text: str, generator: np.random.Generator) -> Bytes:
    """One to four sides of a cell in view, turned by at most 3 degrees, the crop just outside of them."""
    ink, boxes, height = written(digits, text, generator)
    left, top, right, bottom = _hull(boxes)
    room = height * generator.uniform(0.12, 0.6, 4)
    frame = (left - room[0], top - room[1], right + room[2], bottom + room[3])
    sides = _turned_sides(frame, np.deg2rad(generator.uniform(-_TILT, _TILT)))
    seen = generator.permutation(4)[: generator.integers(1, 5)]
    page = _on_paper(ink, [sides[side] for side in seen], max(1.0, height * generator.uniform(0.02, 0.08)), generator)
    return _cropped(page, frame, [height * 0.08] * 4)


def _comb(digits: list[Bytes], text: str, generator: np.random.Generator) -> Bytes:
    """Each digit in a box of its own, or between the teeth of a comb, turned by at most 3 degrees."""
    height = float(generator.uniform(28, 90))
    wide, high = height * generator.uniform(0.9, 1.5), height * generator.uniform(1.2, 1.8)
    margin = round(0.7 * height)
    ink = np.zeros((round(high) + 2 * margin, round(wide * len(text)) + 2 * margin), np.uint8)
    for place, digit in enumerate(digits):
        rows, columns = np.flatnonzero(digit.any(1)), np.flatnonzero(digit.any(0))
        part = Image.fromarray(digit[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1])
        scale = height * generator.uniform(0.85, 1.05) / 20
        size = max(1, round(part.width * scale)), max(1, round(part.height * scale))
        x = margin + round(place * wide + (wide - size[0]) / 2 + generator.normal(0, 0.05) * wide)
        y = margin + round((high - size[1]) / 2 + generator.normal(0, 0.05) * high)
        area = ink[y : y + size[1], x : x + size[0]]
        np.maximum(
            area, np.asarray(part.resize(size, Image.Resampling.BICUBIC))[: len(area), : area.shape[1]], out=area
        )
    top, bottom = float(margin), margin + high
    teeth = top if generator.random() < 0.6 else bottom - high * generator.uniform(0.25, 0.6)
    edges = [margin + place * wide for place in range(len(text) + 1)]
    rules: list[Rule] = [((x, teeth), (x, bottom)) for x in edges] + [((edges[0], bottom), (edges[-1], bottom))]
    if teeth == top:
        rules.append(((edges[0], top), (edges[-1], top)))
    turn = np.deg2rad(generator.uniform(-_TILT, _TILT))
    centre = np.array([ink.shape[1] / 2, ink.shape[0] / 2])
    rules = [tuple(_about(centre, point, turn) for point in rule) for rule in rules]  # type: ignore[misc]
    return _on_paper(ink, rules, max(1.0, height * generator.uniform(0.02, 0.06)), generator)


KINDS: dict[str, Callable[[list[Bytes], str, np.random.Generator], Bytes]] = {
    "free on paper": _free,
    "cropped close": _close,
    "underlined": _underlined,
    "sides of a cell": _cell,
    "single digit in a cell": _cell,
    "box or comb": _comb,
}
"""The kinds of surroundings, and what makes a picture of each."""


def _on_paper(ink: Bytes, rules: list[Rule], width: float, generator: np.random.Generator) -> Bytes:
    """Ink and lines, each in a colour of its own, on noisy paper: (H, W, 3)."""
    paper = np.full((*ink.shape, 3), generator.integers(215, 256, 3), np.float64)
    if rules:
        page = Image.new("L", (ink.shape[1] * _FINER, ink.shape[0] * _FINER))
        draw = ImageDraw.Draw(page)
        for start, end in rules:
            draw.line([(x * _FINER, y * _FINER) for x, y in (start, end)], 255, round(width * _FINER))
        share = (np.asarray(page.reduce(_FINER)) / 255)[..., None]
        paper = paper * (1 - share) + np.full(3, generator.integers(0, 160)) * share
    share = (ink / 255)[..., None]
    picture = paper * (1 - share) + generator.integers(0, (90, 90, 170)) * share
    picture += generator.normal(0, generator.uniform(0, 3), paper.shape)
    return np.clip(np.rint(picture), 0, 255).astype(np.uint8)


def _hull(boxes: tuple[Box, ...]) -> tuple[float, float, float, float]:
    every = np.array(boxes, np.float64)
    left, top = every[:, :2].min(0).tolist()
    right, bottom = every[:, 2:].max(0).tolist()
    return left, top, right, bottom


def _cropped(page: Bytes, box: tuple[float, float, float, float], margins: list[float]) -> Bytes:
    left, top = (max(0, round(box[side] - margins[side])) for side in (0, 1))
    right, bottom = (round(box[side] + margins[side]) for side in (2, 3))
    return page[top:bottom, left:right]


def _turned_sides(frame: tuple[float, float, float, float], angle: float) -> list[Rule]:
    left, top, right, bottom = frame
    centre = np.array([(left + right) / 2, (top + bottom) / 2])
    beyond = 0.5 * (bottom - top)
    sides: list[Rule] = [
        ((left - beyond, top), (right + beyond, top)),
        ((right, top - beyond), (right, bottom + beyond)),
        ((left - beyond, bottom), (right + beyond, bottom)),
        ((left, top - beyond), (left, bottom + beyond)),
    ]
    return [tuple(_about(centre, point, angle) for point in side) for side in sides]  # type: ignore[misc]


def _about(centre: npt.NDArray[np.float64], point: tuple[float, float], angle: float) -> tuple[float, float]:
    x, y = np.array(point) - centre
    return (
        float(centre[0] + np.cos(angle) * x - np.sin(angle) * y),
        float(centre[1] + np.sin(angle) * x + np.cos(angle) * y),
    )
