"""The networks, one per file. The file's name is the network's name everywhere; a new file is a new network."""

import importlib
import pkgutil
from types import ModuleType


def names() -> list[str]:
    """The networks there are, in alphabetical order."""
    return sorted(module.name for module in pkgutil.iter_modules(__path__))


def network(name: str) -> ModuleType:
    """The module that describes a network: its docstring, `RECIPE` and `build`.

    Raises:
        ValueError: there is no such network; the message lists those there are.
    """
    if name not in names():
        raise ValueError(f"there is no network {name!r}; there are: {', '.join(names())}")
    return importlib.import_module(f"{__name__}.{name}")
