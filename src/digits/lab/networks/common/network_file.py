"""Load a network file: `RECIPE`, `build` and, optionally, `PUBLISHED`."""

import sys
import traceback
from functools import lru_cache
from pathlib import Path
from types import ModuleType

from digits.lab.training.recipe import Recipe

MODULE_PREFIX = "digits_network_"
"""Of the names of the modules of network files."""


class NetworkFileError(ValueError):
    """A network's file cannot be used; the message names the file and the fault."""


def load(path: Path) -> ModuleType:
    """The module of a network file anywhere, executed once for each of its contents.

    Raises:
        NetworkFileError: the file cannot be read, raises an error, or lacks `RECIPE` or `build`.
    """
    try:
        source = path.read_bytes()
    except OSError as error:
        raise NetworkFileError(f"{path} cannot be read: {error.strerror}") from error
    return _executed(path, source)


@lru_cache(maxsize=32)
def _executed(path: Path, source: bytes) -> ModuleType:
    module = ModuleType(f"{MODULE_PREFIX}{path.stem}")
    module.__file__ = str(path)
    sys.modules[module.__name__] = module  # dataclasses look their module up
    try:
        exec(compile(source, str(path), "exec"), module.__dict__)  # noqa: S102 - the user's own file, named by the user
    except (Exception, SystemExit) as error:
        raise fault(path, error) from error
    require_complete(module, path)
    return module


def require_complete(module: ModuleType, path: Path) -> None:
    """Raise NetworkFileError unless a module has what a network file must have."""
    if not isinstance(getattr(module, "RECIPE", None), Recipe):
        raise NetworkFileError(f"{path} has no RECIPE: add RECIPE = Recipe(epochs=5, batch_size=128)")
    if not callable(getattr(module, "build", None)):
        raise NetworkFileError(f"{path} has no function build, which returns the network")


def fault(path: Path, error: BaseException) -> NetworkFileError:
    """The error of a network file as one line: file, line, kind and message."""
    lines = [frame.lineno for frame in traceback.extract_tb(error.__traceback__) if frame.filename == str(path)]
    if isinstance(error, SyntaxError):
        lines.append(error.lineno)
    where = f"{path}, line {lines[-1]}" if lines else str(path)
    text = error.msg if isinstance(error, SyntaxError) else str(error)
    return NetworkFileError(f"{where}: {type(error).__name__}: {text.partition(chr(10))[0]}")
