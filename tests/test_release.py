"""A release is checked: what is wrong is told with its remedy, and what is right passes."""

import hashlib
import json
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml
from release import checks
from release.__main__ import PACKAGES, REPOSITORY, holds
from release.checks import CheckError

ROOT = Path(__file__).parents[1]
CHANGES = "# Changelog\n\n## [Unreleased]\n\n### Added\n\n- Something.\n"
CITATION = 'cff-version: 1.2.0\nversion: "0.1.0"\ndate-released: "2000-01-01"\n'


@pytest.fixture
def project(tmp_path: Path) -> Iterator[Path]:
    """A repository with one commit, one model and one claim, ready to be prepared."""
    (tmp_path / "pyproject.toml").write_text('[project]\nname = "digits-classification"\nversion = "0.1.0"\n')
    (tmp_path / "CHANGELOG.md").write_text(CHANGES)
    (tmp_path / "CITATION.cff").write_text(CITATION)
    models = tmp_path / "src/digits/models"
    models.mkdir(parents=True)
    (models / "small.onnx").write_bytes(b"weights")
    sha256 = hashlib.sha256(b"weights").hexdigest()
    (models / "small.json").write_text(json.dumps({"sha256": sha256}))
    claim = tmp_path / f"results/small-{sha256[:8]}/claim.json"
    claim.parent.mkdir(parents=True)
    claim.write_text("{}")
    git(tmp_path, "init", "--quiet")
    commit(tmp_path)
    return tmp_path


def git(folder: Path, *arguments: str) -> None:
    name = ("-c", "user.name=someone", "-c", "user.email=someone@example.org")
    subprocess.run(["git", *name, *arguments], cwd=folder, check=True, capture_output=True)


def commit(folder: Path) -> None:
    git(folder, "add", "--all")
    git(folder, "commit", "--quiet", "--message", "All")


def test_what_is_prepared_and_committed_passes(project: Path) -> None:
    checks.prepare(project, "0.2.0")
    commit(project)
    git(project, "tag", "v0.1.0")
    for check in (check for check in REPOSITORY.values() if check is not checks.documents):
        check(project)
    text = (project / "CHANGELOG.md").read_text()
    assert text.index("[Unreleased]") < text.index(f"## [0.2.0] - {checks.today()}") < text.index("- Something.")


def test_a_file_beside_the_commit_is_told(project: Path) -> None:
    (project / "new.txt").write_text("new")
    with pytest.raises(CheckError, match=r"1 files, new\.txt the first"):
        checks.clean_tree(project)


@pytest.mark.parametrize(("tag", "right"), [("v0.0.9", True), ("v0.1.0", False), ("v0.10.0", False)])
def test_a_version_is_newer_than_every_tag(project: Path, tag: str, right: bool) -> None:
    git(project, "tag", tag)
    git(project, "tag", "v0.0.1")
    assert holds("", checks.newer_version, project) is right


def test_the_changelog_needs_this_version_and_nothing_unreleased(project: Path) -> None:
    with pytest.raises(CheckError, match=r"has no '## \[0.1.0\]"):
        checks.changelog(project)
    checks.prepare(project, "0.1.0")
    checks.changelog(project)
    path = project / "CHANGELOG.md"
    path.write_text(path.read_text().replace("[Unreleased]\n", "[Unreleased]\n\n- Late.\n"))
    with pytest.raises(CheckError, match="changes under"):
        checks.changelog(project)


def test_a_citation_of_another_version_is_told(project: Path) -> None:
    with pytest.raises(CheckError, match="date-released"):
        checks.citation(project)
    checks.prepare(project, "0.1.0")
    checks.citation(project)
    (project / "pyproject.toml").write_text('[project]\nversion = "0.1.1"\n')
    with pytest.raises(CheckError, match=r"0\.1\.1"):
        checks.citation(project)


def test_a_swapped_model_and_a_missing_claim_are_told(project: Path) -> None:
    (project / "src/digits/models/small.onnx").write_bytes(b"others")
    with pytest.raises(CheckError, match=r"small\.json is of another file"):
        checks.models(project)
    next((project / "results").glob("*/claim.json")).unlink()
    with pytest.raises(CheckError, match="no claim in results/: small"):
        checks.claims(project)


@pytest.mark.parametrize("version", ["", "1", "1.2", "v1.2.3", "1.2.3-beta", "1.2.3\n"])
def test_what_is_no_version_is_not_prepared(project: Path, version: str) -> None:
    with pytest.raises(CheckError, match="is no version"):
        checks.prepare(project, version)
    assert (project / "CHANGELOG.md").read_text() == CHANGES


def test_a_failed_check_is_printed_and_does_not_end_the_others(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert not holds("there is a changelog", checks.changelog, project)
    assert holds("the models are right", checks.models, project)
    assert re.fullmatch(r"✗ there is a changelog: .+\n✓ the models are right: 1 cards\n", capsys.readouterr().out)


def test_every_check_says_what_holds() -> None:
    assert len(REPOSITORY) + len(PACKAGES) == 12
    for check in (*REPOSITORY.values(), *PACKAGES.values()):
        assert check.__doc__


def test_the_models_of_this_repository_are_fit_to_release() -> None:
    checks.models(ROOT)
    checks.claims(ROOT)


def test_the_citation_is_whole() -> None:
    citation = yaml.safe_load((ROOT / "CITATION.cff").read_text())
    assert citation["cff-version"] == "1.2.0"
    assert {"message", "title", "authors", "version", "license"} <= set(citation)
    assert citation["version"] == checks.version(ROOT)


def test_the_version_stands_in_one_place() -> None:
    holders = [ROOT / "src/digits", ROOT / "benchmarks", ROOT / "release", ROOT / "script.py"]
    sources = [path for holder in holders for path in ([holder] if holder.is_file() else holder.rglob("*.py"))]
    assert not [path for path in sources if f'"{checks.version(ROOT)}"' in path.read_text()]
