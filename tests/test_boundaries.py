"""Dependencies point one way, and serving needs nothing but the base installation."""

import ast
import os
import re
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from benchmarks.base import base_distributions, files, installed_bytes
from benchmarks.pictures import seven

SOURCE = Path(__file__).parents[1] / "src" / "digits"
FRAMEWORKS = {"keras", "tensorflow", "torch", "jax", "tf2onnx", "matplotlib", "scipy", "sklearn", "optuna", "ray"}
TABLE = (SOURCE.parents[1] / "docs" / "design.md").read_text()
MAY_IMPORT = dict(re.findall(r"^\| `digits\.(\w+)` \| .+ \| (.*?) ?\|$", TABLE, re.MULTILINE))


def imports(path: Path, anywhere: bool = True) -> set[str]:
    """The modules a file imports; only those imported at its top if not `anywhere`."""
    tree = ast.parse(path.read_text())
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
            assert not {one for one in imports(path) if one.partition(".")[0] in FRAMEWORKS}, path


def test_commands_import_the_lab_inside_their_bodies() -> None:
    for path in (SOURCE / "cli").glob("*.py"):
        top = imports(path, anywhere=False)
        assert not {one for one in top if one.startswith(("digits.lab", "digits.web"))}, path


@pytest.fixture(scope="session")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel that is built from this source."""
    folder = tmp_path_factory.mktemp("wheel")
    command = [sys.executable, "-m", "build", "--no-isolation", "--outdir", str(folder), str(SOURCE.parents[1])]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return next(folder.glob("*.whl"))


def test_the_wheel_is_small_and_holds_every_file_of_the_package(wheel: Path) -> None:
    assert wheel.stat().st_size < 15e6
    with zipfile.ZipFile(wheel) as archive:
        held = {name for name in archive.namelist() if name.startswith("digits/")}
    ours = (path for path in SOURCE.rglob("*") if path.is_file() and "__pycache__" not in path.parts)
    assert {f"digits/{path.relative_to(SOURCE).as_posix()}" for path in ours} == held


@pytest.fixture(scope="session")
def base(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the wheel unpacked, and links to what it requires: all that can be imported."""
    site = tmp_path_factory.mktemp("base installation")
    for one in base_distributions():
        for file in files(one):
            place = site / file
            place.parent.mkdir(parents=True, exist_ok=True)
            place.symlink_to(one.locate_file(file))
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(site)
    return site


def run_with(base: Path, *arguments: str, folder: Path) -> subprocess.CompletedProcess[str]:
    """Run Python with the base installation alone (-S: no site-packages)."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")}
    return subprocess.run(
        [sys.executable, "-S", *arguments],
        cwd=folder,
        env=environment | {"PYTHONPATH": str(base)},
        capture_output=True,
        text=True,
        check=False,
    )


def test_the_base_has_no_training_framework(base: Path, tmp_path: Path) -> None:
    for framework in ("keras", "tensorflow", "matplotlib"):
        assert "ModuleNotFoundError" in run_with(base, "-c", f"import {framework}", folder=tmp_path).stderr


def test_predicts_with_the_base_alone_from_an_empty_folder(base: Path, tmp_path: Path) -> None:
    (tmp_path / "seven.png").write_bytes(seven())
    result = run_with(base, "-m", "digits", "predict", "--csv", "seven.png", folder=tmp_path)
    assert result.stderr == ""
    assert result.stdout.splitlines()[1].split(",")[1] == "7"


def test_serves_with_the_base_alone(base: Path, tmp_path: Path) -> None:
    program = (
        "import sys; from digits.web import create_app; client = create_app({}).test_client(); "
        "answer = client.post('/api/v1/predict', json={'strokes': [[[2, 2], [8, 2], [5, 10]]]}); "
        f"print(answer.status_code, answer.get_json()['digit'], sorted({FRAMEWORKS!r} & set(sys.modules)))"
    )
    result = run_with(base, "-c", program, folder=tmp_path)
    assert result.stderr == ""
    assert result.stdout == "200 7 []\n"


def test_a_lab_command_without_the_lab_says_what_to_install(base: Path, tmp_path: Path) -> None:
    result = run_with(base, "-m", "digits", "train", "default", folder=tmp_path)
    assert result.returncode == 1
    assert 'pip install ".[lab]"' in result.stderr
    assert "Traceback" not in result.stderr


def test_the_base_is_small() -> None:
    assert sum(map(installed_bytes, base_distributions())) < 300e6
