"""Ink so one-sided that it cannot be centred by mass within the field, made a little less so."""

import numpy as np
import numpy.typing as npt

Bytes = npt.NDArray[np.uint8]
_ROUNDS = 1000  # of which all but the strangest of sparse ink need two or three
_MARGIN = 0.05  # pixels: what rounding to whole grey levels may move the centre of mass
_STEEPEST = 4.0  # the largest logarithm of the ratio of ink in neighbouring rows that is tried


def balance(scaled: Bytes, field: int, centre: int) -> Bytes:
    """Weigh ink so that centring it by whole pixels leaves all of it in the field.

    Ink with nearly all its mass at one end (a blob with a long hair) would stick out of the field when centred by
    mass. Of all ways to shift the mass the one that changes the ink least, in the sense of relative entropy, is
    to multiply it by an exponential along the axis (Csiszar, "I-Divergence Geometry of Probability
    Distributions and Minimization Problems", 1975); that is done in turn along both, just far enough. No pixel
    of ink vanishes. Ink that fits, as all of MNIST's does, is returned as it is.

    Args:
        scaled: (h, w) uint8, neither side above 20, with ink in the first and last row and column.
        field: pixels a side of the field.
        centre: the pixel where the centre of mass is to be.
    """
    ink = scaled
    logarithms = np.log(np.maximum(scaled, 1)) + np.where(scaled > 0, 0, -np.inf)
    for round_ in range(_ROUNDS):
        moved = False
        for axis in (0, 1):
            low, high = _fitting(ink.shape[axis], field, centre)
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
    raise AssertionError("ink that no weighting centres")


def _fitting(length: int, field: int, centre: int) -> tuple[float, float]:
    """The centres of mass, within the ink, with which ink of this length fits the field: from, to below."""
    return centre - 0.5 - (field - length), centre + 0.5


def _mean(ink: npt.NDArray[np.generic], axis: int) -> float:
    profile = ink.sum(1 - axis, dtype=np.float64)
    return float(profile @ np.arange(len(profile)) / profile.sum())


def _quantize(logarithms: npt.NDArray[np.float64]) -> Bytes:
    """The largest becomes 255, and ink of any amount at least 1."""
    return np.maximum(np.rint(_weights(logarithms)), logarithms > -np.inf).astype(np.uint8)


def _weights(logarithms: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    weights = 255 * np.exp(logarithms - logarithms.max())
    return np.where(logarithms > -np.inf, np.maximum(weights, 1.0), 0.0)


def _tilt(logarithms: npt.NDArray[np.float64], axis: int, target: float) -> npt.NDArray[np.float64]:
    """Add a slope along the axis, found by bisection, with which the centre of mass is at `target`."""
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
