"""What the detector learns of a page: a target for each cell of each channel, and where it counts."""

import keras
import numpy as np
import numpy.typing as npt
from keras import ops

from digits.detector_outputs import CONTINUES, CUT, DIGITS, PRESENCE, SIDES, STRIDE, UNIT, WRITING
from digits.lab.data.synthesis.pages import IGNORED, READABLE, RECOGNIZABLE, WHOLE

Floats = npt.NDArray[np.float32]

IGNORE = 21
"""Channel of a target: 1 where it does not matter what is found."""

MIDDLE = 22
"""Channel of a target: how much a cell's box and attributes count."""

TARGET_CHANNELS = 23

_SPREAD = 0.10  # of the height of writing: standard deviation of the peak around the middle of a box
_BOX_WEIGHT = 0.4  # of a peak, from which the cell's box counts


def targets(writing: npt.NDArray[np.bool_], items: Floats) -> Floats:
    """What the detector learns of one page.

    Args:
        writing: (H, W), where something is written by hand.
        items: (M, 9) digits and marks: kind, digit, box (4), height, continues, visible; see `pool.Chunk`.

    Returns:
        (H/4, W/4, 23).
    """
    height, width = (side // STRIDE for side in writing.shape)
    target = np.zeros((height, width, TARGET_CHANNELS), np.float32)
    target[..., WRITING] = writing.reshape(height, STRIDE, width, STRIDE).any((1, 3))
    for kind, digit, *box, size, continues, visible in items.tolist():
        left, top, right, bottom = (side / STRIDE for side in box)
        row, column = int((top + bottom) / 2), int((left + right) / 2)
        inside = 0 <= row < height and 0 <= column < width
        if not (inside and READABLE[0] <= size <= READABLE[1] and visible >= RECOGNIZABLE):
            if IGNORED[0] <= size <= IGNORED[1] and visible > RECOGNIZABLE / 2:
                target[max(int(top), 0) : int(bottom) + 1, max(int(left), 0) : int(right) + 1, IGNORE] = 1
            continue
        # The peak is around the cell that holds the middle, so that one cell has all of it.
        spread = max(_SPREAD * size / STRIDE, 0.35)
        reach = int(3 * spread) + 1
        rows = np.arange(max(row - reach, 0), min(row + reach + 1, height))
        columns = np.arange(max(column - reach, 0), min(column + reach + 1, width))
        peak = np.exp(-((rows - row) ** 2)[:, None] / (2 * spread**2) - (columns - column) ** 2 / (2 * spread**2))
        place = target[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]
        channel = PRESENCE.start + int(kind)
        closer = (peak > _BOX_WEIGHT) & (peak > place[..., MIDDLE])
        place[..., channel] = np.maximum(place[..., channel], peak)
        place[closer, MIDDLE] = peak[closer]
        y, x = rows[:, None] + np.full(peak.shape, 0.5), columns + np.full(peak.shape, 0.5)
        for side, distance in enumerate((x - left, y - top, right - x, bottom - y)):
            place[closer, SIDES.start + side] = distance[closer] * (STRIDE / UNIT)
        place[closer, CONTINUES] = continues
        place[closer, CUT] = visible < WHOLE
        place[closer, DIGITS] = np.eye(10, dtype=np.float32)[int(digit)] if kind == 0 else 0
    return target


def loss(target: keras.KerasTensor, found: keras.KerasTensor) -> keras.KerasTensor:
    """The sum of the losses of all channels, per page: (N,).

    Presence by the focal loss of "Objects as Points"; boxes by their absolute differences; the rest by cross-entropy.
    """
    middles = target[..., MIDDLE]
    count = ops.maximum(ops.sum(ops.cast(middles > 0.99, "float32"), (1, 2)), 1.0)
    wanted, logits = target[..., PRESENCE], found[..., PRESENCE]
    positive = ops.cast(wanted > 0.99, "float32")
    chance = ops.sigmoid(logits)
    matters = 1 - target[..., IGNORE : IGNORE + 1]
    hit = positive * (1 - chance) ** 2 * ops.softplus(-logits)
    miss = (1 - positive) * (1 - wanted) ** 4 * chance**2 * ops.softplus(logits) * matters
    presence = ops.sum(hit + miss, (1, 2, 3)) / count
    total = ops.maximum(ops.sum(middles, (1, 2)), 1.0)
    sides = ops.sum(ops.abs(target[..., SIDES] - found[..., SIDES]) * middles[..., None], (1, 2, 3)) / total
    asked = ops.stack([target[..., CONTINUES], target[..., CUT]], -1)
    said = ops.stack([found[..., CONTINUES], found[..., CUT]], -1)
    attributes = ops.sum(_cross_entropy(asked, said) * middles[..., None], (1, 2, 3)) / total
    writing = ops.mean(_cross_entropy(target[..., WRITING], found[..., WRITING]), (1, 2))
    digits = target[..., DIGITS]
    told = -ops.sum(digits * ops.log_softmax(found[..., DIGITS], -1), -1)
    which = ops.sum(told * middles, (1, 2)) / total
    return presence + sides + 0.5 * attributes + writing + 0.3 * which


def _cross_entropy(wanted: keras.KerasTensor, logits: keras.KerasTensor) -> keras.KerasTensor:
    return ops.softplus(logits) - wanted * logits
