"""A page in the making: what is written and printed on it, and where; drawn, cropped and degraded at the end."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from PIL import Image, ImageDraw

from digits.lab.data.synthesis.glyphs import Floats
from digits.lab.data.synthesis.ink_degradation import degraded, photographed

SIZE = (192, 320)
"""Height and width of a page, in pixels at the scale of the detector."""

Box = tuple[float, float, float, float]
Place = tuple[float, float]

_PHOTOGRAPHED = 0.25  # share of pictures that are photographs
_CLEAN = 0.15  # ... and of those left as they are, as drawings and screenshots are
_LEAST_INK = 0.12  # of full ink, from which something written can be seen in the picture
_LOST = 0.5  # share of the ink in the picture that is set down for what cannot be seen: it may be found or not
_FINER = 2  # times the page's resolution at which lines are drawn


@dataclass
class Item:
    """A digit or mark on a page.

    Attributes:
        kind: "0" to "9", ",", "-" or "/".
        box: left, top, right, bottom of its ink, in pixels of the page.
        height: of the writing that it belongs to.
        continues: whether the number goes on to its right.
        ink: (h, w) of the whole page's place `corner`: the glyph alone, as dark as on the page.
        corner: left, top of `ink` on the page.
        visible: share of its ink that is in the picture.
    """

    kind: str
    box: Box
    height: float
    continues: bool
    ink: Floats
    corner: tuple[int, int]
    visible: float = 1.0


@dataclass
class Page:
    """A composed page.

    Attributes:
        ink: (H, W) float32, 0 = paper, 1 = the darkest ink.
        clean: (H, W) float32, the same before pen, paper and camera added anything.
        writing: (H, W) bool, where something is written by hand, digit or not.
        items: the digits and marks in the picture.
        extent: height, width of the first picture.
    """

    ink: Floats
    clean: Floats
    writing: npt.NDArray[np.bool_]
    items: list[Item]
    extent: tuple[int, int]


@dataclass(frozen=True)
class Line:
    """A printed line: its width in pixels, its darkness, and dashes (0: solid)."""

    width: float
    darkness: float
    dash: float

    @classmethod
    def random(cls, generator: np.random.Generator, height: float) -> "Line":
        """A line as wide and dark as lines beside writing of this height are."""
        width = max(0.6, height * float(np.exp(generator.uniform(np.log(0.015), np.log(0.14)))))
        dash = float(generator.uniform(1, 6)) if generator.random() < 0.1 else 0.0
        return cls(width, float(generator.uniform(0.15, 1.0)), dash)


class Canvas:
    """A page in the making."""

    def __init__(self, generator: np.random.Generator) -> None:
        self.generator = generator
        self.height, self.width = SIZE
        self.items: list[Item] = []
        self.crop = (0.0, 0.0, float(self.width), float(self.height))
        self._written = np.zeros(SIZE, np.float32)
        self._writing = np.zeros(SIZE, np.bool_)
        self._printed = np.zeros(SIZE, np.float32)
        self._lines: list[tuple[tuple[tuple[float, float], tuple[float, float]], Line]] = []
        self._darkness = float(generator.uniform(0.3, 1.0)) if generator.random() < 0.4 else 1.0

    def darkness(self) -> float:
        """How dark the next number is written; the numbers of a page differ a little."""
        return self._darkness * float(self.generator.uniform(0.7, 1.0))

    def line(self, ends: tuple[tuple[float, float], tuple[float, float]], pen: Line) -> None:
        """Rule a line from one place to another."""
        self._lines.append((ends, pen))

    def print(self, ink: Floats, place: tuple[float, float]) -> None:
        """Print ink that is not handwriting."""
        there, own = _overlap(place, ink.shape)
        self._printed[there] = np.maximum(self._printed[there], ink[own] * self.generator.uniform(0.4, 1))

    def write(  # noqa: PLR0913, PLR0917 - what is written where
        self,
        ink: Floats,
        place: tuple[float, float],
        kind: str | None,
        height: float,
        continues: bool,
        darkness: float,
    ) -> Box:
        """Write ink with its top left corner at a place; kind None: no digit."""
        if self.generator.random() < 0.08:
            darkness *= self.generator.uniform(0.4, 0.8)  # one digit fainter than its neighbours
        there, own = _overlap(place, ink.shape)
        dark = ink * np.float32(darkness)
        part = dark[own]
        self._written[there] = np.maximum(self._written[there], part)
        self._writing[there] |= part > 0.3 * darkness
        x, y = round(place[0]), round(place[1])
        box = (float(x), float(y), float(x + ink.shape[1]), float(y + ink.shape[0]))
        if kind is not None:
            self.items.append(Item(kind, box, height, continues, dark, (x, y)))
        return box

    def finished(self) -> Page:
        """Draw the lines, crop, and add what pen, paper and camera add."""
        printed = np.maximum(self._printed, self._drawn_lines()) if self._lines else self._printed
        ink = np.maximum(self._written, printed)
        left, top, right, bottom = (round(value) for value in self.crop)
        left, top = max(left, 0), max(top, 0)
        right, bottom = min(max(right, left + 8), self.width), min(max(bottom, top + 8), self.height)
        page, clean, writing = np.zeros(SIZE, np.float32), np.zeros(SIZE, np.float32), np.zeros(SIZE, np.bool_)
        extent = bottom - top, right - left
        part = np.s_[top:bottom, left:right]
        seen = self._degraded(self._written[part], printed[part])
        page[: extent[0], : extent[1]] = seen
        clean[: extent[0], : extent[1]] = ink[part]
        writing[: extent[0], : extent[1]] = self._writing[part]
        items = [
            one for one in (_cropped(item, left, top, page[: extent[0], : extent[1]]) for item in self.items) if one
        ]
        return Page(page, clean, writing, items, extent)

    def _degraded(self, written: Floats, printed: Floats) -> Floats:
        """The ink of a picture of what is written and printed: a drawing, a photograph or a scan."""
        chance = self.generator.random()
        ink = np.maximum(written, printed)
        if chance < _CLEAN:
            return ink
        if chance < _CLEAN + _PHOTOGRAPHED:
            seen = photographed(written, printed, self.generator)
            if seen.any():
                return seen
        return degraded(ink, self.generator)

    def _drawn_lines(self) -> Floats:
        drawn = np.zeros(SIZE, np.float32)
        by_pen: dict[Line, list[tuple[tuple[float, float], tuple[float, float]]]] = {}
        for ends, pen in self._lines:
            by_pen.setdefault(pen, []).append(ends)
        for pen, lines in by_pen.items():
            page = Image.new("L", (self.width * _FINER, self.height * _FINER))
            draw = ImageDraw.Draw(page)
            for start, end in lines:
                for part in _dashes(start, end, pen.dash):
                    draw.line([(x * _FINER, y * _FINER) for x, y in part], 255, max(1, round(pen.width * _FINER)))
            strength = pen.darkness * min(1.0, pen.width * _FINER)
            drawn = np.maximum(drawn, np.asarray(page.reduce(_FINER), np.float32) * np.float32(strength / 255))
        return drawn


def beside(page: Page, other: Page, corner: tuple[int, int]) -> Page:
    """A page with another's picture at a corner (top, left)."""
    top, left = corner
    height, width = other.extent
    place = np.s_[top : top + height, left : left + width]
    page.ink[place] = other.ink[:height, :width]
    page.clean[place] = other.clean[:height, :width]
    page.writing[place] = other.writing[:height, :width]
    for item in other.items:
        x0, y0, x1, y1 = item.box
        item.box = (x0 + left, y0 + top, x1 + left, y1 + top)
        item.corner = (item.corner[0] + left, item.corner[1] + top)
    page.items += other.items
    return page


def turned(
    start: tuple[float, float], end: tuple[float, float], angle: float, origin: tuple[float, float]
) -> tuple[tuple[float, float], tuple[float, float]]:
    """Two points turned clockwise about an origin."""
    cosine, sine = float(np.cos(angle)), float(np.sin(angle))

    def turn(point: tuple[float, float]) -> tuple[float, float]:
        x, y = point[0] - origin[0], point[1] - origin[1]
        return origin[0] + cosine * x - sine * y, origin[1] + sine * x + cosine * y

    return turn(start), turn(end)


def _overlap(place: tuple[float, float], shape: tuple[int, ...]) -> tuple[tuple[slice, slice], tuple[slice, slice]]:
    """Slices of the page and of the ink where the two overlap."""
    x, y = round(place[0]), round(place[1])
    top, left = max(y, 0), max(x, 0)
    bottom, right = max(min(y + shape[0], SIZE[0]), top), max(min(x + shape[1], SIZE[1]), left)
    there = slice(top, bottom), slice(left, right)
    own_top, own_left = min(top - y, shape[0]), min(left - x, shape[1])
    return there, (slice(own_top, own_top + bottom - top), slice(own_left, own_left + right - left))


def _dashes(
    start: tuple[float, float], end: tuple[float, float], dash: float
) -> list[tuple[tuple[float, float], tuple[float, float]]]:
    if not dash:
        return [(start, end)]
    first, last = np.array(start), np.array(end)
    length = float(np.hypot(*(last - first)))
    count = max(1, min(60, int(length / (2 * dash))))
    places = np.arange(count) / count
    return [(_point(first + (last - first) * at), _point(first + (last - first) * (at + 0.5 / count))) for at in places]


def _point(place: npt.NDArray[np.float64]) -> tuple[float, float]:
    return float(place[0]), float(place[1])


def _cropped(item: Item, left: int, top: int, picture: Floats) -> Item | None:
    """The item moved with the crop to the picture; None where nothing of it is there."""
    x, y = item.corner[0] - left, item.corner[1] - top
    height, width = item.ink.shape
    rows = slice(max(-y, 0), max(min(len(picture) - y, height), 0))
    columns = slice(max(-x, 0), max(min(picture.shape[1] - x, width), 0))
    seen = item.ink[rows, columns]
    if not seen.size or not seen.any():
        return None
    inked_rows, inked_columns = (np.flatnonzero((seen > 0.3 * item.ink.max()).any(axis)) for axis in (1, 0))
    if not len(inked_rows):
        return None
    box = (
        float(x + columns.start + inked_columns[0]),
        float(y + rows.start + inked_rows[0]),
        float(x + columns.start + inked_columns[-1] + 1),
        float(y + rows.start + inked_rows[-1] + 1),
    )
    there = picture[y + rows.start : y + rows.stop, x + columns.start : x + columns.stop]
    lost = float(there[seen > 0.7 * seen.max()].mean()) < _LEAST_INK
    visible = _LOST if lost else float(seen.sum() / item.ink.sum())
    return Item(item.kind, box, item.height, item.continues, item.ink, (x, y), visible)
