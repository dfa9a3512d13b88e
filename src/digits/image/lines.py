"""Find the printed lines of ruled and squared paper, which cross the page, and remove them from the ink.

The page is cut into upright strips, and the ink of each strip summed up row by row. A printed line raises the same
row of nearly every strip, once the strips are shifted along its slope; a stroke of a digit raises that of a few. So
the lower quantile over the strips is a vote for a line (a Hough transform, with a quantile instead of the sum). Each
line is then followed from strip to strip, so that it may be bent.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from digits.image.morphology import running_maximum
from digits.image.pixels import Floats

Bytes = npt.NDArray[np.uint8]
Ints = npt.NDArray[np.int64]

SMALLEST = 100
"""Pixels a side: in a smaller picture no lines are looked for."""

_STRIPS = 24
_FAMILY = 3  # lines found in the first round show that there are more, of other slopes or behind a large digit
_STEEPEST = 0.16  # rows to a column: 9 degrees
_SLOPES = 17
_NEAR = 3  # slopes around the commonest that a line may have: perspective
_DOUBT = 0.08  # less for each slope further from the commonest: with narrow spacing many slopes seem to fit
_PRESENCE = (0.3, 0.5)  # the quantile in each round: a line is in all but this share of the strips
_LEAST = 1.5  # of 255: what a line takes from the light, at the least
_NOISES = 0.5  # standard deviations of the noise that it takes, at the least
_THICKEST = 0.014  # of the longer side
_SEARCH = 5  # rows that a line may lie beside its vote
_CLEARLY_INK = 1.7  # times what the line takes: darker is ink that crosses it
_TAIL = 0.12  # of what the line takes in its middle: its width is up to here
_LEFT_OVER = 0.3  # of the darkest: when nothing darker is left, the lines were the ink


@dataclass(frozen=True)
class _Lines:
    """Lines that run from left to right.

    Attributes:
        rows: (L, W) the row of each line in each column.
        reach: (L,) rows to either side that it covers.
        level: (L,) what it takes from the light.
    """

    rows: Ints
    reach: Ints
    level: Floats


def remove_lines(ink: Bytes, noise: float) -> Bytes:
    """Take printed lines, upright and across, from ink (H, W) with this standard deviation of its noise."""
    if min(ink.shape) < SMALLEST:
        return ink
    cleaned = _without_rows(ink, noise)
    cleaned = np.ascontiguousarray(_without_rows(np.ascontiguousarray(cleaned.T), noise).T)
    if cleaned is ink or int(cleaned.max()) < _LEFT_OVER * int(ink.max()):
        return ink
    return cleaned


def _without_rows(ink: Bytes, noise: float) -> Bytes:
    for presence in _PRESENCE:
        lines = _find(ink, noise, presence)
        if lines is None:
            break
        ink = _erase(ink, lines, noise)
        if len(lines.reach) < _FAMILY:
            break
    return ink


def _find(ink: Bytes, noise: float, presence: float) -> _Lines | None:
    width = ink.shape[1] // _STRIPS
    inked = ink[:, : width * _STRIPS].max(0).reshape(_STRIPS, width).max(1)
    if np.count_nonzero(inked > _LEAST) <= (1 - presence) * _STRIPS:
        return None
    thickest = max(3, int(_THICKEST * max(ink.shape)))
    pixels = ink[:, : width * _STRIPS].astype(np.float32).reshape(len(ink), _STRIPS, width)
    quarters = np.rint(pixels @ np.full(width, 4 / width, np.float32)).clip(0, 255).astype(np.uint8)
    narrow = _top_hat(quarters, 2 * thickest + 1) * np.float32(0.25)
    centres = (np.arange(_STRIPS) + 0.5) * width
    row, slope = _votes(narrow, centres - centres.mean(), max(_LEAST, _NOISES * noise), presence)
    if not len(row):
        return None
    predicted = row[:, None] + slope[:, None] * (centres - centres.mean())
    found = _follow(narrow, predicted)
    curves = _fit(found, predicted, centres, ink.shape[1])
    return _measured(ink, np.rint(curves).astype(np.int64), thickest)


def _top_hat(profiles: Bytes, window: int) -> Bytes:
    """What of each column rises above its surroundings within the window: (H, S)."""
    eroded = 255 - running_maximum(255 - profiles, window, 0)
    return profiles - np.minimum(running_maximum(eroded, window, 0), profiles)


def _votes(
    narrow: Floats, across: npt.NDArray[np.float64], least: float, presence: float
) -> tuple[Ints, npt.NDArray[np.float64]]:
    """The row in the middle of the page, and the slope, of each line."""
    slopes = np.linspace(-_STEEPEST, _STEEPEST, _SLOPES)
    broad = running_maximum((narrow * 4).astype(np.uint8), 5, 0)[::2]
    height = len(broad)
    capped = np.minimum(broad, np.uint8(min(4 * 8 * least, 255)))
    reach = int(_STEEPEST * across[-1] / 2) + 1
    padded = np.ascontiguousarray(np.pad(capped, ((reach, reach), (0, 0))).T)
    shifts = np.rint(slopes[:, None] * across / 2).astype(np.int64) + reach
    sums = np.stack([_shifted(padded, shift, height).sum(0, dtype=np.uint16) for shift in shifts])
    best = int(np.square(sums, dtype=np.float32).sum(1).argmax())
    chosen = np.arange(max(best - _NEAR, 0), min(best + _NEAR + 1, _SLOPES))
    place = int(presence * _STRIPS)
    votes = np.zeros((len(chosen), height), np.float32)
    for index, slope in enumerate(chosen):
        # A quantile is at most this share of the mean of those above it, so most rows need not be sorted.
        likely = np.flatnonzero(sums[slope] >= 4 * least * (1 - presence) * _STRIPS)
        shares = _shifted(padded, shifts[slope], height)[:, likely]
        votes[index, likely] = np.partition(shares, place, 0)[place]
    votes *= 1 - _DOUBT * np.abs(chosen - best)[:, None]
    vote = votes.max(0)
    vote = np.rint(vote).astype(np.uint8)
    window = running_maximum(vote[:, None], 7, 0)[:, 0]
    rows = np.flatnonzero((vote == window) & (vote >= 4 * least))
    rows = rows[np.diff(rows, prepend=-9) > 3]
    # The broadened profile is flat around a line: its middle is where the plateau of the vote has its own.
    ends = np.array([_plateau(vote, int(row)) for row in rows], np.int64).reshape(-1)
    return rows + ends, slopes[chosen[votes[:, rows].argmax(0)]]


def _plateau(vote: Bytes, row: int) -> int:
    end = row
    while end + 1 < len(vote) and vote[end + 1] == vote[row]:
        end += 1
    return end


def _shifted(padded: Bytes, starts: Ints, height: int) -> Bytes:
    """(S, H): of each strip the rows from its start on."""
    shifted = np.empty((len(padded), height), np.uint8)
    for strip, start in enumerate(starts):
        shifted[strip] = padded[strip, start : start + height]
    return shifted


def _follow(narrow: Floats, predicted: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    """(L, S) the row where each line lies in each strip; not a number where it is not to be seen."""
    offsets = np.arange(-_SEARCH, _SEARCH + 1)
    rows = np.clip(np.rint(predicted).astype(np.int64)[..., None] + offsets, 0, len(narrow) - 1)
    values = narrow[rows, np.arange(_STRIPS)[None, :, None]]
    peak = values.max(2)
    usual = np.median(peak, 1, keepdims=True)
    weights = np.maximum(values - peak[..., None] / 2, 0)
    total = weights.sum(2)
    middle = (weights * rows).sum(2) / np.maximum(total, 1e-6)
    seen = (peak > 0.4 * usual) & (peak < 2.5 * usual) & (total > 0)
    return np.where(seen, middle, np.nan)


def _fit(
    found: npt.NDArray[np.float64], predicted: npt.NDArray[np.float64], centres: npt.NDArray[np.float64], width: int
) -> npt.NDArray[np.float64]:
    """A parabola through each line's places, (L, W); places far from it are left out the second time."""
    scale = width / 2
    basis = np.stack([(centres / scale - 1) ** power for power in range(3)], 1)
    everywhere = np.stack([(np.arange(width) / scale - 1) ** power for power in range(3)], 1)
    beside = found - predicted
    weights = np.where(np.isnan(beside), 0.0, 1.0)
    beside = np.nan_to_num(beside)
    solution = np.zeros((len(found), 3))
    for _ in range(2):
        normal = np.einsum("ls,si,sj->lij", weights, basis, basis) + np.eye(3) * 0.05
        solution = np.linalg.solve(normal, np.einsum("ls,si,ls->li", weights, basis, beside)[..., None])[..., 0]
        weights = weights * (np.abs(solution @ basis.T - beside) < 1.5)
    slope = (predicted[:, -1] - predicted[:, 0]) / (centres[-1] - centres[0])
    straight = predicted[:, :1] + slope[:, None] * (np.arange(width) - centres[0])
    curves: npt.NDArray[np.float64] = straight + solution @ everywhere.T
    return curves


def _measured(ink: Bytes, rows: Ints, thickest: int) -> _Lines | None:
    """What the lines take and how broad they are, by the median along each; without those that are too broad."""
    offsets = np.arange(-thickest, thickest + 1)
    columns = np.arange(0, ink.shape[1], max(1, ink.shape[1] // 96))
    places = np.clip(rows[:, columns, None] + offsets, 0, len(ink) - 1)
    profiles = np.median(ink[places, columns[None, :, None]], 1).astype(np.float32)
    profiles -= profiles.min(1, keepdims=True)
    level = profiles.max(1)
    covered = profiles > _TAIL * level[:, None]
    either = covered[:, thickest:] | covered[:, thickest::-1]
    reach = np.where(either.all(1), thickest + 1, either.argmin(1))  # up to where the paper, or the next line, begins
    thin = (reach > 0) & (reach <= thickest)
    if not thin.any():
        return None
    return _Lines(rows[thin], reach[thin], level[thin])


def _erase(ink: Bytes, lines: _Lines, noise: float) -> Bytes:
    """Each line's band filled from above and below where it is no darker than the line itself."""
    cleaned = ink.copy()
    columns = np.arange(ink.shape[1])[None, :]
    last = len(ink) - 1
    for reach in np.unique(lines.reach):
        these = lines.reach == reach
        rows = lines.rows[these]
        above, below = (
            np.maximum(
                ink[np.clip(rows + side * (reach + 1), 0, last), columns],
                ink[np.clip(rows + side * (reach + 2), 0, last), columns],
            )
            for side in (-1, 1)
        )
        fill = _bridge(above, below, int(reach) + 1)
        limit = np.minimum(_CLEARLY_INK * lines.level[these] + 4 * noise, 254)[:, None]
        for offset in range(-int(reach), int(reach) + 1):
            places = rows + offset
            inside = (places >= 0) & (places <= last)
            places = np.clip(places, 0, last)
            now = cleaned[places, columns]
            new = np.where((now > limit) | ~inside, now, np.minimum(now, fill))
            cleaned[places, columns] = new
    return cleaned


def _bridge(above: Bytes, below: Bytes, reach: int) -> Bytes:
    """(L, W) the ink that goes through a band: as much as there is above and below, in a straight line at any slant."""
    fill = np.minimum(above, below)
    for shift in range(1, min(reach, above.shape[1] // 2) + 1):
        for first, second in ((above, below), (below, above)):
            through = np.minimum(first[:, : -2 * shift], second[:, 2 * shift :])
            np.maximum(fill[:, shift:-shift], through, out=fill[:, shift:-shift])
    return fill
