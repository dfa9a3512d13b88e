"""The largest of the neighbours: what dilation, closing and the top-hat are made of."""

import numpy as np
import numpy.typing as npt

Bytes = npt.NDArray[np.uint8]


def running_maximum(values: Bytes, window: int, axis: int) -> Bytes:
    """The largest of `window` (odd) neighbours along an axis, in steps that double the width covered.

    Beyond the edge nothing counts.
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
