"""Files that appear whole or not at all."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def replacing(path: Path) -> Iterator[Path]:
    """A hidden path beside `path`, with the same ending, to write to; it takes the name of `path` after the block.

    Raises:
        OSError: `path`, by that name, cannot be written.
    """
    hidden = path.with_name(f".{os.getpid()}-{path.name}")
    try:
        yield hidden
        hidden.replace(path)
    except OSError as error:
        raise OSError(error.errno, f"cannot write it ({error.strerror or error})", str(path)) from error
    finally:
        hidden.unlink(missing_ok=True)
