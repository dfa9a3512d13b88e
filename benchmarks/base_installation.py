"""The packages of the base installation and their sizes, from pyproject.toml and the metadata of what is installed."""

import tomllib
from importlib.metadata import Distribution, distribution
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

PYPROJECT = Path(__file__).parents[1] / "pyproject.toml"


def base_distributions() -> list[Distribution]:
    """The project's requirements without extras, and their requirements; without the project itself."""
    found: dict[str, Distribution] = {}
    waiting: list[str] = tomllib.loads(PYPROJECT.read_text())["project"]["dependencies"]
    while waiting:
        requirement = Requirement(waiting.pop())
        name = canonicalize_name(requirement.name)
        if name not in found and (requirement.marker is None or requirement.marker.evaluate({"extra": ""})):
            found[name] = distribution(name)
            waiting += found[name].requires or []
    return list(found.values())


def installed_files(one: Distribution) -> list[Path]:
    """A distribution's files inside the folder that it is installed in, relative to that folder."""
    inside = (file for file in one.files or [] if ".." not in file.parts)
    return [Path(file) for file in inside if Path(str(one.locate_file(file))).exists()]


def installed_bytes(one: Distribution) -> int:
    """The size of a distribution's files on disk."""
    return sum(Path(str(one.locate_file(file))).stat().st_size for file in installed_files(one))
