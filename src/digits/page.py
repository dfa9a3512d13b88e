"""From the ink of a page to its digits: where each one is, its ink alone, normalized, and the numbers they form."""

from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from digits import detector, isolation
from digits.detector_outputs import Box, Detection
from digits.image import (
    DigitImage,
    Drawing,
    Normalization,
    NormalizedDigit,
    Page,
    normalize_isolated,
)
from digits.image.rasterize import WRITING_HEIGHT, Points, draw_page, parse_strokes
from digits.layout import arrange
from digits.unread import unread_boxes, unread_strokes

Bytes = npt.NDArray[np.uint8]

_REACH = 0.25  # of a digit's size: so far from its box its own ink may reach
_ANOTHER_HEIGHT = 1.25  # factor between the height a pen was chosen for and the one found: the pen is changed
_MARGIN = 0.15  # of the ink's longest side: paper around it that the detector sees
_CUT = 0.5  # probability from which a digit counts as cut


@dataclass(frozen=True)
class Glyph:
    """A digit or mark on a page.

    Attributes:
        kind: one of `digits.detector_outputs.KINDS`.
        box: left, top, right, bottom, in pixels of the original picture or in the unit of the strokes.
        digit: the normalized digit; None for a mark.
        seen: (10,) probabilities of the digits by the detector, which sees the surroundings; of no meaning for a mark.
        sure: whether it is certain that it is there.
        cut: whether the picture's edge cuts it.
    """

    kind: str
    box: Box
    digit: NormalizedDigit | None
    seen: npt.NDArray[np.float64]
    sure: bool
    cut: bool


@dataclass(frozen=True)
class PageDigits:
    """What a page holds.

    Attributes:
        numbers: in reading order, the glyphs of each from left to right.
        marks: boxes of marks that belong to no number, or that may be there.
        gaps: boxes of gaps at which a number may be divided or joined wrongly.
        unread: boxes of handwriting that is no digit and no mark.
        nothing: box of all ink, if no digit was found in it; None for a 28x28 array, where none is looked for.
    """

    numbers: tuple[tuple[Glyph, ...], ...]
    marks: tuple[Box, ...]
    gaps: tuple[Box, ...]
    unread: tuple[Box, ...]
    nothing: Box | None = None

    @property
    def only_digit(self) -> NormalizedDigit | None:
        """The digit, if there is one and no more."""
        if len(self.numbers) == 1 and len(self.numbers[0]) == 1:
            return self.numbers[0][0].digit
        return None


_NOTHING = PageDigits((), (), (), ())


@dataclass(frozen=True)
class _Sheet:
    """The ink of a picture or drawing, and how to get from it to the original.

    Attributes:
        ink: (H, W) uint8.
        extent: box of all ink without specks.
        scale: units of the original per pixel.
        corner: x, y of the ink's left top corner, in the original's units.
        strokes: of a drawing, (N, 2) points each, in pixels; None for a picture.
    """

    ink: Bytes
    extent: Box
    scale: float
    corner: tuple[float, float]
    strokes: list[Points] | None = None

    def placed(self, box: Box) -> Box:
        """A box in the original's units."""
        x, y = self.corner
        left, top, right, bottom = (self.scale * side for side in box)
        return left + x, top + y, right + x, bottom + y


def find_digits(normalization: Normalization) -> PageDigits:
    """Find what a picture or a drawing holds; nothing in a 28x28 array, which is one digit as a whole."""
    source, whole = normalization.source, normalization.digit
    if whole is None or isinstance(source, DigitImage):
        return _NOTHING
    if isinstance(source, Page):
        sheet = _cropped(source.ink, whole.box, source.scale)
        return _digits_on(sheet, detector.shared().find(sheet.ink), whole)
    return _digits_of_drawing(source, whole)


def single_digit(normalization: Normalization) -> NormalizedDigit | None:
    """The steps to the image that is classified where a picture is read as one digit; None when blank."""
    return find_digits(normalization).only_digit or normalization.digit


def labelled_digit(normalization: Normalization) -> NormalizedDigit | None:
    """The digit of a picture or drawing of which a person says that it is one digit; None if its ink is unknown.

    Where several digits were found, or none among the printed lines of a picture, all the ink is more than the digit.
    A drawing in which nothing was found is the digit.
    """
    page = find_digits(normalization)
    if page.only_digit is not None:
        return page.only_digit
    return None if page.numbers or isinstance(normalization.source, Page) else normalization.digit


def _cropped(ink: Bytes, extent: Box, scale: float) -> _Sheet:
    """A page without the empty paper around its ink."""
    margin = max(extent[2] - extent[0], extent[3] - extent[1]) * _MARGIN
    left, top = max(int(extent[0] - margin), 0), max(int(extent[1] - margin), 0)
    right, bottom = int(np.ceil(extent[2] + margin)), int(np.ceil(extent[3] + margin))
    moved = extent[0] - left, extent[1] - top, extent[2] - left, extent[3] - top
    return _Sheet(ink[top:bottom, left:right], moved, scale, (left * scale, top * scale))


def _digits_of_drawing(drawing: Drawing, whole: NormalizedDigit) -> PageDigits:
    """Look at a drawing, and again with a pen that suits the digits found if they have another height than guessed."""
    page = draw_page(drawing.strokes)
    if page is None:  # a dot
        return _NOTHING
    found = detector.shared().find(page.ink)
    sizes = [one.size for one in found.detections if one.kind == "digit"]
    height = float(np.median(sizes)) if sizes else WRITING_HEIGHT
    if abs(np.log(height / WRITING_HEIGHT)) > np.log(_ANOTHER_HEIGHT):
        page = draw_page(drawing.strokes, height * page.scale) or page
        found = detector.shared().find(page.ink)
    rows, columns = np.flatnonzero(page.ink.any(1)), np.flatnonzero(page.ink.any(0))
    extent = float(columns[0]), float(rows[0]), float(columns[-1] + 1), float(rows[-1] + 1)
    strokes = [(line - page.corner) / page.scale for line in parse_strokes(drawing.strokes) if len(line)]
    return _digits_on(_Sheet(page.ink, extent, page.scale, page.corner, strokes), found, whole)


def _digits_on(sheet: _Sheet, found: detector.Found, whole: NormalizedDigit) -> PageDigits:
    """What was found, normalized; a digit that is alone takes all the ink."""
    sure = detector.shared().sure
    every = [one for one in found.detections if one.kind == "digit"]
    unread: list[Box] = []
    if len(found.detections) == len(every) == 1 and found.alone and _holds(every[0], sheet.extent):
        digits: list[NormalizedDigit | None] = [whole]
        found = replace(found, possible=())
        sure = 0.0  # whether it is a digit is for the rejection network, which sees all the ink
    else:
        parts = isolation.shared().isolate(sheet.ink, [one.box for one in every])
        digits = [normalize_isolated(part.ink) for part in parts]
        marks = [one.box for one in found.detections if one.kind != "digit"]
        if sheet.strokes is not None:
            unread = unread_strokes(sheet.strokes, parts, marks, sheet.ink.shape)
        elif found.writing is not None:
            unread = unread_boxes(found.writing, parts, marks, sheet.ink.shape)
    images = dict(zip(every, digits, strict=True))
    inked = [one for one in found.detections if one.kind != "digit" or images[one] is not None]
    arrangement = arrange(inked, detector.shared().gap)
    numbers = [
        tuple(
            Glyph(one.kind, sheet.placed(one.box), images.get(one), one.digits, one.score >= sure, one.cut >= _CUT)
            for one in number
        )
        for number in arrangement.numbers
    ]
    found_numbers = tuple(number for number in numbers if any(glyph.digit for glyph in number))
    return PageDigits(
        found_numbers,
        tuple(sheet.placed(one.box) for one in (*arrangement.marks, *found.possible)),
        tuple(sheet.placed(box) for box in arrangement.gaps),
        tuple(sheet.placed(box) for box in unread),
        None if found_numbers else sheet.placed(sheet.extent),
    )


def _holds(digit: Detection, extent: Box) -> bool:
    """Whether all ink is in or near a digit's box."""
    reach = _REACH * digit.size
    left, top, right, bottom = digit.box
    return (
        left - reach <= extent[0]
        and top - reach <= extent[1]
        and extent[2] <= right + reach
        and extent[3] <= bottom + reach
    )
