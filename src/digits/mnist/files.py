"""The data set's files: locations, mirrors, and SHA-256 of the contents."""

import gzip
import hashlib
import os
import zlib
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from platformdirs import user_cache_path

from digits.mnist.idx import DataError, read_idx

Progress = Callable[[str, int, int | None], None]
"""Called with a file's name, the bytes received, and the bytes expected (None: unknown)."""

_MNIST_MIRRORS = (
    "https://ossci-datasets.s3.amazonaws.com/mnist/",
    "https://storage.googleapis.com/cvdf-datasets/mnist/",
)
_QMNIST_MIRRORS = (
    "https://raw.githubusercontent.com/facebookresearch/qmnist/master/",
    "https://github.com/facebookresearch/qmnist/raw/master/",
)


@dataclass(frozen=True)
class Source:
    """One file: folder and name, mirrors, and the SHA-256 of its unpacked contents."""

    folder: str
    name: str
    mirrors: tuple[str, ...]
    sha256: str

    @property
    def archive(self) -> str:
        """Name of the compressed file."""
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
    ("test", "origin"): Source(
        "qmnist",
        "qmnist-test-labels-idx2-int",
        _QMNIST_MIRRORS,
        "92d0ccb8c25f9c6534270fb4be7e1d24a1c6d315edfc8a638bfbd31c70f362dd",
    ),
}


def verify(directory: Path | None = None) -> list[Path]:
    """Check the SHA-256 of every file's contents, and return the paths; nothing is downloaded.

    Args:
        directory: where the files are, in folders ``mnist`` and ``qmnist``; by default ``$DIGITS_DATA`` and the cache.

    Raises:
        DataError: a file is missing, or not the canonical one.
    """
    paths = []
    for source in FILES.values():
        path = find(source, directory)
        if path is None:
            searched = " or ".join(str(folder / source.folder) for folder in _search_path(directory))
            raise DataError(f"{source.archive} is not in {searched}: run `digits data fetch`")
        read_verified(source, path)
        paths.append(path)
    return paths


def cache() -> Path:
    """Return the folder for downloaded files."""
    return user_cache_path("digits-classification")


def find(source: Source, directory: Path | None) -> Path | None:
    """Find a file, compressed or not, by its name; None if it is missing."""
    candidates = (
        folder / source.folder / name for folder in _search_path(directory) for name in (source.archive, source.name)
    )
    return next((path for path in candidates if path.is_file()), None)


def find_verified(source: Source, directory: Path | None) -> Path | None:
    """Find a file and verify its contents; None if it is missing.

    Raises:
        DataError: it is not the canonical one.
    """
    path = find(source, directory)
    if path is not None:
        read_verified(source, path)
    return path


def read_verified(source: Source, path: Path) -> bytes:
    """Read a file's unpacked contents and verify their SHA-256.

    Raises:
        DataError: the file cannot be read, or is not the canonical one.
    """
    remedy = "delete it and run `digits data fetch`"
    try:
        contents = path.read_bytes() if path.name == source.name else gzip.decompress(path.read_bytes())
    except (OSError, EOFError, zlib.error) as error:
        raise DataError(f"{path} cannot be read ({error}): {remedy}") from error
    found = hashlib.sha256(contents).hexdigest()
    if found == source.sha256:
        return contents
    raise DataError(f"{path} is not the canonical {source.name}: {_describe_fault(contents, found)}: {remedy}")


def _search_path(directory: Path | None) -> list[Path]:
    """Return the folders to search, in order."""
    if directory is not None:
        return [directory]
    given = os.environ.get("DIGITS_DATA")
    return [Path(given), cache()] if given else [cache()]


def _describe_fault(contents: bytes, sha256: str) -> str:
    """Say how contents differ from the canonical ones: other file, format or values."""
    swapped = next((other.name for other in FILES.values() if other.sha256 == sha256), None)
    if swapped:
        return f"it contains {swapped}"
    try:
        array = read_idx(contents, "it")
    except DataError as error:
        return str(error)
    return f"it contains other values, {array.shape} of {array.dtype}, with the SHA-256 {sha256}"
