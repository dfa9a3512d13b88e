"""Download the data set's files from their mirrors; an interrupted download is resumed."""

import http.client
import urllib.error
import urllib.request
from collections.abc import Iterable
from pathlib import Path

from filelock import FileLock

from digits.mnist import files
from digits.mnist.files import Progress, Source
from digits.mnist.idx import DataError

_CHUNK = 1 << 16
_TIMEOUT_SECONDS = 30


def fetch(
    directory: Path | None = None, progress: Progress | None = None, wanted: Iterable[Source] | None = None
) -> list[Path]:
    """Download the missing files, and return the paths of all.

    Args:
        directory: where to put the files, in folders ``mnist`` and ``qmnist``; by default the user's cache, and
            then a file that is in ``$DIGITS_DATA`` is not downloaded again.
        progress: called as each file grows.
        wanted: which files; by default all.

    Raises:
        DataError: no mirror has a file with the right contents, or an existing file is not the canonical one.
    """
    sources = files.FILES.values() if wanted is None else wanted
    folder = directory or files.cache()
    return [files.find_verified(source, directory) or fetch_one(source, folder, progress) for source in sources]


def fetch_one(source: Source, directory: Path, progress: Progress | None = None) -> Path:
    """Download a file from the first mirror that has it, one process at a time.

    Raises:
        DataError: no mirror has it with the right contents.
    """
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
                files.read_verified(source, part)
            except DataError as error:
                part.unlink()
                faults.append(f"{mirror}: {error}")
            except (OSError, http.client.HTTPException) as error:
                faults.append(f"{mirror}: {error}")
            else:
                return part.replace(path)
    raise DataError(
        f"{source.archive} cannot be downloaded: copy it to {path.parent}, or set DIGITS_DATA to a folder that has "
        f"{source.folder}/{source.archive}. Tried " + "; ".join(faults)
    )


def _download(url: str, part: Path, name: str, progress: Progress | None) -> None:
    """Download the rest of the file at `url` and append it to `part`."""
    received = part.stat().st_size if part.exists() else 0
    request = urllib.request.Request(url, headers={"Range": f"bytes={received}-"} if received else {})  # noqa: S310
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
            received = 0
        length = response.headers.get("Content-Length")
        total = received + int(length) if length else None
        while chunk := response.read(_CHUNK):
            file.write(chunk)
            received += len(chunk)
            if progress:
                progress(name, received, total)
    if total is not None and received < total:
        raise ConnectionError(f"the connection closed after {received} of {total} bytes: fetch again to resume")
