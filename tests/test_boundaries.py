"""Imports between the parts point one way, and only the lab imports training frameworks."""

import ast
import re
from pathlib import Path

import pytest

SOURCE = Path(__file__).parents[1] / "src" / "digits"
FRAMEWORKS = {"keras", "tensorflow", "torch", "jax", "tf2onnx", "matplotlib", "scipy", "sklearn", "optuna", "ray"}
TABLE = (SOURCE.parents[1] / "docs" / "design.md").read_text()
MAY_IMPORT = dict(re.findall(r"^\| `digits\.(\w+)` \| .+ \| (.*?) ?\|$", TABLE, re.MULTILINE))


def imports(path: Path, anywhere: bool = True, for_types: bool = True) -> set[str]:
    """The modules a file imports; only those at its top if not `anywhere`; also for type checkers if `for_types`."""
    text = path.read_text()
    if not for_types:
        text = re.sub(r"^if TYPE_CHECKING:\n(?:(?: .*)?\n)+", "", text, flags=re.MULTILINE)
    tree = ast.parse(text)
    nodes = ast.walk(tree) if anywhere else tree.body
    found = set()
    for node in nodes:
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: imports are absolute here"
            assert node.module
            found |= {node.module} | {f"{node.module}.{alias.name}" for alias in node.names}
    return found


def parts(name: str) -> list[Path]:
    """The files of a module or a folder of the package."""
    return sorted((SOURCE / name).rglob("*.py")) or [SOURCE / f"{name}.py"]


def test_the_design_names_every_part() -> None:
    there = {path.stem for path in SOURCE.iterdir() if path.suffix == ".py" or (path / "__init__.py").exists()}
    assert set(MAY_IMPORT) == there - {"__init__", "__main__"}


@pytest.mark.parametrize("name", MAY_IMPORT)
def test_dependencies_point_one_way(name: str) -> None:
    allowed = set(MAY_IMPORT) if MAY_IMPORT[name] == "all" else {name, *MAY_IMPORT[name].split(", ")}
    for path in parts(name):
        used = {one.split(".")[1] for one in imports(path) if one.startswith("digits.")}
        assert used & set(MAY_IMPORT) <= allowed, path


def test_nothing_that_ships_imports_the_tools() -> None:
    for path in SOURCE.rglob("*.py"):
        assert not {one for one in imports(path) if one.partition(".")[0] == "tools"}, path


def test_training_frameworks_are_imported_in_the_lab_only() -> None:
    for path in SOURCE.rglob("*.py"):
        if "lab" not in path.relative_to(SOURCE).parts:
            assert not {one for one in imports(path, for_types=False) if one.partition(".")[0] in FRAMEWORKS}, path


def test_commands_import_the_lab_inside_their_bodies() -> None:
    for path in (SOURCE / "cli").glob("*.py"):
        top = imports(path, anywhere=False)
        assert not {one for one in top if one.startswith(("digits.lab", "digits.web"))}, path


WEB_MAY_IMPORT = {
    "http": {"settings"},
    "services": {"http", "settings"},
    "api": {"services", "http", "settings"},
    "pages": {"services", "http", "settings"},
}


@pytest.mark.parametrize("folder", WEB_MAY_IMPORT)
def test_the_folders_of_the_web_import_in_one_direction(folder: str) -> None:
    for path in parts(f"web/{folder}"):
        own = [one.split(".") for one in imports(path) if one.startswith("digits.")]
        assert {one[2] for one in own if one[1] == "web" and len(one) > 2} <= {folder, *WEB_MAY_IMPORT[folder]}, path
        assert folder != "http" or all(one[1] == "web" for one in own), path
