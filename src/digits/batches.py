"""Read many pictures in batches, on all cores.

Pictures that are normalized images already, as MNIST's are, pass the networks together; every other picture is read by
itself. ONNX Runtime and Pillow run beside Python's other threads, so threads use the cores where the networks take most
of the time; `digits predict` has processes, for pictures in which digits have to be found.
"""

from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from itertools import islice
from time import perf_counter
from typing import Protocol

import numpy as np
import numpy.typing as npt

from digits.cores import core_count
from digits.image import DigitImage, Normalization, Picture, PictureError, normalize_picture, normalized_images
from digits.reading import Reading

BATCH = 64
"""Pictures to a batch: larger ones are no faster for the networks (`python -m benchmarks`, 100,000 arrays)."""

_WAITING = 2  # batches to a thread that are read ahead

Bytes = npt.NDArray[np.uint8]
Result = Reading | PictureError


class Reader(Protocol):
    """What of a recognizer is needed here; see `digits.recognizer.Recognizer`."""

    max_pixels: int

    def read_images(self, images: Bytes) -> list[Reading]: ...  # noqa: D102

    def read_normalized(self, normalization: Normalization, start: float | None = None) -> Reading: ...  # noqa: D102


def read_in_batches(recognizer: Reader, pictures: Iterable[Picture]) -> Iterator[Result]:
    """Read pictures, in order; see `Recognizer.read_each`."""
    remaining = iter(pictures)
    first = list(islice(remaining, BATCH))
    threads = core_count()
    if len(first) < BATCH or threads == 1:
        yield from read_batch(recognizer, first)
        while batch := list(islice(remaining, BATCH)):
            yield from read_batch(recognizer, batch)
        return
    waiting: deque[Future[list[Result]]] = deque()
    with ThreadPoolExecutor(threads, "reading") as pool:
        try:
            batch = first
            while batch or waiting:
                if batch:
                    waiting.append(pool.submit(read_batch, recognizer, batch))
                if not batch or len(waiting) > _WAITING * threads:
                    yield from waiting.popleft().result()
                batch = list(islice(remaining, BATCH))
        finally:
            pool.shutdown(wait=True, cancel_futures=True)


def read_batch(recognizer: Reader, pictures: Sequence[Picture]) -> list[Result]:
    """Read a batch of pictures: a reading or an error for each."""
    results: list[Result | None] = [None] * len(pictures)
    images: list[tuple[int, Bytes]] = list(_normalized_arrays(pictures))
    there = {index for index, _ in images}
    for index, picture in enumerate(pictures):
        if index in there:
            continue
        start = perf_counter()
        try:
            normalization = normalize_picture(picture, recognizer.max_pixels)
        except PictureError as error:
            results[index] = error
            continue
        if isinstance(normalization.source, DigitImage) and normalization.image is not None:
            images.append((index, normalization.image))
        else:
            results[index] = recognizer.read_normalized(normalization, start)
    if images:
        readings = recognizer.read_images(np.stack([image for _, image in images]))
        for (index, _), reading in zip(images, readings, strict=True):
            results[index] = reading
    return [one for one in results if one is not None]


def _normalized_arrays(pictures: Sequence[Picture]) -> Iterator[tuple[int, Bytes]]:
    """Index and normalized image of each array that is one already."""
    arrays = [
        (index, one)
        for index, one in enumerate(pictures)
        if isinstance(one, np.ndarray) and one.shape == (28, 28) and one.dtype == np.uint8
    ]
    if arrays:
        good, images = normalized_images(np.stack([array for _, array in arrays]))
        for (index, _), is_good, image in zip(arrays, good.tolist(), images, strict=True):
            if is_good:
                yield index, image
