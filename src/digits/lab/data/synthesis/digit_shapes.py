"""Digit shapes of different countries and writers, as pen strokes.

A shape is a list of strokes in writing order. A stroke is a list of points from pen down to pen up, joined by a smooth
curve; a point with `*` is a corner, where one curve ends and the next begins.
Coordinates are percent of the digit's height, x to the right, y downwards, (0, 0) at the top left.

The shapes were drawn for this project, after the forms taught and seen in the countries named. A network's errors on
Pendigits and Semeion showed which ones were missing.
"""

from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import numpy.typing as npt

Points = npt.NDArray[np.float64]

POINTS_PER_SEGMENT = 8
"""Points of a curve from one control point to the next."""


@dataclass(frozen=True)
class Stroke:
    """One movement of the pen.

    Attributes:
        points: (N, 2) control points, in heights of the digit.
        corners: (N,) bool, where the curve has a corner.
    """

    points: Points
    corners: npt.NDArray[np.bool_]


@dataclass(frozen=True)
class Shape:
    """One way to write a digit.

    Attributes:
        digit: its label.
        name: of the shape; (digit, name) is unique.
        use: where or by whom it is written like this.
        strokes: in writing order.
        weight: of the shape in random draws among those of its digit; 1 for an ordinary one.
    """

    digit: int
    name: str
    use: str
    strokes: tuple[Stroke, ...]
    weight: float = 1.0


def _shape(digit: int, name: str, use: str, *strokes: str, weight: float = 1.0) -> Shape:
    return Shape(digit, name, use, tuple(_stroke(text) for text in strokes), weight)


def _stroke(text: str) -> Stroke:
    words = text.split()
    points = [[float(value) / 100 for value in word.rstrip("*").split(",")] for word in words]
    return Stroke(np.array(points), np.array([word.endswith("*") for word in words]))


SHAPES = (
    _shape(0, "plain", "everywhere", "52,0 22,16 15,55 30,92 52,100 75,88 83,50 72,10 50,1"),
    _shape(0, "curled", "where the pen ends inside", "60,6 30,8 14,50 32,94 60,98 82,68 78,28 55,10 36,22 44,36"),
    _shape(0, "crossed", "quick hands: the ends cross at the top", "74,2 46,18 18,58 40,98 76,84 74,42 40,10 26,0"),
    _shape(0, "lidded", "closed by a line on top", "62,0 30,22 16,60 36,98 70,90 82,56 66,22 40,14 24,16", weight=0.5),
    _shape(
        0, "slashed", "programmers, Scandinavia", "52,0 20,20 18,70 50,100 80,75 78,20 50,0", "88,4 12,96", weight=0.4
    ),
    _shape(
        0, "begun on the left", "the end meets the left side", "46,0 24,30 18,64 46,100 80,70 66,24 30,20", weight=0.4
    ),
    _shape(1, "bar", "North America, Britain", "50,0 50,100"),
    _shape(1, "flagged", "continental Europe", "28,28 55,0* 55,100", weight=1.5),
    _shape(1, "long flag", "Germany, Austria, Turkey", "8,52 56,0* 56,100", weight=1.5),
    _shape(1, "level flag", "where the flag is drawn slowly", "6,30 30,26 56,2* 54,100"),
    _shape(1, "hooked", "Europe, quick hands", "16,36 38,30 58,0* 52,60 46,100"),
    _shape(1, "narrow flag", "the flag close by the stem", "38,46 46,26 56,0* 54,50 54,100"),
    _shape(1, "roof", "France, Eastern Europe: the flag as long as the stem", "6,80 50,0* 60,100", weight=0.6),
    _shape(1, "footed", "print, forms, cheques", "30,26 54,0* 54,100", "20,100 88,100"),
    _shape(1, "footed at once", "print, without lifting the pen", "32,30 54,0* 54,97* 24,99* 86,100", weight=0.6),
    _shape(1, "footed bar", "print, without flag", "50,0 50,100", "22,100 80,100", weight=0.4),
    _shape(1, "swept", "the stem swings to the right", "16,42 56,0* 50,78 60,98 82,92", weight=0.5),
    _shape(1, "looped", "Italy, cursive hands", "8,74 48,44 68,10 56,0 46,22 46,70 62,99 82,92", weight=0.7),
    _shape(1, "looped and footed", "cursive hands", "36,22 56,20 56,2 42,6 48,40 50,97* 16,99* 92,98", weight=0.4),
    _shape(2, "plain", "everywhere", "18,22 46,0 76,20 60,58 14,100* 86,98"),
    _shape(2, "looped", "North America, cursive hands", "18,20 48,0 76,24 48,74 22,98 10,84 30,76 60,96 92,94"),
    _shape(2, "waved", "the foot swings", "18,18 50,0 76,24 46,66 12,96* 44,88 88,100"),
    _shape(2, "angular", "where it is like a Z", "16,6 72,2* 16,98* 84,98", weight=0.5),
    _shape(2, "swan", "taught in Europe", "14,30 30,4 62,2 76,26 50,64 10,99* 84,99"),
    _shape(
        2, "head looped", "Italy, cursive hands: the head is a ring", "40,30 24,22 44,0 72,14 56,50 14,98* 50,90 88,98"
    ),
    _shape(3, "round", "everywhere", "18,14 46,0 76,20 42,46* 80,70 52,100 14,88"),
    _shape(3, "flat topped", "Germany, East Asia, old print", "18,2* 76,2* 44,40* 80,68 54,100 14,90"),
    _shape(3, "looped", "cursive hands", "20,14 48,0 76,20 50,46 38,44 48,40 80,64 58,98 14,88"),
    _shape(3, "shallow", "quick hands: hardly a waist", "14,16 52,0 76,10 56,40 70,58 66,86 36,100", weight=1.3),
    _shape(3, "long tailed", "quick hands", "22,10 60,2 66,20 42,38* 70,52 60,84 8,100", weight=0.7),
    _shape(4, "open", "everywhere", "26,0 16,58* 86,56", "68,26 64,100"),
    _shape(4, "open and tall", "taught in Europe", "34,0 10,64* 88,62", "64,34 58,100"),
    _shape(4, "closed", "print", "64,0* 8,68* 92,68", "64,0 62,100"),
    _shape(4, "closed at once", "without lifting the pen", "62,100 64,0* 10,66* 92,64", weight=0.8),
    _shape(4, "lightning", "Italy, Turkey: without lifting the pen", "52,0 18,58* 78,46* 46,100", weight=1.3),
    _shape(4, "low stem", "the stem crosses the bar and no more", "48,0 14,62* 84,66", "62,46 54,100"),
    _shape(4, "crossing", "the stem starts above and crosses", "50,0 10,56 14,62 84,52", "80,24 48,100"),
    _shape(4, "bowl", "North America: like a y", "22,2 18,36 38,54 74,40", "80,0 70,60 62,100"),
    _shape(4, "bowl at once", "like a y, without lifting the pen", "24,4 20,44 48,52 80,6* 66,100", weight=0.7),
    _shape(4, "looped", "cursive hands: a loop at the corner", "54,0 22,52 12,60 26,58 78,46* 52,100", weight=0.8),
    _shape(4, "deep", "the corner is low, the stem short", "46,0 26,50 22,74* 74,64", "58,46 54,100", weight=1.5),
    _shape(4, "narrow", "the top hardly open", "60,2 24,40 28,54 70,42", "76,4 50,100", weight=1.3),
    _shape(5, "capped", "everywhere: the cap comes last", "28,2 24,44* 58,36 80,66 52,100 12,90", "28,2 84,0"),
    _shape(5, "at once", "without lifting the pen", "82,0 30,2* 24,44* 60,38 80,66 50,100 12,92"),
    _shape(5, "cap apart", "the cap floats", "28,12 22,48* 58,40 76,68 48,100 10,92", "38,4 90,0"),
    _shape(5, "round", "quick hands: like an S", "82,2 38,4 26,36 62,50 74,78 44,100 10,92", weight=0.7),
    _shape(
        5,
        "short capped",
        "the cap hardly leaves the stem",
        "30,0 24,46* 62,42 78,72 44,100 14,90",
        "30,4 62,2",
        weight=0.7,
    ),
    _shape(6, "curved", "everywhere", "70,0 36,24 18,66 40,99 74,84 66,56 40,54 20,74"),
    _shape(6, "straight", "print", "60,0 28,52 20,80 48,100 78,76 52,54 24,72"),
    _shape(6, "hooked", "with a hook at the top", "78,12 58,0 30,22 18,66 42,99 76,80 58,52 24,66", weight=0.6),
    _shape(6, "small looped", "quick hands", "58,0 26,40 16,84 40,100 58,82 44,68 20,82", weight=0.8),
    _shape(7, "plain", "North America, Britain, East Asia", "14,2 80,0* 44,100"),
    _shape(7, "barred", "continental Europe, Latin America", "14,4 80,2* 42,100", "28,50 80,46", weight=1.3),
    _shape(7, "serif", "with a hook at the left", "14,20 18,2* 80,2* 42,100", weight=0.7),
    _shape(7, "serif barred", "France, Italy", "12,22 18,4* 80,4* 40,100", "24,54 78,48", weight=0.8),
    _shape(7, "waved", "a swinging top", "12,14 28,2 52,10 80,0* 52,50 42,100"),
    _shape(7, "waved barred", "Europe, quick hands", "14,14 30,2 54,8 78,0* 50,52 38,100", "22,58 82,52"),
    _shape(7, "curved", "round at the corner", "14,8 50,0 76,6 66,40 48,100", weight=0.8),
    _shape(7, "low barred", "the bar is low and long", "24,6 50,0 70,10 56,50 36,100", "12,70 84,62", weight=1.5),
    _shape(
        7,
        "bar at the foot",
        "Italy, Turkey: the bar near the foot, to the right",
        "18,12 30,0 66,4 54,50 38,98",
        "18,72 92,62",
        weight=1.2,
    ),
    _shape(8, "at once", "everywhere", "74,14 48,0 24,20 50,46 80,74 48,100 18,76 48,46 74,16"),
    _shape(8, "reversed", "begun to the right", "28,14 50,0 74,20 46,48 20,76 50,100 78,76 50,48 26,16", weight=0.6),
    _shape(
        8, "two rings", "one on the other", "50,0 26,22 50,46 74,22 50,0", "50,46 18,74 50,100 82,74 50,46", weight=0.6
    ),
    _shape(8, "open topped", "the ends do not meet", "78,6 44,0 24,22 56,50 74,80 44,100 22,78 50,50 88,14"),
    _shape(8, "crossed", "the ends cross at the top", "20,8 44,36 74,76 46,100 22,78 50,44 82,0", weight=0.5),
    _shape(
        8,
        "narrow below",
        "the lower ring is hardly open",
        "76,4 42,0 26,22 52,44 54,78 40,100 34,80 52,46 80,10",
        weight=0.8,
    ),
    _shape(
        8,
        "small headed",
        "the ends do not meet at the left",
        "30,14 50,0 66,14 48,42 24,74 50,100 76,76 46,44 34,28",
        weight=0.7,
    ),
    _shape(9, "straight", "everywhere", "76,14 46,0 18,26 42,50 74,30 78,6* 72,100"),
    _shape(9, "hooked", "continental Europe", "76,16 46,0 20,26 46,48 78,22 78,66 56,100 16,90", weight=1.2),
    _shape(9, "deep tailed", "Italy: like a g", "70,12 44,2 24,18 42,38 72,18* 84,66 48,100 8,88", weight=1.2),
    _shape(9, "small headed", "quick hands", "60,10 40,0 30,16 48,28 64,10 76,60 50,98 12,94"),
    _shape(9, "slanted", "quick hands: head and a line to the left", "84,10 56,0 34,20 56,34 86,10 58,62 30,100"),
    _shape(9, "open headed", "the head does not close", "70,2 34,12 26,40 60,44 82,16 72,100", weight=0.6),
    _shape(
        9,
        "from the stem",
        "Italy: the stem first, the head on its right",
        "20,100 36,40 40,10 66,0 82,22 60,46 36,38",
        weight=0.5,
    ),
    _shape(
        9,
        "tail from below",
        "Italy: the tail comes from under the head",
        "58,14 42,0 26,16 40,32 60,18 54,36 80,64 56,98 8,90",
        weight=1.3,
    ),
    _shape(
        9,
        "like an S",
        "Italy: a wide tail under a wide head",
        "70,18 56,2 30,6 28,28 52,36 68,24 64,42 82,66 58,98 6,96",
        weight=1.3,
    ),
    _shape(9, "flat headed", "quick hands: the head is flat", "72,8 50,0 34,12 50,18 82,4* 66,50 34,100"),
)


def shapes_of(digit: int) -> tuple[Shape, ...]:
    """The shapes of a digit."""
    return tuple(shape for shape in SHAPES if shape.digit == digit)


def curve(stroke: Stroke) -> Points:
    """The path of the pen, (M, 2), in heights of the digit.

    A Catmull-Rom spline between corners (Catmull and Rom, "A class of local interpolating splines", 1974).
    """
    last = len(stroke.points) - 1
    ends = [0, *(place for place in range(1, last) if stroke.corners[place]), last]
    pieces = [_smooth(stroke.points[begin : end + 1]) for begin, end in pairwise(ends)]
    return np.concatenate([stroke.points[:1], *pieces])


def _smooth(points: Points) -> Points:
    """A Catmull-Rom spline through points (N, 2), without the first of them."""
    around = np.concatenate([2 * points[:1] - points[1:2], points, 2 * points[-1:] - points[-2:-1]])
    before, begin, end, after = around[:-3, None], around[1:-2, None], around[2:-1, None], around[3:, None]
    at = np.arange(1, POINTS_PER_SEGMENT + 1)[None, :, None] / POINTS_PER_SEGMENT
    steep = 2 * before - 5 * begin + 4 * end - after
    bend = 3 * (begin - end) + after - before
    return np.asarray(begin + at * ((end - before) + at * (steep + at * bend)) / 2).reshape(-1, 2)
