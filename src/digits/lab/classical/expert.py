"""An expert system of the eighties: facts on loops, bays, corners and places, and rules that a person wrote.

Nothing is learned. Three steps: the digit is set upright (its slant is taken out by a shear), facts are read off it,
and the first of the `RULES` that holds gives the digit. `explain` tells which rule it was.

Most facts come from one question asked of every pixel of paper: on which of its four sides, looking straight up, down,
left and right, is there ink? (Glucksman, "Classification of mixed-font alphabetics by characteristic loci", 1967.)
Paper that ink surrounds altogether is a *loop*. Outside of loops, connected paper with ink on three sides or four is a
*bay*; with ink on exactly two neighbouring sides it belongs to an empty *corner* of the digit, as below a 7's roof.

The rules and every number in them were written by hand, by an expert who looked at 8,000 of the training images of
folds 1 to 4, at the facts of each class and at the images that a rule got wrong. So the labels did teach the expert,
though not the program; fold 0 was not looked at. A rule's confidence is a round number by the same expert.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy import ndimage

from digits.lab.published import Published
from digits.lab.settings import SettingError

Bytes = npt.NDArray[np.uint8]
Mask = npt.NDArray[np.bool_]

PUBLISHED = Published(
    source="course, the expert system of the eighties",
    note="no figure is given",
)
SIZE = 28
ENLARGEMENT = 2
SPECK = 0.08
"""A piece with fewer pixels than this share of the largest piece's is dust."""
SMALLEST_LOOP, SMALLEST_BAY = 0.001, 0.004
"""Shares of the square over the digit's height."""


@dataclass(frozen=True)
class Settings:
    """How an image is prepared before facts are read off it.

    Attributes:
        ink: the grey level, 1..255, from which on a pixel is ink.
        upright: set a leaning digit upright first.
    """

    ink: int = 115
    upright: bool = True

    def __post_init__(self) -> None:
        """Refuse a level at which everything or nothing is ink."""
        if not 1 <= self.ink <= 255:
            raise SettingError(f"ink = {self.ink}: it must be a grey level of 1 to 255")


SETTINGS = Settings()


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


@dataclass(frozen=True)
class Rule:
    """If the facts are so, it is this digit.

    Attributes:
        digit: 0..9.
        confidence: how sure the expert is when the rule holds, 0.1..1.
        reason: what is seen, in words; no two rules have the same.
        holds: whether it is seen.
    """

    digit: int
    confidence: float
    reason: str
    holds: Callable[[Facts], bool]


RULES = (
    Rule(
        0,
        0.99,
        "one loop is nearly the whole digit",
        lambda f: f.loop.height > 0.38 and 0.42 < f.loop.y < 0.65 and f.lower_left < 0.09 and f.upper_right < 0.16,
    ),
    Rule(
        8,
        0.95,
        "two loops, one above the other",
        lambda f: len(f.loops) > 1 and f.loops[0].y < 0.45 and f.loops[-1].y > 0.55 and f.left.size < 0.08,
    ),
    Rule(
        2,
        0.9,
        "a low loop, and above it a bay open to the left: a 2 whose foot is curled",
        lambda f: f.loop.y > 0.58 and f.left.size > 0.05 and f.left.y < f.loop.y and f.tongue < 0.06,
    ),
    Rule(
        6,
        0.95,
        "a low loop, with more room above its back than below its belly",
        lambda f: f.loop.y > 0.55 and f.upper_left > f.lower_right,
    ),
    Rule(
        6,
        0.8,
        "a low loop below a pointed head, with nothing cut out at the lower left",
        lambda f: f.loop.y > 0.55 and f.head < 0.4 and f.lower_left < 0.04,
    ),
    Rule(
        5,
        0.6,
        "a low loop below a wide bay open to the right: a 5 whose end touches",
        lambda f: f.loop.y > 0.58 and f.right.size > 0.075 and f.right.hidden < 0.1 and f.upper_right < 0.025,
    ),
    Rule(
        8,
        0.9,
        "a low loop and nothing that speaks for 2, 5 or 6: an 8 open at the top",
        lambda f: f.loop.y > 0.58,
    ),
    Rule(
        4,
        0.8,
        "a loop that ends in a point at the top, and a stem below it",
        lambda f: f.loop.size > 0 and f.lower_left > 0.05 and f.head < 0.4,
    ),
    Rule(
        9,
        0.98,
        "a high loop on a single stem",
        lambda f: f.loop.y < 0.45 and f.lower_left > 0.05 and f.foot < 0.37,
    ),
    Rule(
        9,
        0.6,
        "a high loop, and a low bay open to the left: a 9 whose tail is hooked",
        lambda f: f.loop.y < 0.45 and f.left.y > 0.55 and (f.waist < 0.28 or f.left.size > 0.05),
    ),
    Rule(
        8,
        0.7,
        "a high loop and nothing that speaks for 4 or 9: an 8 whose lower loop is blotted or open",
        lambda f: f.loop.y < 0.45,
    ),
    Rule(
        0,
        0.6,
        "a loop in the middle, however small",
        lambda f: f.loop.size > 0 and 0.42 < f.loop.y < 0.6,
    ),
    Rule(
        1,
        0.99,
        "narrow, without bays or corners: an upright line",
        lambda f: f.width < 0.4 and f.lower_left < 0.05 and f.left.size < 0.06 and f.right.size < 0.06,
    ),
    Rule(
        0,
        0.75,
        "a bay in the middle is nearly the whole digit and all but shut: a 0 with a gap",
        lambda f: (
            f.bay.size > 0.15 and f.bay.height > 0.55 and f.bay.hidden > 0.62 and f.bay.x > 0.44 and f.tongue < 0.03
        ),
    ),
    Rule(
        4,
        0.98,
        "open at the top, with a stem below",
        lambda f: f.up.size > 0.03 and f.up.bottom > 0.2 and f.up.hidden < 0.6 and f.lower_left > 0.05,
    ),
    Rule(
        3,
        0.98,
        "a tongue between two bays open to the left, on a broad foot",
        lambda f: f.tongue > 0.06 and f.left.size > 0.08 and f.foot > 0.3 and (f.right.size < 0.07 or f.right.y > 0.42),
    ),
    Rule(
        4,
        0.6,
        "a pointed head, no bay at the left, and a stem",
        lambda f: f.head < 0.38 and f.lower_left > 0.06 and f.left.size < 0.04,
    ),
    Rule(
        9,
        0.85,
        "a high bay open to the right, and a stem: a 9 with a gap at the right",
        lambda f: (
            f.right.y < 0.42 and f.right.bottom < 0.55 and f.lower_left > 0.06 and f.foot < 0.4 and f.left.y > 0.49
        ),
    ),
    Rule(
        9,
        0.7,
        "a roof and a stem, and at the left a low bay only: a 9 whose loop is blotted",
        lambda f: f.left.y > 0.52 and f.right.size < 0.03 and f.lower_left > 0.065 and f.lower_right > 0.05,
    ),
    Rule(
        7,
        0.95,
        "a roof and a stem",
        lambda f: f.lower_left > 0.065 and f.lower_right > 0.05 and f.right.size < 0.05 and f.foot < 0.42,
    ),
    Rule(
        9,
        0.7,
        "a high bay open to the right but almost shut, on a narrow foot",
        lambda f: f.right.y < 0.42 and f.right.hidden > 0.5 and f.lower_left > 0.03 and f.foot < 0.4,
    ),
    Rule(
        3,
        0.6,
        "a bay at the left from top to bottom, and a small notch at the right in the middle",
        lambda f: (
            f.left.size > 0.08
            and f.left.top < 0.25
            and f.left.bottom > 0.8
            and f.upper_right < 0.1
            and 0 < f.right.size < 0.1
            and 0.36 < f.right.y < 0.56
        ),
    ),
    Rule(
        5,
        0.95,
        "a bay open to the right above a bay open to the left",
        lambda f: f.right.size > 0.03 and f.left.size > 0.02 and f.right.y < f.left.y,
    ),
    Rule(
        2,
        0.95,
        "a bay open to the left, and room above a foot at the right",
        lambda f: f.left.size > 0.04 and f.left.y < 0.55 and f.upper_right > 0.035,
    ),
    Rule(
        2,
        0.8,
        "a bay open to the left above a bay open to the right",
        lambda f: f.left.size > 0.09 and f.left.top < 0.25 and f.right.y > 0.57,
    ),
    Rule(
        6,
        0.95,
        "a bay open to the right, none at the left, and nothing cut out at the lower left: an open or blotted 6",
        lambda f: f.right.size > 0.03 and f.left.size < 0.02 and f.lower_left < 0.05 and f.upper_left > 0.04,
    ),
    Rule(
        3,
        0.5,
        "a bay open to the left and nothing else",
        lambda f: f.left.size > 0.05,
    ),
    Rule(
        5,
        0.5,
        "a bay open to the right below a roof",
        lambda f: f.right.size > 0.05 and f.lower_left > 0.07,
    ),
    Rule(
        2,
        0.7,
        "much room above a foot at the right",
        lambda f: f.upper_right > 0.15 and f.width > 0.7,
    ),
    Rule(
        1,
        0.7,
        "narrow, and nothing else is seen",
        lambda f: f.width < 0.55,
    ),
)
"""Read from the top: a rule may count on those above it not holding."""


class Classifier:
    """The rules, behind the interface of the baselines.

    Args:
        settings: how an image is prepared.
    """

    def __init__(self, settings: Settings) -> None:
        self.settings = settings

    def probabilities(self, images: Bytes) -> npt.NDArray[np.float64]:
        """The confidence of the rule for its digit, the rest spread evenly; 0.1 for all where no rule holds.

        Args:
            images: (M, 28, 28), 0 = paper.

        Returns:
            (M, 10), rows sum to 1.
        """
        rows = np.full((len(images), 10), 0.1)
        for row, image in zip(rows, images, strict=True):
            _, rule = explain(image, self.settings)
            if rule:
                row[:] = (1 - rule.confidence) / 9
                row[rule.digit] = rule.confidence
        return rows


def fit(images: Bytes, labels: Bytes, settings: Settings) -> Classifier:  # noqa: ARG001
    """The rules as they stand: images and labels change nothing."""
    return Classifier(settings)


def explain(image: Bytes, settings: Settings = SETTINGS) -> tuple[Facts, Rule | None]:
    """What is seen of an image, (28, 28) with 0 = paper, and the first rule that holds; None where none does."""
    facts = facts_of(image, settings)
    return facts, next((rule for rule in RULES if rule.holds(facts)), None)


def facts_of(image: Bytes, settings: Settings = SETTINGS) -> Facts:
    """What is seen of an image, (28, 28) with 0 = paper; an empty one has no loops, bays, corners or widths."""
    grey, slant = _upright(image) if settings.upright else (_sheared(image, 0.0), 0.0)
    everything = _without_specks(grey >= settings.ink)
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
