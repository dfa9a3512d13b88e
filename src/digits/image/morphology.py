"""Running maximum, of which dilation, closing and top-hat are made."""

import numpy as np
import numpy.typing as npt

Bytes = npt.NDArray[np.uint8]


def running_maximum(values: Bytes, window: int, axis: int) -> Bytes:
    """Return the largest of `window` (odd) neighbours along an axis; 0 beyond the edge.

    Each step doubles the width covered, so that the time grows with the logarithm of the window.
    """
    shape = list(values.shape)
    shape[axis] += 2 * (window // 2)
    result = np.zeros(shape, np.uint8)
    inside = slice(window // 2, window // 2 + values.shape[axis])
    result[(slice(None),) * axis + (inside,)] = values
    length = result.shape[axis]
    covered = 1
    while covered < window:
        step = min(covered, window - covered)
        length -= step
        if axis == 0:
            result = np.maximum(result[:length], result[step:])
        else:
            result = np.maximum(result[:, :length], result[:, step:])
        covered += step
    return result
