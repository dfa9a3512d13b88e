"""All passages there are: what the modules of this package call `PASSAGES`."""

from collections.abc import Callable, Mapping
from functools import cache
from importlib import import_module
from pkgutil import iter_modules

from tools import documents

Passages = Mapping[str, Callable[[], str]]


@cache
def passages() -> Passages:
    """Every passage by its name.

    Raises:
        ValueError: two modules make a passage of the same name.
    """
    found: dict[str, Callable[[], str]] = {}
    for module in iter_modules(documents.__path__):
        if module.name.startswith("__"):
            continue
        made = getattr(import_module(f"{documents.__name__}.{module.name}"), "PASSAGES", {})
        if twice := found.keys() & made.keys():
            raise ValueError(f"made twice: {', '.join(sorted(twice))}")
        found |= made
    return found
