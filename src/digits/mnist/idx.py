"""IDX, the file format of MNIST."""

import numpy as np
import numpy.typing as npt

_DTYPES = {0x08: "u1", 0x09: "i1", 0x0B: ">i2", 0x0C: ">i4", 0x0D: ">f4", 0x0E: ">f8"}


class DataError(ValueError):
    """Missing, damaged or wrong data; the message names the file and the remedy."""


def read_idx(contents: bytes, name: str) -> npt.NDArray[np.generic]:
    """Read the array in an IDX file's unpacked bytes.

    The format is described on LeCun's MNIST page.

    Args:
        contents: two zero bytes, the type's code, the number of dimensions, each dimension as a big-endian
            32-bit number, then the values in row-major order, big-endian.
        name: the file's name, for messages.

    Raises:
        DataError: the magic number, the type or the length is wrong.
    """
    if len(contents) < 4 or contents[:2] != b"\0\0":
        raise DataError(f"{name} is not an IDX file: it must begin with two zero bytes, not {contents[:2]!r}")
    code, rank = contents[2], contents[3]
    if code not in _DTYPES:
        known = ", ".join(f"0x{one:02x}" for one in _DTYPES)
        raise DataError(f"{name}: unknown IDX type 0x{code:02x}. Known types: {known}")
    offset = 4 + 4 * rank
    if len(contents) < offset:
        raise DataError(f"{name} is truncated in its header: {len(contents)} bytes instead of {offset}")
    shape = tuple(int(size) for size in np.frombuffer(contents, ">u4", rank, 4))
    dtype = np.dtype(_DTYPES[code])
    expected = offset + int(np.prod(shape, dtype=object)) * dtype.itemsize
    if len(contents) != expected:
        fault = "is truncated" if len(contents) < expected else "is too long"
        raise DataError(f"{name} {fault}: {len(contents)} bytes instead of {expected} for {shape} of {dtype}")
    return np.frombuffer(contents, dtype, offset=offset).reshape(shape)
