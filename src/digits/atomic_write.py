"""Atomic file writes."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def atomic_write(path: Path) -> Iterator[Path]:
    """Give a temporary path that is renamed to `path` after the block.

    It is in the same folder and has the same suffix. If the block raises, the temporary file is deleted and `path`
    stays as it was.

    Raises:
        OSError: the file cannot be written; its `filename` is `path`.
    """
    temporary = path.with_name(f".{os.getpid()}-{path.name}")
    try:
        yield temporary
        temporary.replace(path)
    except OSError as error:
        raise OSError(error.errno, f"cannot be written ({error.strerror or error})", str(path)) from error
    finally:
        temporary.unlink(missing_ok=True)
