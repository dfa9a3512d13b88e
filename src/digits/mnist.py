"""The MNIST data set: found, fetched, verified, and divided by writer.

The four canonical files are looked for in ``$DIGITS_DATA/mnist`` and then in the user's cache; what is in
neither place is fetched into the cache. A file counts only when the SHA-256 of its unpacked contents is the
canonical one, so a damaged, swapped or altered file is never used.

Who wrote a training image is known from QMNIST (Yadav and Bottou, "Cold Case: The Lost MNIST Digits", 2019),
whose label files are handled alike, in a folder ``qmnist`` beside ``mnist``.
"""

import gzip
import hashlib
import http.client
import os
import urllib.error
import urllib.request
import zlib
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

import numpy as np
import numpy.typing as npt
from filelock import FileLock
from platformdirs import user_cache_path

SplitName = Literal["train", "test"]
Progress = Callable[[str, int, int | None], None]
"""Told, while fetching: the file's name, the bytes there so far, and the bytes expected (None: unknown)."""

FOLDS = 5
_MNIST_MIRRORS = (
    "https://ossci-datasets.s3.amazonaws.com/mnist/",
    "https://storage.googleapis.com/cvdf-datasets/mnist/",
)
_QMNIST_MIRRORS = (
    "https://raw.githubusercontent.com/facebookresearch/qmnist/master/",
    "https://github.com/facebookresearch/qmnist/raw/master/",
)
_CHUNK = 1 << 16
_TIMEOUT_SECONDS = 30


class DataError(ValueError):
    """Data that is absent, damaged or not what its name says; the message names the file and the remedy."""


@dataclass(frozen=True)
class Source:
    """One file of the data set: where it stands, where it comes from, the SHA-256 of what is inside."""

    folder: str
    name: str
    mirrors: tuple[str, ...]
    sha256: str

    @property
    def archive(self) -> str:
        """The name of the packed file."""
        return self.name + ".gz"


FILES = {
    ("train", "images"): Source(
        "mnist",
        "train-images-idx3-ubyte",
        _MNIST_MIRRORS,
        "ba891046e6505d7aadcbbe25680a0738ad16aec93bde7f9b65e87a2fc25776db",
    ),
    ("train", "labels"): Source(
        "mnist",
        "train-labels-idx1-ubyte",
        _MNIST_MIRRORS,
        "65a50cbbf4e906d70832878ad85ccda5333a97f0f4c3dd2ef09a8a9eef7101c5",
    ),
    ("test", "images"): Source(
        "mnist",
        "t10k-images-idx3-ubyte",
        _MNIST_MIRRORS,
        "0fa7898d509279e482958e8ce81c8e77db3f2f8254e26661ceb7762c4d494ce7",
    ),
    ("test", "labels"): Source(
        "mnist",
        "t10k-labels-idx1-ubyte",
        _MNIST_MIRRORS,
        "ff7bcfd416de33731a308c3f266cc351222c34898ecbeaf847f06e48f7ec33f2",
    ),
    ("train", "origin"): Source(
        "qmnist",
        "qmnist-train-labels-idx2-int",
        _QMNIST_MIRRORS,
        "bb1b6e1ec7b04fd5696f1ed50b5f58f8ef195118edd5c93c81783df9740b8ac5",
    ),
}

_IDX_DTYPES = {0x08: "u1", 0x09: "i1", 0x0B: ">i2", 0x0C: ">i4", 0x0D: ">f4", 0x0E: ">f8"}


@dataclass(frozen=True)
class Split:
    """Images and what they show.

    Attributes:
        images: (N, 28, 28) uint8, 0 = paper, 255 = full ink.
        labels: (N,) uint8, 0..9.
    """

    images: npt.NDArray[np.uint8]
    labels: npt.NDArray[np.uint8]


def load(split: SplitName) -> Split:
    """The training (60,000) or the test (10,000) images with their labels.

    Raises:
        DataError: a file is damaged, or is nowhere and cannot be fetched.
    """
    images, labels = (_array(FILES[split, kind]) for kind in ("images", "labels"))
    return Split(images, labels)


def writers() -> npt.NDArray[np.int32]:
    """Who wrote each training image: (60000,) NIST writer numbers, 539 different ones."""
    return _origin()[:, 2]


def sources() -> npt.NDArray[np.int32]:
    """Which NIST database each training image is from: (60000,) 3 (census staff) or 1 (students).

    NIST's partitions hsf_0 to hsf_3 are Special Database 3, hsf_4 is Special Database 1.
    """
    return np.where(_origin()[:, 1] == 4, 1, 3).astype(np.int32)


def folds() -> npt.NDArray[np.int8]:
    """The validation fold of each training image: (60000,) 0..4, no writer in two folds.

    Writers are placed from the most to the least prolific, each into the fold that so far holds the fewest of
    the digits that the writer brings, counted per class and NIST source: sizes, classes and sources come out even.
    """
    labels = _array(FILES["train", "labels"])
    writer_of = writers()
    kind = labels.astype(np.int64) + 10 * (sources() == 1)
    names, index = np.unique(writer_of, return_inverse=True)
    brings = np.zeros((len(names), 20), np.int64)
    np.add.at(brings, (index, kind), 1)
    held = np.zeros((FOLDS, 20), np.int64)
    fold_of_writer = np.zeros(len(names), np.int8)
    for writer in np.argsort(-brings.sum(axis=1), kind="stable"):
        fold = int(np.argmin(held @ brings[writer]))
        fold_of_writer[writer] = fold
        held[fold] += brings[writer]
    return fold_of_writer[index]


def fetch(
    directory: Path | None = None, progress: Progress | None = None, wanted: Iterable[Source] | None = None
) -> list[Path]:
    """Fetch whatever is not yet there, and return where every file stands.

    Args:
        directory: where to put the files, in folders ``mnist`` and ``qmnist``; by default the user's cache, and
            then a file that ``$DIGITS_DATA`` already holds is not fetched again.
        progress: told of every file as it grows.
        wanted: which files; by default all.

    Raises:
        DataError: no mirror gives a file with the right contents, or a file that is there is not the canonical one.
    """
    files = FILES.values() if wanted is None else wanted
    return [_there(source, directory) or _fetch(source, directory or cache(), progress) for source in files]


def verify(directory: Path | None = None) -> list[Path]:
    """Check every file's contents against the canonical SHA-256, and return where they stand.

    Raises:
        DataError: a file is absent or not the canonical one; nothing is fetched.
    """
    paths = []
    for source in FILES.values():
        path = _find(source, directory)
        if path is None:
            places = " or ".join(str(place / source.folder) for place in _places(directory))
            raise DataError(f"{source.archive} is not in {places}: run `digits data fetch`")
        _contents(source, path)
        paths.append(path)
    return paths


def cache() -> Path:
    """The folder that fetched files are kept in."""
    return user_cache_path("digits-classification")


def read_idx(contents: bytes, name: str) -> npt.NDArray[np.generic]:
    """The array in an IDX file's unpacked bytes (the format is described on MNIST's page by LeCun).

    Args:
        contents: two zero bytes, the type's code, the number of dimensions, each dimension as a big-endian
            32-bit number, then the values in row-major order, big-endian.
        name: the file's name, for messages.

    Raises:
        DataError: the magic number, the type or the length is wrong.
    """
    if len(contents) < 4 or contents[:2] != b"\0\0":
        raise DataError(f"{name} is no IDX file: it must begin with two zero bytes, not {contents[:2]!r}")
    code, rank = contents[2], contents[3]
    if code not in _IDX_DTYPES:
        raise DataError(
            f"{name}: unknown IDX type 0x{code:02x}; known are {', '.join(f'0x{c:02x}' for c in _IDX_DTYPES)}"
        )
    offset = 4 + 4 * rank
    if len(contents) < offset:
        raise DataError(f"{name} is cut off within its header: {len(contents)} bytes, {offset} expected")
    shape = tuple(int(size) for size in np.frombuffer(contents, ">u4", rank, 4))
    dtype = np.dtype(_IDX_DTYPES[code])
    expected = offset + int(np.prod(shape, dtype=object)) * dtype.itemsize
    if len(contents) != expected:
        fault = "is cut off" if len(contents) < expected else "has bytes left over"
        raise DataError(f"{name} {fault}: {len(contents)} bytes, {expected} expected for {shape} of {dtype}")
    return np.frombuffer(contents, dtype, offset=offset).reshape(shape)


def _places(directory: Path | None) -> list[Path]:
    """Where files are looked for, in order."""
    if directory is not None:
        return [directory]
    given = os.environ.get("DIGITS_DATA")
    return [Path(given), cache()] if given else [cache()]


def _there(source: Source, directory: Path | None) -> Path | None:
    """Where a file stands, once its contents are known to be the canonical ones; None where it is absent."""
    path = _find(source, directory)
    if path is not None:
        _contents(source, path)
    return path


def _find(source: Source, directory: Path | None) -> Path | None:
    candidates = (
        place / source.folder / name for place in _places(directory) for name in (source.archive, source.name)
    )
    return next((path for path in candidates if path.is_file()), None)


def _origin() -> npt.NDArray[np.int32]:
    return _array(FILES["train", "origin"]).astype(np.int32)


def _array(source: Source) -> npt.NDArray[Any]:
    path = _find(source, None) or _fetch(source, cache(), None)
    return read_idx(_contents(source, path), str(path))


def _contents(source: Source, path: Path) -> bytes:
    """The file's unpacked bytes, once they are known to be the canonical ones."""
    remedy = "delete it and run `digits data fetch`"
    try:
        contents = path.read_bytes() if path.name == source.name else gzip.decompress(path.read_bytes())
    except (OSError, EOFError, zlib.error) as error:
        raise DataError(f"{path} cannot be read ({error}): {remedy}") from error
    found = hashlib.sha256(contents).hexdigest()
    if found == source.sha256:
        return contents
    raise DataError(f"{path} is not the canonical {source.name}: {_fault(contents, found)}: {remedy}")


def _fault(contents: bytes, sha256: str) -> str:
    """What is wrong with contents that are not those that were looked for."""
    swapped = next((other.name for other in FILES.values() if other.sha256 == sha256), None)
    if swapped:
        return f"it holds {swapped}"
    try:
        array = read_idx(contents, "it")
    except DataError as error:
        return str(error)
    return f"it holds other values, {array.shape} of {array.dtype}, with the SHA-256 {sha256}"


def _fetch(source: Source, directory: Path, progress: Progress | None) -> Path:
    """Fetch a file from the first mirror that has it; two processes at once wait for each other."""
    path = directory / source.folder / source.archive
    path.parent.mkdir(parents=True, exist_ok=True)
    faults = []
    with FileLock(f"{path}.lock"):
        if path.is_file():
            return path
        for number, mirror in enumerate(source.mirrors):
            part = path.with_name(f"{path.name}.{number}.part")
            try:
                _download(mirror + source.archive, part, source.archive, progress)
                _contents(source, part)
            except DataError as error:
                part.unlink()
                faults.append(f"{mirror}: {error}")
            except (OSError, http.client.HTTPException) as error:
                faults.append(f"{mirror}: {error}")
            else:
                return part.replace(path)
    raise DataError(
        f"{source.archive} could not be fetched: put it into {path.parent} by hand, or set DIGITS_DATA to a folder "
        f"that holds {source.folder}/{source.archive}. Tried " + "; ".join(faults)
    )


def _download(url: str, part: Path, name: str, progress: Progress | None) -> None:
    """Append to `part` what is still missing of the file at `url`."""
    there = part.stat().st_size if part.exists() else 0
    request = urllib.request.Request(url, headers={"Range": f"bytes={there}-"} if there else {})  # noqa: S310
    try:
        response = urllib.request.urlopen(request, timeout=_TIMEOUT_SECONDS)  # noqa: S310
    except urllib.error.HTTPError as error:
        with error:
            if error.code == http.HTTPStatus.REQUESTED_RANGE_NOT_SATISFIABLE:
                return
            raise
    with response, part.open("ab") as file:
        if response.status != http.HTTPStatus.PARTIAL_CONTENT:
            file.truncate(0)
            there = 0
        length = response.headers.get("Content-Length")
        total = there + int(length) if length else None
        while chunk := response.read(_CHUNK):
            file.write(chunk)
            there += len(chunk)
            if progress:
                progress(name, there, total)
    if total is not None and there < total:
        raise ConnectionError(f"the connection closed after {there} of {total} bytes; fetch again to go on from there")
