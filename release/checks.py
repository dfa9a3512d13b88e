"""What can be read off the repository: its state, its version, its documents and its models."""

import hashlib
import json
import re
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from packaging.version import Version

UNRELEASED = "## [Unreleased]"
_CARDS = "src/digits/models/**/*.json"


class CheckError(Exception):
    """Something that a release promises does not hold; the message says what to do."""


def version(root: Path) -> str:
    """The version, from the one place where it stands."""
    project: dict[str, str] = tomllib.loads((root / "pyproject.toml").read_text("utf-8"))["project"]
    return project["version"]


def clean_tree(root: Path) -> str:
    """Nothing is changed, and nothing stands beside what is committed."""
    changed = _git(root, "status", "--porcelain").splitlines()
    if changed:
        raise CheckError(f"commit or remove {len(changed)} files, {changed[0][3:]} the first")
    return _git(root, "rev-parse", "--short", "HEAD").strip()


def newer_version(root: Path) -> str:
    """The version is later than that of every tag."""
    now = Version(version(root))
    tags = [Version(tag[1:]) for tag in _git(root, "tag", "--list", "v[0-9]*").split()]
    if tags and now <= max(tags):
        raise CheckError(f"v{max(tags)} is tagged and pyproject.toml has {now}: --prepare gives it a new one")
    return f"{now}, after {max(tags)}" if tags else f"{now}, the first"


def changelog(root: Path) -> str:
    """The changelog has this version with today's date, and nothing that is unreleased."""
    text = (root / "CHANGELOG.md").read_text("utf-8")
    heading = f"## [{version(root)}] - {today()}"
    passages = dict(_passages(text))
    if heading not in passages:
        raise CheckError(f"CHANGELOG.md has no '{heading}': --prepare {version(root)} writes it")
    if passages.get(UNRELEASED, "").strip():
        raise CheckError(
            f"CHANGELOG.md has changes under '{UNRELEASED}': they belong to this version, or to a later one"
        )
    if not passages[heading].strip():
        raise CheckError(f"CHANGELOG.md says nothing under '{heading}'")
    return heading[3:]


def citation(root: Path) -> str:
    """The citation names this version and today's date."""
    text = (root / "CITATION.cff").read_text("utf-8")
    for line in (f'version: "{version(root)}"', f'date-released: "{today()}"'):
        if line not in text.splitlines():
            raise CheckError(f"CITATION.cff has no line {line}: --prepare {version(root)} writes it")
    return version(root)


def documents(root: Path) -> str:
    """The generated passages of the documents are what the results give now."""
    command = [sys.executable, "-m", "tools.documents", "--check"]
    done = subprocess.run(command, cwd=root, capture_output=True, text=True, check=False)
    if done.returncode:
        raise CheckError((done.stdout + done.stderr).strip())
    return "fresh"


def models(root: Path) -> str:
    """Each shipped model is the one that its card describes."""
    cards = sorted(root.glob(_CARDS))
    for path in cards:
        sha256 = hashlib.sha256(path.with_suffix(".onnx").read_bytes()).hexdigest()
        if json.loads(path.read_text("utf-8"))["sha256"] != sha256:
            raise CheckError(
                f"{path.relative_to(root)} is of another file than {path.stem}.onnx: export the model again"
            )
    return f"{len(cards)} cards"


def claims(root: Path) -> str:
    """Each digit reader that ships has its entry in the ledger."""
    cards = {path.stem: json.loads(path.read_text("utf-8")) for path in (root / "src/digits/models").glob("*.json")}
    without = [
        name
        for name, card in sorted(cards.items())
        if not (root / f"results/{name}-{card['sha256'][:8]}/claim.json").exists()
    ]
    if without:
        raise CheckError(f"no claim in results/: {', '.join(without)}; `digits evaluate NAME` makes it")
    return f"{len(cards)} models"


def prepare(root: Path, new: str) -> None:
    """Write a version and today's date into pyproject.toml, CITATION.cff and CHANGELOG.md.

    Raises:
        CheckError: it is no version, or the changelog has nothing to release.
    """
    if not re.fullmatch(r"\d+\.\d+\.\d+((a|b|rc)\d+)?", new):
        raise CheckError(f"{new} is no version such as 1.2.3 or 1.2.3rc1")
    changes = root / "CHANGELOG.md"
    text = changes.read_text("utf-8")
    if not dict(_passages(text)).get(UNRELEASED, "").strip():
        raise CheckError(f"CHANGELOG.md has nothing under '{UNRELEASED}'")
    changes.write_text(text.replace(UNRELEASED, f"{UNRELEASED}\n\n## [{new}] - {today()}", 1), "utf-8")
    _replace_line(root / "pyproject.toml", "version = ", f'version = "{new}"')
    _replace_line(root / "CITATION.cff", "version: ", f'version: "{new}"')
    _replace_line(root / "CITATION.cff", "date-released: ", f'date-released: "{today()}"')


def today() -> str:
    """The date in Greenwich, YYYY-MM-DD."""
    return f"{datetime.now(UTC):%Y-%m-%d}"


def _replace_line(path: Path, begins: str, line: str) -> None:
    """Put a line in the place of the first one that begins so."""
    text, count = re.subn(rf"^{re.escape(begins)}.*$", line, path.read_text("utf-8"), count=1, flags=re.MULTILINE)
    if not count:
        raise CheckError(f"{path.name} has no line that begins with {begins!r}")
    path.write_text(text, "utf-8")


def _passages(text: str) -> Iterator[tuple[str, str]]:
    """Each heading of the second level with what stands under it."""
    for part in re.split(r"^(?=## )", text, flags=re.MULTILINE)[1:]:
        heading, _, below = part.partition("\n")
        yield heading, below


def _git(root: Path, *arguments: str) -> str:
    return subprocess.run(["git", *arguments], cwd=root, capture_output=True, text=True, check=True).stdout
