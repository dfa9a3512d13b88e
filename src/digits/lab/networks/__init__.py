"""The networks, one per file. The file's name is the network's name everywhere; a new file is a new network.

A file has `RECIPE`, `PUBLISHED` and `build`; one that is made by commands of its own has `COMPARED = False`.
`TAUGHT` is how `digits distill` lets a teacher teach it, where that is not as usual.
"""

import importlib
import pkgutil
from types import ModuleType


class UnknownNetworkError(ValueError):
    """A name that no network has; the message lists those there are."""


def names() -> list[str]:
    """The networks there are, in alphabetical order."""
    return sorted(module.name for module in pkgutil.iter_modules(__path__) if not module.ispkg)


def is_compared(name: str) -> bool:
    """Whether `digits compare` trains a network; else it shows the network's card, once there is one."""
    return bool(getattr(network(name), "COMPARED", True))


def network(name: str) -> ModuleType:
    """The module that describes a network: its docstring, `RECIPE`, `PUBLISHED` and `build`.

    Raises:
        UnknownNetworkError: there is no such network.
    """
    if name not in names():
        raise UnknownNetworkError(f"there is no network {name!r}; there are: {', '.join(names())}")
    return importlib.import_module(f"{__name__}.{name}")
