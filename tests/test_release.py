"""A release starts from a finished commit, and its packages work installed alone."""

import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from benchmarks.base_installation import base_distributions, installed_bytes, installed_files
from benchmarks.pictures import seven
from tools.release import build, digit_read_with, problems

ROOT = Path(__file__).parents[1]
SOURCE = ROOT / "src" / "digits"
FRAMEWORKS = {"onnx", "keras", "tensorflow", "torch", "jax", "matplotlib", "scipy", "sklearn", "optuna"}
CHANGES = "# Changelog\n\n## [Unreleased]\n\n## [0.1.0] - 2026-01-01\n\n- Something.\n"


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A repository whose commit can be released."""
    (tmp_path / "pyproject.toml").write_text('[project]\nname = "digits-classification"\nversion = "0.1.0"\n')
    (tmp_path / "CHANGELOG.md").write_text(CHANGES)
    (tmp_path / "CITATION.cff").write_text('cff-version: 1.2.0\nversion: "0.1.0"\n')
    git(tmp_path, "init", "--quiet")
    commit(tmp_path)
    return tmp_path


def git(folder: Path, *arguments: str) -> None:
    name = ("-c", "user.name=someone", "-c", "user.email=someone@example.org")
    subprocess.run(["git", *name, *arguments], cwd=folder, check=True, capture_output=True)


def commit(folder: Path) -> None:
    git(folder, "add", "--all")
    git(folder, "commit", "--quiet", "--message", "All")


def test_a_finished_commit_can_be_released(project: Path) -> None:
    git(project, "tag", "v0.0.9")
    assert problems(project) == []


def test_what_is_unfinished_is_reported(project: Path) -> None:
    git(project, "tag", "v0.1.0")
    (project / "CHANGELOG.md").write_text(CHANGES.replace("[Unreleased]\n", "[Unreleased]\n\n- Late.\n"))
    assert problems(project) == [
        "commit or remove what `git status` lists",
        "v0.1.0 is tagged already: raise the version",
        "CHANGELOG.md has changes under [Unreleased]",
    ]


def test_every_file_needs_the_version(project: Path) -> None:
    (project / "pyproject.toml").write_text('[project]\nname = "digits-classification"\nversion = "0.2.0"\n')
    commit(project)
    assert problems(project) == [
        "CHANGELOG.md has no changes under [0.2.0]",
        "CITATION.cff has another version than 0.2.0",
    ]


def test_the_base_installation_is_small() -> None:
    assert sum(map(installed_bytes, base_distributions())) < 220e6


@pytest.fixture(scope="module")
def packages(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """The wheel and the sdist that are built from this source."""
    return {path.suffix: path for path in build(ROOT, tmp_path_factory.mktemp("dist"))}


@pytest.fixture(scope="module")
def wheel(packages: dict[str, Path]) -> Path:
    return packages[".whl"]


@pytest.mark.release
def test_the_sdist_reads_a_digit_installed_alone(packages: dict[str, Path], tmp_path: Path) -> None:
    assert digit_read_with(packages[".gz"], tmp_path) == 7


@pytest.mark.release
def test_the_wheel_is_small_and_holds_every_file_of_the_package(wheel: Path) -> None:
    assert wheel.stat().st_size < 15e6
    with zipfile.ZipFile(wheel) as archive:
        held = {name for name in archive.namelist() if name.startswith("digits/")}
    ours = (path for path in SOURCE.rglob("*") if path.is_file() and "__pycache__" not in path.parts)
    assert {f"digits/{path.relative_to(SOURCE).as_posix()}" for path in ours} == held


@pytest.fixture(scope="module")
def base(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the wheel unpacked, and links to what it requires: all that can be imported."""
    site = tmp_path_factory.mktemp("base installation")
    for one in base_distributions():
        for file in installed_files(one):
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


@pytest.mark.release
def test_the_base_installation_has_no_training_framework(base: Path, tmp_path: Path) -> None:
    for framework in ("keras", "tensorflow", "matplotlib", "onnx"):
        assert "ModuleNotFoundError" in run_with(base, "-c", f"import {framework}", folder=tmp_path).stderr


@pytest.mark.release
def test_predicts_with_the_base_installation_from_an_empty_folder(base: Path, tmp_path: Path) -> None:
    (tmp_path / "seven.png").write_bytes(seven())
    result = run_with(base, "-m", "digits", "predict", "--csv", "seven.png", folder=tmp_path)
    assert result.stderr == ""
    assert result.stdout.splitlines()[1].split(",")[1] == "7"


@pytest.mark.release
def test_serves_with_the_base_installation(base: Path, tmp_path: Path) -> None:
    program = (
        "import sys; from digits.web import create_app; client = create_app({}).test_client(); "
        "answer = client.post('/api/v1/predict', json={'strokes': [[[2, 2], [8, 2], [5, 10]]]}); "
        "layers = client.get('/api/v1/models/default/layers').get_json()['layers']; "
        "print(answer.status_code, answer.get_json()['digit'], layers[0]['kind'], "
        f"sorted({FRAMEWORKS!r} & set(sys.modules)))"
    )
    result = run_with(base, "-c", program, folder=tmp_path)
    assert result.stderr == ""
    assert result.stdout == "200 7 input []\n"


@pytest.mark.release
def test_a_lab_command_without_the_lab_says_what_to_install(base: Path, tmp_path: Path) -> None:
    result = run_with(base, "-m", "digits", "train", "default", folder=tmp_path)
    assert result.returncode == 1
    assert 'pip install ".[lab]"' in result.stderr
    assert "Traceback" not in result.stderr
