"""Build the packages and read a digit with each, installed alone: ``make release``.

Before it: write the version into pyproject.toml and CITATION.cff, move the changes under "Unreleased" in CHANGELOG.md
below a heading ``## [VERSION] - DATE``, and commit. After it: tag the commit ``vVERSION`` and upload dist/.
"""

import json
import os
import re
import subprocess
import sys
import tempfile
import tomllib
import venv
from pathlib import Path

from benchmarks.pictures import seven

ROOT = Path(__file__).parents[1]


def problems(root: Path) -> list[str]:
    """What to put right before a release of this commit."""
    version = tomllib.loads((root / "pyproject.toml").read_text("utf-8"))["project"]["version"]
    _, *parts = re.split(r"^## \[(.+?)\].*$", (root / "CHANGELOG.md").read_text("utf-8"), flags=re.MULTILINE)
    changes = {name: text.strip() for name, text in zip(parts[::2], parts[1::2], strict=True)}
    checks = {
        "commit or remove what `git status` lists": not run(["git", "status", "--porcelain"], root),
        f"v{version} is tagged already: raise the version": not run(["git", "tag", "--list", f"v{version}"], root),
        f"CHANGELOG.md has no changes under [{version}]": bool(changes.get(version)),
        "CHANGELOG.md has changes under [Unreleased]": not changes.get("Unreleased"),
        f"CITATION.cff has another version than {version}": f'version: "{version}"' in _lines(root / "CITATION.cff"),
    }
    return [problem for problem, passed in checks.items() if not passed]


def build(root: Path, folder: Path) -> list[Path]:
    """Build the wheel and the sdist into a folder, and check their metadata."""
    run([sys.executable, "-m", "build", "--no-isolation", "--outdir", str(folder), str(root)], root)
    packages = [*folder.glob("*.whl"), *folder.glob("*.tar.gz")]
    run([sys.executable, "-m", "twine", "check", "--strict", *map(str, packages)], root)
    return packages


def digit_read_with(package: Path, folder: Path) -> int | None:
    """The digit that a package, installed into an environment of its own in this folder, reads in a picture of a 7."""
    venv.create(folder / "environment")
    python = str(folder / "environment" / ("Scripts" if os.name == "nt" else "bin") / "python")
    constraints = str(ROOT / "constraints.txt")
    pip = [sys.executable, "-m", "pip", "--python", python, "install", "--quiet", "--no-compile"]
    run([*pip, "--constraint", constraints, str(package)], folder)
    (folder / "seven.png").write_bytes(seven())
    digit: int | None = json.loads(run([python, "-m", "digits", "predict", "--json", "seven.png"], folder))["digit"]
    return digit


def run(command: list[str], folder: Path) -> str:
    """The output of a command, run without this process's paths to code; the script ends with its errors."""
    environment = {name: value for name, value in os.environ.items() if name not in {"PYTHONPATH", "VIRTUAL_ENV"}}
    done = subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=False)
    if done.returncode:
        sys.exit(f"{' '.join(command)} failed:\n{done.stdout}{done.stderr}")
    return done.stdout


def _lines(path: Path) -> list[str]:
    return path.read_text("utf-8").splitlines()


if __name__ == "__main__":
    if found := problems(ROOT):
        sys.exit("\n".join(found))
    for old in (ROOT / "dist").glob("digits_classification-*"):
        old.unlink()
    for package in build(ROOT, ROOT / "dist"):
        with tempfile.TemporaryDirectory() as folder:
            if (digit := digit_read_with(package, Path(folder))) != 7:
                sys.exit(f"{package.name} reads a 7 as {digit}")
        print(f"{package.name}: installed alone, it reads a 7")
