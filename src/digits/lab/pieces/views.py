"""Labelled spans of pieces as the segment classifier sees them, from numbers composed of MNIST's digits."""

from collections.abc import Iterator, Sequence

import numpy as np
import numpy.typing as npt
from PIL import Image, ImageFilter

from digits import mnist
from digits.image import Normalization, normalize_picture, normalize_strokes
from digits.image.segment import text_lines
from digits.image.stroke_pieces import stroke_lines
from digits.image.text_line import VIEW, TextLine, view_of
from digits.lab.data.collections import pendigits
from digits.lab.data.synthesis.strings import MARKS, marked, strokes, writers_of, written
from digits.numbers import OUTPUTS, WIDEST, spans

Bytes = npt.NDArray[np.uint8]
Boxes = npt.NDArray[np.float64]

LONGEST_TEXT = 6
"""Digits of the longest number that is composed."""

_NOTHING = OUTPUTS.index("nothing")
_SAME = 0.1  # of the line's height: a span within so much of a digit's box on every side is that digit
_OTHER = 0.2  # ... and one that differs by more is not; what is between is not learned from


def numbers(count: int, seed: int, folds: list[int]) -> Iterator[tuple[Bytes, npt.NDArray[np.int64]]]:
    """Compose numbers and cut them up.

    Half of them touch, one in six is a single digit; lines are made broader or finer, blurred, or broken.

    Yields:
        Of each number, (N, 32, 40, 2) uint8 views of its spans, and (N,) what they are: places in
        `digits.numbers.OUTPUTS`.
    """
    images, labels = (split := mnist.load("train")).images, split.labels
    by_writer = writers_of(folds, LONGEST_TEXT)
    for index in range(count):
        generator = np.random.default_rng((seed, index))
        length = int(generator.integers(1, LONGEST_TEXT + 1))
        chosen = generator.choice(by_writer[generator.integers(len(by_writer))], length, replace=False)
        text = marked("".join(str(label) for label in labels[chosen]), generator)
        touching = length > 1 and generator.random() < 0.5 and any(pair.isdigit() for pair in _pairs(text))
        ink, boxes, height = written(list(images[chosen]), text, generator, touching)
        ink = _varied(ink, height, generator)
        yield _labelled(text_lines(ink), normalize_picture(Image.fromarray(255 - ink)), text, boxes)


def drawings(
    count: int, seed: int, recordings: Sequence[pendigits.Recording]
) -> Iterator[tuple[Bytes, npt.NDArray[np.int64]]]:
    """Compose drawings of numbers of recordings that follow each other; the rest is as for `numbers`.

    One in three is a single digit: many have several strokes, which no picture tells apart.
    """
    for index in range(count):
        generator = np.random.default_rng((seed, index))
        length = 1 if generator.random() < 0.35 else int(generator.integers(2, LONGEST_TEXT))
        start = int(generator.integers(len(recordings) - length))
        chosen = recordings[start : start + length]
        text = "".join(str(one.digit) for one in chosen)
        drawing = strokes([one.strokes for one in chosen], text, generator)
        yield _labelled(stroke_lines(drawing.strokes), normalize_strokes(drawing.strokes), text, drawing.boxes)


def _pairs(text: str) -> list[str]:
    return [text[place : place + 2] for place in range(len(text) - 1)]


def _varied(ink: Bytes, height: float, generator: np.random.Generator) -> Bytes:
    """The ink with a broader or finer pen, with gaps, out of focus, or as it is."""
    picture = Image.fromarray(ink)
    reach = 1 + 2 * round(height * generator.uniform(0, 0.03))
    broader = generator.random()
    if broader < 0.3:
        picture = picture.filter(ImageFilter.MaxFilter(reach))
    elif broader < 0.4:
        picture = picture.filter(ImageFilter.MinFilter(min(reach, 1 + 2 * int(height * 0.015))))
    if generator.random() < 0.3:
        picture = picture.filter(ImageFilter.GaussianBlur(height * generator.uniform(0, 0.03)))
    values = np.array(picture)
    for _ in range(int(generator.integers(0, 3)) if generator.random() < 0.25 else 0):
        _break(values, height, generator)
    return values


def _break(ink: Bytes, height: float, generator: np.random.Generator) -> None:
    """Take a short straight gap out of the ink."""
    rows, columns = np.nonzero(ink > 127)
    if not len(rows):
        return
    place = generator.integers(len(rows))
    angle = generator.uniform(0, np.pi)
    y, x = np.mgrid[: ink.shape[0], : ink.shape[1]]
    along = (x - columns[place]) * np.cos(angle) + (y - rows[place]) * np.sin(angle)
    across = (y - rows[place]) * np.cos(angle) - (x - columns[place]) * np.sin(angle)
    ink[(np.abs(along) < height * generator.uniform(0.08, 0.2)) & (np.abs(across) < height * 0.02)] = 0


def _labelled(
    lines: Sequence[TextLine],
    normalization: Normalization,
    text: str,
    boxes: Sequence[tuple[float, float, float, float]],
) -> tuple[Bytes, npt.NDArray[np.int64]]:
    """The views of all spans, and of all the ink as one digit, with what they are."""
    views: list[Bytes] = []
    kinds: list[int] = []
    whole = normalization.digit
    if whole is not None and whole.scaled.shape[1] <= WIDEST * whole.scaled.shape[0]:
        views.append(view_of(whole.scaled))
        kinds.append(_output_of(text))
    for line in lines:
        for span, kind in _told(line, text, np.array(boxes, np.float64)):
            views.append(line.view(*span))
            kinds.append(kind)
    return np.stack(views) if views else np.zeros((0, *VIEW, 2), np.uint8), np.array(kinds, np.int64)


def _told(line: TextLine, text: str, boxes: Boxes) -> Iterator[tuple[tuple[int, int], int]]:
    """The spans of a line of which it is sure what they are, and what that is."""
    own_mark = [_mark_of(box, text, boxes, line.height) for box in line.boxes]
    for first, last in spans(line):
        own = line.boxes[first:last]
        box = np.concatenate((own[:, :2].min(0), own[:, 2:].max(0)))
        distances = np.abs(boxes - box).max(1) / line.height
        nearest = int(distances.argmin())
        if any(mark not in {None, nearest} for mark in own_mark[first:last]) or distances[nearest] > _OTHER:
            yield (first, last), _NOTHING
        elif distances[nearest] < _SAME:
            yield (first, last), _output_of(text[nearest])


def _output_of(text: str) -> int:
    """The place in the segment classifier's outputs of a character; of several, that of nothing."""
    return _NOTHING if len(text) > 1 else OUTPUTS.index({"-": "minus", ",": "comma"}.get(text, text))


def _mark_of(box: Boxes, text: str, boxes: Boxes, height: float) -> int | None:
    """The place in the text of the comma or minus that a piece is, if it is one."""
    distances = np.abs(boxes - box).max(1) / height
    nearest = int(distances.argmin())
    return nearest if text[nearest] in MARKS and distances[nearest] < _SAME / 2 else None
