"""The networks, one per file. The file's name is the network's name everywhere; a new file is a new network.

A file has `RECIPE`, `build` and, where others report results, `PUBLISHED`. Optional: `DISTILLATION`, the settings that
`digits distill` starts from, and `IN_COMPARISON = False`, where commands of its own make the network and
`digits compare` does not train it. `digits train FILE.py` takes such a file from anywhere.
"""

import importlib
import importlib.util
import pkgutil
from pathlib import Path
from types import ModuleType

from digits.lab.networks.common.network_file import NetworkFileError, fault, load, require_complete

__all__ = ["NetworkFileError", "UnknownNetworkError", "faults", "is_compared", "load", "names", "network"]


class UnknownNetworkError(ValueError):
    """No network has this name; the message lists those there are."""


def names() -> list[str]:
    """The networks' names, in alphabetical order."""
    return sorted(module.name for module in pkgutil.iter_modules(__path__) if not module.ispkg)


def is_compared(name: str) -> bool:
    """Whether `digits compare` trains a network; if not, it shows the network's model card, where there is one."""
    return bool(getattr(network(name), "IN_COMPARISON", True))


def faults() -> dict[str, NetworkFileError]:
    """The networks whose files cannot be used, by name, each with its error."""
    found = {}
    for name in names():
        try:
            network(name)
        except NetworkFileError as error:
            found[name] = error
    return found


def network(name: str) -> ModuleType:
    """The module of a network, with `RECIPE` and `build`.

    Raises:
        UnknownNetworkError: there is no such network.
        NetworkFileError: its file cannot be used.
    """
    if name not in names():
        raise UnknownNetworkError(f"there is no network {name!r}; there are: {', '.join(names())}")
    full_name = f"{__name__}.{name}"
    spec = importlib.util.find_spec(full_name)
    assert spec is not None
    path = Path(str(spec.origin))
    try:
        module = importlib.import_module(full_name)
    except (Exception, SystemExit) as error:
        raise fault(path, error) from error
    require_complete(module, path)
    return module
