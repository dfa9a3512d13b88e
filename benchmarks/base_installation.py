"""The packages of the base installation and their sizes, from the metadata of what is installed."""

from importlib.metadata import Distribution, distribution
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

PROJECT = "digits-classification"


def base_distributions() -> list[Distribution]:
    """The project's requirements without extras, and their requirements; without the project itself."""
    found: dict[str, Distribution] = {}
    waiting = [PROJECT]
    while waiting:
        name = canonicalize_name(waiting.pop())
        if name in found:
            continue
        found[name] = distribution(name)
        needed = [Requirement(line) for line in found[name].requires or []]
        waiting += [one.name for one in needed if one.marker is None or one.marker.evaluate({"extra": ""})]
    return [one for name, one in found.items() if name != PROJECT]


def installed_files(one: Distribution) -> list[Path]:
    """A distribution's files inside the folder that it is installed in, relative to that folder."""
    inside = (file for file in one.files or [] if ".." not in file.parts)
    return [Path(file) for file in inside if Path(str(one.locate_file(file))).exists()]


def installed_bytes(one: Distribution) -> int:
    """The size of a distribution's files on disk."""
    return sum(Path(str(one.locate_file(file))).stat().st_size for file in installed_files(one))
