"""No module imports itself through others, and the rooms of the laboratory import what their README allows."""

import ast
import re
import sys
import tomllib
from collections.abc import Iterable
from pathlib import Path

import pytest

SOURCE = Path(__file__).parents[1] / "src"
LAB = SOURCE / "digits" / "lab"
ROOMS = re.findall(r"^\| `(\w+)` \|.*\| (.*)\|$", (LAB / "README.md").read_text(), re.MULTILINE)
Graph = dict[str, set[str]]


def module_name(path: Path) -> str:
    parts = path.relative_to(SOURCE).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def top_imports(nodes: Iterable[ast.AST]) -> Iterable[ast.Import | ast.ImportFrom]:
    """The imports of a module outside functions, also those under `if TYPE_CHECKING`."""
    for node in nodes:
        if isinstance(node, ast.Import | ast.ImportFrom):
            yield node
        elif not isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda):
            yield from top_imports(ast.iter_child_nodes(node))


def import_graph(sources: dict[str, str]) -> Graph:
    """By module name, the modules among these that it imports."""
    graph: Graph = {}
    for name, source in sources.items():
        found: set[str] = set()
        for node in top_imports(ast.parse(source).body):
            if isinstance(node, ast.Import):
                found |= {one.name for one in node.names}
            elif node.module:
                members = {f"{node.module}.{one.name}" for one in node.names}
                submodules = members & set(sources)
                found |= submodules if len(submodules) == len(members) else submodules | {node.module}
        graph[name] = (found & set(sources)) - {name}
    return graph


def circles(graph: Graph) -> list[list[str]]:
    """A path for each circle that a depth-first search meets."""
    found: list[list[str]] = []
    done: set[str] = set()

    def visit(name: str, path: list[str]) -> None:
        if name in path:
            found.append([*path[path.index(name) :], name])
        elif name not in done:
            for other in sorted(graph[name]):
                visit(other, [*path, name])
            done.add(name)

    for name in sorted(graph):
        visit(name, [])
    return found


def test_a_circle_is_found() -> None:
    sources = {
        "a": "from b import x",
        "b": "if TYPE_CHECKING:\n    import c",
        "c": "def later():\n    import b\nimport a",
        "d": "import a",
    }
    assert circles(import_graph(sources)) == [["a", "b", "c", "a"]]


def test_no_modules_import_each_other() -> None:
    sources = {module_name(path): path.read_text() for path in (SOURCE / "digits").rglob("*.py")}
    assert circles(import_graph(sources)) == []


@pytest.mark.parametrize(("room", "allowed"), ROOMS)
def test_a_room_of_the_laboratory_imports_what_its_readme_allows(room: str, allowed: str) -> None:
    sources = {module_name(path): path.read_text() for path in LAB.rglob("*.py")}
    graph = import_graph(sources)
    inside = f"digits.lab.{room}"
    used = {other.split(".")[2] for name in graph if f"{name}.".startswith(f"{inside}.") for other in graph[name]}
    assert used <= {room, *re.findall(r"\w+", allowed)}


BASE = {
    re.split(r"[<>=!~\[; ]", line)[0].lower()
    for line in tomllib.loads((SOURCE.parent / "pyproject.toml").read_text())["project"]["dependencies"]
}
DISTRIBUTIONS = {"PIL": "pillow", "markupsafe": "flask", "pydantic_core": "pydantic", "werkzeug": "flask"}
"""By name of the module, the requirement that brings it, where that has another name."""
COMMANDS_OF_THE_LABORATORY = {"optuna", "tensorboard"}
CORRECTIONS = {"sqlalchemy"}
"""What the extra `corrections` adds."""


def test_outside_the_laboratory_the_base_installation_is_imported_and_no_more() -> None:
    used: set[str] = set()
    for path in (SOURCE / "digits").rglob("*.py"):
        if LAB not in path.parents:
            extra = COMMANDS_OF_THE_LABORATORY if path.parent.name == "cli" else set()
            used |= {DISTRIBUTIONS.get(name, name) for name in imported(path) - extra}
    assert used - sys.stdlib_module_names - {"digits", "_typeshed"} == BASE | CORRECTIONS


def imported(path: Path) -> set[str]:
    """The packages that a file imports anywhere."""
    found = set()
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            found |= {one.name.partition(".")[0] for one in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found.add(node.module.partition(".")[0])
    return found
