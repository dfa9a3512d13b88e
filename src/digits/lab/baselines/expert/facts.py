"""What is seen of a digit: loops, bays, empty corners, widths.

Most facts come from one question asked of every pixel of paper: on which of its four sides, looking straight up, down,
left and right, is there ink? (Glucksman, "Classification of mixed-font alphabetics by characteristic loci", 1967.)
Paper that ink surrounds altogether is a *loop*. Outside of loops, connected paper with ink on three sides or four is a
*bay*; with ink on exactly two neighbouring sides it belongs to an empty *corner* of the digit, as below a 7's roof.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy import ndimage

Bytes = npt.NDArray[np.uint8]
Mask = npt.NDArray[np.bool_]

SIZE = 28
ENLARGEMENT = 2
SPECK = 0.08
"""A piece with fewer pixels than this share of the largest piece's is dust."""
SMALLEST_LOOP, SMALLEST_BAY = 0.001, 0.004
"""Shares of the square over the digit's height."""


@dataclass(frozen=True)
class Region:
    """A loop or a bay; places are shares of the digit's box, from the left and from the top.

    Attributes:
        size: pixels as a share of the square over the digit's height.
        x: its centre of mass, 0 = left, 1 = right.
        y: its centre of mass, 0 = top, 1 = bottom.
        top: where it begins.
        bottom: where it ends.
        hidden: share of its paper that has ink on all four sides; near 1 where a bay is all but a loop.
    """

    size: float
    x: float
    y: float
    top: float
    bottom: float
    hidden: float = 0.0

    @property
    def height(self) -> float:
        """From top to bottom."""
        return self.bottom - self.top


NOTHING = Region(size=0.0, x=0.5, y=0.5, top=0.5, bottom=0.5)
"""Where there is no loop or bay. It lies in the middle, so it is neither high nor low, left nor right."""


@dataclass(frozen=True)
class Facts:
    """What is seen of an upright digit.

    Attributes:
        slant: how far it leaned to the right before, in degrees, -45..45.
        width: its box's width over its height.
        loops: paper that ink surrounds, from top to bottom.
        up: the largest bay that opens upwards, as a 4's.
        down: the largest that opens downwards.
        left: the largest that opens to the left, as a 2's at the top and a 5's at the bottom.
        right: the largest that opens to the right, as a 5's at the top.
        upper_left: the empty corner there (ink only below and to the right), as a share of the square over the height.
        upper_right: the same for ink below and to the left, as above a 2's foot.
        lower_left: the same for ink above and to the right, as below a 7's roof.
        lower_right: the same for ink above and to the left.
        tongue: how far ink reaches into the left bay between its upper and its lower part, as a 3's middle does, in
            shares of the height.
        head: width of the ink in the uppermost tenth, as a share of the box's.
        foot: the same for the lowest tenth.
        waist: the least width of the ink's rows between 0.3 and 0.7 of the height, as a share of the box's.
    """

    slant: float
    width: float
    loops: tuple[Region, ...]
    up: Region
    down: Region
    left: Region
    right: Region
    upper_left: float
    upper_right: float
    lower_left: float
    lower_right: float
    tongue: float
    head: float
    foot: float
    waist: float

    @property
    def loop(self) -> Region:
        """The largest loop."""
        return max(self.loops, key=lambda loop: loop.size, default=NOTHING)

    @property
    def bay(self) -> Region:
        """The largest bay of any direction."""
        return max((self.up, self.down, self.left, self.right), key=lambda bay: bay.size)


def facts_of(image: Bytes, level: int, upright: bool) -> Facts:
    """What is seen of an image; an empty one has no loops, bays, corners or widths.

    Args:
        image: (28, 28), 0 = paper.
        level: the grey level, 1..255, from which on a pixel is ink.
        upright: whether to set a leaning digit upright first.
    """
    grey, slant = _upright(image) if upright else (_sheared(image, 0.0), 0.0)
    everything = _without_specks(grey >= level)
    box = ndimage.find_objects(everything.astype(np.int8))
    if not box:
        return Facts(0.0, 1.0, (), NOTHING, NOTHING, NOTHING, NOTHING, *[0.0] * 8)
    ink = everything[box[0]]
    height, width = ink.shape
    holes = _holes(ink)
    paper = ~ink & ~holes
    above, below, left, right = sides = _sides(ink)
    shut = np.sum(sides, axis=0)
    bays = _bays(paper & (shut >= 3), sides)
    corners = paper & (shut == 2)
    tenth = max(round(height / 10), 1)
    return Facts(
        slant=slant,
        width=width / height,
        loops=_loops(holes),
        up=bays[0],
        down=bays[1],
        left=bays[2],
        right=bays[3],
        upper_left=_size(corners & below & right),
        upper_right=_size(corners & below & left),
        lower_left=_size(corners & above & right),
        lower_right=_size(corners & above & left),
        tongue=_tongue(paper & above & below & right & ~left),
        head=_breadth(ink[:tenth]),
        foot=_breadth(ink[-tenth:]),
        waist=min(_breadth(row[None]) for row in ink[int(0.3 * height) : int(0.7 * height) + 1]),
    )


def _upright(image: Bytes) -> tuple[npt.NDArray[np.float64], float]:
    """The image without its slant, enlarged; and the slant in degrees, positive to the right, at most 45.

    The slant is that of the line through the centre of mass which best tells an ink pixel's column by its row.
    """
    rows, columns = np.mgrid[:SIZE, :SIZE]
    mass = max(float(image.sum()), 1.0)
    down = rows - (rows * image).sum() / mass
    across = columns - (columns * image).sum() / mass
    spread = float((down**2 * image).sum())
    shear = float((down * across * image).sum()) / spread if spread else 0.0
    shear = min(max(shear, -1.0), 1.0)
    return _sheared(image, shear), float(-np.degrees(np.arctan(shear)))


def _sheared(image: Bytes, shear: float) -> npt.NDArray[np.float64]:
    """The image enlarged, each row moved to the left by `shear` times its distance below the centre of mass."""
    centre = ndimage.center_of_mass(image) if image.any() else (SIZE / 2, SIZE / 2)
    step = 1 / ENLARGEMENT
    first = (step - 1) / 2
    offset = (first, first + centre[1] - (SIZE - 1) / 2 + shear * (first - centre[0]))
    field = (SIZE * ENLARGEMENT, SIZE * ENLARGEMENT)
    grey = ndimage.affine_transform(image.astype(np.float64), [[step, 0], [shear * step, step]], offset, field, order=1)
    return np.asarray(grey)


def _without_specks(ink: Mask) -> Mask:
    """The ink without small pieces; pixels that touch at a corner are one piece."""
    labels, pieces = ndimage.label(ink, np.ones((3, 3)))
    pixels = np.bincount(labels.ravel(), minlength=pieces + 1)
    pixels[0] = 0
    return np.asarray((pixels >= SPECK * pixels.max())[labels] & ink)


def _holes(ink: Mask) -> Mask:
    """The paper that no path, without steps over corners, leads out of."""
    return np.asarray(ndimage.binary_fill_holes(ink) & ~ink)


def _sides(ink: Mask) -> tuple[Mask, Mask, Mask, Mask]:
    """Where there is ink above, below, to the left and to the right, at any distance."""
    seen = np.logical_or.accumulate
    return (
        seen(ink, axis=0),
        seen(ink[::-1], axis=0)[::-1],
        seen(ink, axis=1),
        seen(ink[:, ::-1], axis=1)[:, ::-1],
    )


def _bays(paper: Mask, sides: tuple[Mask, Mask, Mask, Mask]) -> list[Region]:
    """The largest bay that opens upwards, downwards, to the left and to the right.

    A bay opens to the side on which the most of its pixels have no ink.
    """
    largest = [NOTHING] * 4
    for bay in _pieces(paper):
        openings = [np.count_nonzero(bay & ~side) for side in sides]
        region = _region(bay, hidden=1 - sum(openings) / np.count_nonzero(bay))
        direction = int(np.argmax(openings))
        if region.size >= max(largest[direction].size, SMALLEST_BAY):
            largest[direction] = region
    return largest


def _loops(holes: Mask) -> tuple[Region, ...]:
    """The loops that are no mere pinholes, from top to bottom."""
    regions = [_region(hole) for hole in _pieces(holes)]
    return tuple(sorted((r for r in regions if r.size >= SMALLEST_LOOP), key=lambda r: r.y))


def _pieces(mask: Mask) -> Iterator[Mask]:
    """Each connected piece as a mask of the same size."""
    labels, pieces = ndimage.label(mask)
    return (labels == piece for piece in range(1, pieces + 1))


def _region(mask: Mask, hidden: float = 0.0) -> Region:
    height, width = mask.shape
    rows, columns = np.nonzero(mask)
    return Region(
        size=_size(mask),
        x=float(columns.mean() + 0.5) / width,
        y=float(rows.mean() + 0.5) / height,
        top=int(rows[0]) / height,
        bottom=(int(rows[-1]) + 1) / height,
        hidden=hidden,
    )


def _size(mask: Mask) -> float:
    """Pixels as a share of the square over the height."""
    return float(np.count_nonzero(mask) / mask.shape[0] ** 2)


def _breadth(rows: Mask) -> float:
    """From the leftmost to the rightmost ink of some rows, as a share of their length; 0 where there is none."""
    columns = np.flatnonzero(rows.any(axis=0))
    return float((columns[-1] - columns[0] + 1) / rows.shape[1]) if len(columns) else 0.0


def _tongue(bay: Mask) -> float:
    """How much shallower a bay is in some row than both above and below it, as a share of the height."""
    depth = bay.sum(axis=1)
    above, below = np.maximum.accumulate(depth), np.maximum.accumulate(depth[::-1])[::-1]
    return float((np.minimum(above, below) - depth).max() / len(depth))
