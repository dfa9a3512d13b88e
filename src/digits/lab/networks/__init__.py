"""The networks, one per file. The file's name is the network's name everywhere; a new file is a new network.

A file has `RECIPE`, `PUBLISHED` and `build`. Optional: `DISTILLATION`, the settings that `digits distill` starts from,
and `IN_COMPARISON = False`, where commands of its own make the network and `digits compare` does not train it.
"""

import importlib
import pkgutil
from types import ModuleType


class UnknownNetworkError(ValueError):
    """No network has this name; the message lists those there are."""


def names() -> list[str]:
    """The networks' names, in alphabetical order."""
    return sorted(module.name for module in pkgutil.iter_modules(__path__) if not module.ispkg)


def is_compared(name: str) -> bool:
    """Whether `digits compare` trains a network; if not, it shows the network's model card, where there is one."""
    return bool(getattr(network(name), "IN_COMPARISON", True))


def network(name: str) -> ModuleType:
    """The module of a network, with `RECIPE`, `PUBLISHED` and `build`.

    Raises:
        UnknownNetworkError: there is no such network.
    """
    if name not in names():
        raise UnknownNetworkError(f"there is no network {name!r}; there are: {', '.join(names())}")
    return importlib.import_module(f"{__name__}.{name}")
