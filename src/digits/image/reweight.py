"""Reweight one-sided ink that would not fit in the image if centred by mass."""

import numpy as np
import numpy.typing as npt

Bytes = npt.NDArray[np.uint8]
_ROUNDS = 1000  # nearly all ink needs two or three
_MARGIN = 0.05  # pixels: what rounding to whole grey levels may move the centre of mass
_STEEPEST = 4.0  # the largest logarithm of the ratio of ink in neighbouring rows that is tried


def reweight_to_fit(scaled: Bytes, side: int, centre: int) -> Bytes:
    """Shift the mass of ink just far enough that it fits in the image when centred.

    Ink with nearly all its mass at one end (a blob with a long hair) would stick out of the image when centred by
    mass. Of all ways to shift the mass the one that changes the ink least, in the sense of relative entropy, is
    to multiply it by an exponential along the axis (Csiszar, "I-Divergence Geometry of Probability
    Distributions and Minimization Problems", 1975); that is done in turn along both axes. No pixel
    of ink vanishes. Ink that fits, as all of MNIST's does, is returned unchanged.

    Args:
        scaled: (h, w) uint8, neither side above 20, with ink in the first and last row and column.
        side: pixels on a side of the image.
        centre: index of the pixel where the centre of mass goes.

    Returns:
        (h, w) uint8, the largest value 255 if anything changed.
    """
    ink = scaled
    logarithms = np.log(np.maximum(scaled, 1)) + np.where(scaled > 0, 0, -np.inf)
    for round_ in range(_ROUNDS):
        moved = False
        for axis in (0, 1):
            low, high = _fitting(ink.shape[axis], side, centre)
            mean = _mean(ink, axis)
            if low <= mean < high:
                continue
            margin = _MARGIN * (1 + round_ / 10)
            target = low + margin if mean < low else high - margin
            logarithms = _tilt(logarithms, axis, target)
            ink = _quantize(logarithms)
            moved = True
        if not moved:
            return ink
    raise AssertionError("no weights centre this ink")


def _fitting(length: int, side: int, centre: int) -> tuple[float, float]:
    """Return the centres of mass, [low, high), with which ink of this length fits."""
    return centre - 0.5 - (side - length), centre + 0.5


def _mean(ink: npt.NDArray[np.generic], axis: int) -> float:
    profile = ink.sum(1 - axis, dtype=np.float64)
    return float(profile @ np.arange(len(profile)) / profile.sum())


def _quantize(logarithms: npt.NDArray[np.float64]) -> Bytes:
    """Return grey levels: 255 for the largest, at least 1 for any ink, 0 elsewhere."""
    return np.maximum(np.rint(_weights(logarithms)), logarithms > -np.inf).astype(np.uint8)


def _weights(logarithms: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    weights = 255 * np.exp(logarithms - logarithms.max())
    return np.where(logarithms > -np.inf, np.maximum(weights, 1.0), 0.0)


def _tilt(logarithms: npt.NDArray[np.float64], axis: int, target: float) -> npt.NDArray[np.float64]:
    """Add the slope along the axis that puts the centre of mass at `target`, by bisection."""
    position = np.arange(logarithms.shape[axis], dtype=np.float64)
    position = position[:, None] if axis == 0 else position[None, :]
    low, high = -_STEEPEST, _STEEPEST
    for _ in range(40):
        slope = (low + high) / 2
        if _mean(_weights(logarithms + slope * position), axis) < target:
            low = slope
        else:
            high = slope
    return logarithms + high * position
