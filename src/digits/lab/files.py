"""Files that appear whole or not at all."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def replacing(path: Path) -> Iterator[Path]:
    """A hidden path beside `path` to write to; it takes the name of `path` once the block is done."""
    hidden = path.with_name("." + path.name)
    yield hidden
    hidden.replace(path)
