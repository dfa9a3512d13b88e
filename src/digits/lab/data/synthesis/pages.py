"""Pages with handwritten numbers where people write them, composed at the scale that the detector sees.

A page has numbers of 1 to 12 digits, spaced, touching or overlapping, with decimal marks, minus signs and slashes;
printed surroundings (rules, squares, underlines, cells with one to four sides in view, boxes, combs), turned by a few
degrees; letters, words, doodles and print that are no digits; and what pens, paper and cameras add. The picture may be
cropped close, or through a digit.
"""

import itertools
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from digits.lab.data.synthesis import glyphs
from digits.lab.data.synthesis.glyphs import Floats, Hand
from digits.lab.data.synthesis.page_canvas import SIZE, Box, Canvas, Line, Page, beside, turned
from digits.lab.data.synthesis.page_handwriting import write_number, write_word
from digits.lab.data.synthesis.printed_lines import draw_rules, draw_squares, draw_underline
from digits.mnist import Split

READABLE = (28.0, 64.0)
"""Heights of writing that the detector is to find, in pixels."""

IGNORED = (20.0, 90.0)
"""Heights between these and `READABLE` may be found or not; others must not."""

WHOLE = 0.97
"""Share of a digit's ink in the picture from which it is not cut."""

RECOGNIZABLE = 0.8
"""Share of a digit's ink in the picture from which it is to be found."""

_MOST_ITEMS = 40  # of small writing
_APART = 10  # pixels between two pictures on one page
_MOST_PICTURES = 8
_LEAST_ROOM = 56  # pixels that another picture may need


class Composer:
    """Composes pages.

    Args:
        split: MNIST's training images.
        writers: indices of each writer's images in `split`.
        letters: (h, w) each, letters as ink 0..1.
    """

    def __init__(self, split: Split, writers: list[npt.NDArray[np.intp]], letters: list[Floats]) -> None:
        self._split = split
        self._writers = writers
        self._letters = letters

    def page(self, generator: np.random.Generator) -> Page:
        """Compose a page; small pictures share one, apart from each other."""
        page = self._picture(generator)
        shelf = (page.extent[0] + _APART, page.extent[1] + _APART)
        for _ in range(_MOST_PICTURES):
            height, width = SIZE[0] - shelf[0], SIZE[1] - shelf[1]
            if max(height, width) < _LEAST_ROOM:
                break
            other = self._picture(generator)
            if other.extent[1] <= width:
                page = beside(page, other, (0, shelf[1]))
                shelf = (max(shelf[0], other.extent[0] + _APART), shelf[1] + other.extent[1] + _APART)
            elif other.extent[0] <= height:
                page = beside(page, other, (shelf[0], 0))
                shelf = (shelf[0] + other.extent[0] + _APART, shelf[1])
        return page

    def _picture(self, generator: np.random.Generator) -> Page:
        canvas = Canvas(generator)
        choice = generator.random()
        if choice < 0.30:
            self._cells(canvas)
        elif choice < 0.42:
            self._comb(canvas)
        elif choice < 0.88:
            self._free(canvas)
        else:
            self._nothing(canvas)
        return canvas.finished()

    def _free(self, canvas: Canvas) -> None:
        """Numbers in lines on plain, ruled or squared paper, perhaps underlined, perhaps cropped close."""
        generator = canvas.generator
        height = _height(generator)
        hand = glyphs.random_hand(generator, self._split, self._writers)
        surroundings = generator.random()
        if surroundings < 0.25:
            draw_rules(canvas, height)
        elif surroundings < 0.33:
            draw_squares(canvas, height)
        angle = float(generator.normal(0, 0.04))
        if generator.random() < 0.5:
            self._one_number(canvas, hand, height, angle)
            return
        top = generator.uniform(0, 0.8) * height
        while top + height < canvas.height + 0.3 * height and len(canvas.items) < _MOST_ITEMS:
            self._line(canvas, hand, height, angle, top + height)
            top += height * generator.uniform(1.25, 2.5)
            if generator.random() < 0.2:
                hand = glyphs.random_hand(generator, self._split, self._writers)

    def _one_number(self, canvas: Canvas, hand: Hand, height: float, angle: float) -> None:
        """One number: amid white paper, or cropped at any margin."""
        generator = canvas.generator
        amid = generator.random() < 0.25
        left = generator.uniform(0, 0.6 * canvas.width if amid else 12)
        top = generator.uniform(0, max(canvas.height - height, 1) if amid else 0.5 * height)
        boxes = write_number(canvas, hand, height, angle, (left, top + height), canvas.width - 8 - left)
        if boxes and generator.random() < 0.35:
            draw_underline(canvas, boxes, height, angle)
        if boxes and not amid:
            _crop_close(canvas, boxes, height)

    def _line(self, canvas: Canvas, hand: Hand, height: float, angle: float, base: float) -> None:
        """A line of numbers and words; a gap between two numbers is clearly wider than those inside of them."""
        generator = canvas.generator
        left = generator.uniform(0, 1.5 * height)
        before: list[Box] = []  # the number to the left, if there is one
        while left < canvas.width - 0.6 * height:
            if generator.random() < 0.2:
                right = write_word(canvas, self._letters, hand, height, angle, (left, base))
                before = []
            else:
                left += _widest_gap(before)
                boxes = write_number(canvas, hand, height, angle, (left, base), canvas.width - left)
                right = max((box[2] for box in boxes), default=left + height)
                if boxes and generator.random() < 0.2:
                    draw_underline(canvas, boxes, height, angle)
                if len(before) == len(boxes) == 1 and generator.random() < 0.7:
                    return  # single digits apart from each other might be one number
                before = boxes
            left = right + generator.uniform(1.1, 3.5) * height

    def _cells(self, canvas: Canvas) -> None:
        """A table, or a part of one, with numbers in its cells."""
        generator = canvas.generator
        height = _height(generator)
        hand = glyphs.random_hand(generator, self._split, self._writers)
        angle = float(generator.normal(0, 0.025))
        cell = (height * generator.uniform(1.15, 2.6), height * generator.uniform(1.2, 6.0))
        pen = Line.random(generator, height)
        top0, left0 = generator.uniform(-0.9, 0.3) * cell[0], generator.uniform(-0.9, 0.3) * cell[1]
        single = generator.random() < 0.6  # one cell in the middle, the picture cropped at its sides
        if single:
            top0, left0 = generator.uniform(2, 0.5 * height), generator.uniform(2, 0.5 * height)
        rows = np.arange(top0, top0 + cell[0] * 1.5 if single else canvas.height, cell[0])
        columns = np.arange(left0, left0 + cell[1] * 1.5 if single else canvas.width, cell[1])
        beyond = generator.uniform(0, 0.3, 4) * height * (generator.random() < 0.5)
        sides = generator.random(4) < 0.8
        for place, y in enumerate(rows):
            if not single or sides[min(place, 1)]:
                canvas.line(
                    turned((columns[0] - beyond[0], y), (columns[-1] + beyond[1], y), angle, (left0, top0)), pen
                )
        for place, x in enumerate(columns):
            if not single or sides[2 + min(place, 1)]:
                canvas.line(turned((x, rows[0] - beyond[2]), (x, rows[-1] + beyond[3]), angle, (left0, top0)), pen)
        everything: list[Box] = []
        filled = generator.uniform(0.3, 1.0)
        for y in rows if not single else rows[:1]:
            for x in columns if not single else columns[:1]:
                if (generator.random() > filled and not single) or len(canvas.items) > _MOST_ITEMS:
                    continue
                free = cell[0] - height
                base = y + height + free * generator.uniform(0.0, 1.1) - 0.05 * height
                left = x + generator.uniform(0.02, 0.35) * cell[1]
                shift = np.sin(angle) * (left - left0)
                boxes = write_number(canvas, hand, height, angle, (left, base + shift), x + cell[1] - left, fits=True)
                everything += boxes
        if single and everything:
            frame = (columns[0], rows[0], columns[-1], rows[-1])
            _crop_cell(canvas, frame, everything, height)

    def _comb(self, canvas: Canvas) -> None:
        """One digit in each of a row of boxes or of a comb, some perhaps empty."""
        generator = canvas.generator
        height = _height(generator)
        hand = glyphs.random_hand(generator, self._split, self._writers)
        angle = float(generator.normal(0, 0.02))
        wide, high = height * generator.uniform(0.8, 1.6), height * generator.uniform(1.1, 1.9)
        gap = 0.0 if generator.random() < 0.6 else wide * generator.uniform(0.05, 0.4)
        count = int(np.clip(generator.integers(1, 11), 1, max(1, (canvas.width - 6) // (wide + gap))))
        left, top = generator.uniform(1, 0.4 * height), generator.uniform(1, 0.6 * height)
        pen = Line.random(generator, height)
        teeth = high * generator.uniform(0.2, 0.6) if gap == 0 and generator.random() < 0.3 else high
        origin = (left, top)
        for place in range(count):
            x = left + place * (wide + gap)
            corners = [(x, top), (x + wide, top), (x + wide, top + high), (x, top + high)]
            if teeth == high:
                for start, end in zip(corners, corners[1:] + corners[:1], strict=True):
                    canvas.line(turned(start, end, angle, origin), pen)
            else:
                canvas.line(turned(corners[3], corners[2], angle, origin), pen)
                for at in (x, x + wide):
                    canvas.line(turned((at, top + high - teeth), (at, top + high), angle, origin), pen)
        last = int(generator.integers(1, count + 1)) if generator.random() < 0.4 else count
        boxes: list[Box] = []
        right = generator.random() < 0.5
        filled = range(count - last, count) if right else range(last)
        for place in filled:
            ink, value = glyphs.digit(hand, None, height, angle, generator)
            x = left + place * (wide + gap) + (wide - ink.shape[1]) / 2 + generator.normal(0, 0.08) * wide
            y = top + high - len(ink) - (high - height) / 2 + generator.normal(0, 0.1) * height
            (x, y), _ = turned((x, y), (x, y), angle, origin)
            boxes.append(canvas.write(ink, (x, y), str(value), height, place != filled[-1], canvas.darkness()))
        if generator.random() < 0.7:
            frame = (left, top, left + count * (wide + gap) - gap, top + high)
            _crop_cell(canvas, frame, boxes, height)

    def _nothing(self, canvas: Canvas) -> None:
        """Words, doodles, print, stamps, empty tables."""
        generator = canvas.generator
        height = _height(generator)
        hand = glyphs.random_hand(generator, self._split, self._writers)
        choice = generator.random()
        if choice < 0.4:
            top = generator.uniform(0, height)
            while top < canvas.height - 0.5 * height:
                left = generator.uniform(0, 2 * height)
                while left < canvas.width - height:
                    right = write_word(canvas, self._letters, hand, height, 0.0, (left, top + height))
                    left = right + generator.uniform(0.3, 1.5) * height
                top += generator.uniform(1.2, 2.0) * height
            if generator.random() < 0.3:
                draw_rules(canvas, height)
        elif choice < 0.7:
            for _ in range(int(generator.integers(1, 4))):
                own = _height(generator) * generator.uniform(0.6, 2.5)
                ink = glyphs.letter(hand, own, float(generator.normal(0, 0.2)), generator, self._letters)
                canvas.write(ink, _anywhere(canvas, ink), None, own, False, canvas.darkness())
        elif choice < 0.85:
            top = generator.uniform(0, height)
            while top < canvas.height:
                text = "".join(generator.choice(list("abcdefghijkmnopqrtuvwxyzABCDEFGHKLMNPRTUVWXYZ ,.:"), 14))
                ink = glyphs.printed(text.strip(" ,.:") or "Text", height * generator.uniform(0.5, 1.0), generator)
                canvas.print(ink, (generator.uniform(0, 30), top))
                top += height * generator.uniform(1.2, 2.0)
        elif choice < 0.93:
            draw_squares(canvas, height * generator.uniform(0.5, 2.5))
        else:
            scribble = np.cumsum(generator.normal(0, 1, (60, 2)), axis=0)
            ink = glyphs.draw([scribble], height * 2, hand.pen * height, 0, 0)
            canvas.write(ink, _anywhere(canvas, ink), None, height, False, canvas.darkness())


def _height(generator: np.random.Generator) -> float:
    """Mostly a readable height of writing, some far smaller or larger."""
    if generator.random() < 0.14:
        ends = (6, IGNORED[0]) if generator.random() < 0.55 else (IGNORED[1], 150)
        return float(np.exp(generator.uniform(*np.log(ends))))
    return float(np.exp(generator.uniform(*np.log(READABLE))))


def _anywhere(canvas: Canvas, ink: Floats) -> tuple[float, float]:
    free = canvas.width - ink.shape[1], canvas.height - ink.shape[0]
    return tuple(float(canvas.generator.uniform(min(0, one), max(0, one))) for one in free)  # type: ignore[return-value]


def _widest_gap(boxes: Sequence[Box]) -> float:
    """The widest gap between neighbours, in pixels."""
    return max((right[0] - left[2] for left, right in itertools.pairwise(boxes)), default=0.0)


def _crop_close(canvas: Canvas, boxes: Sequence[Box], height: float) -> None:
    """Crop a number at any margin, each side its own, some through the ink."""
    generator = canvas.generator
    typical = generator.uniform(0.0, 0.9)
    margins = height * (typical * generator.uniform(0.3, 1.7, 4))
    if generator.random() < 0.25:
        margins[generator.integers(4)] = -height * generator.uniform(0.0, 0.25)
    _crop(canvas, _hull(boxes), margins)


def _crop_cell(canvas: Canvas, frame: Box, boxes: Sequence[Box], height: float) -> None:
    """Crop a cell or a comb near its lines: outside, on or inside of them."""
    generator = canvas.generator
    inside = generator.uniform(-0.15, 0.35)
    margins = height * (inside + generator.uniform(-0.12, 0.12, 4))
    left, top, right, bottom = _hull([frame, *boxes]) if generator.random() < 0.5 else frame
    _crop(canvas, (left, top, right, bottom), margins)


def _hull(boxes: Sequence[Box]) -> Box:
    every = np.array(boxes)
    left, top = every[:, :2].min(0).tolist()
    right, bottom = every[:, 2:].max(0).tolist()
    return left, top, right, bottom


def _crop(canvas: Canvas, box: Box, margins: npt.NDArray[np.float64]) -> None:
    left, top, right, bottom = box
    canvas.crop = (left - margins[0], top - margins[1], right + margins[2], bottom + margins[3])
