"""What has to be built and installed to be known: that the packages stand alone, and read a digit."""

import json
import os
import subprocess
import sys
import tempfile
import venv
import zipfile
from email.parser import HeaderParser
from pathlib import Path

from benchmarks.pictures import seven

from release.checks import CheckError, version

LARGEST = 15_000_000
"""Bytes of the wheel."""
_NAMED = ("Summary", "License-Expression", "Author", "Keywords", "Requires-Python", "Description-Content-Type")
_FRAMEWORKS = ("keras", "tensorflow", "torch", "jax", "sklearn", "matplotlib", "scipy")


def build(root: Path) -> str:
    """The sdist and the wheel are built into dist/."""
    for old in (root / "dist").glob("digits_classification-*"):
        old.unlink()
    _run([sys.executable, "-m", "build", "--no-isolation", str(root)], root)
    return f"{_wheel(root).name}, {_sdist(root).name}"


def small(root: Path) -> str:
    """The wheel is not too large."""
    size = _wheel(root).stat().st_size
    if size > LARGEST:
        raise CheckError(f"the wheel has {size / 1e6:.1f} MB, more than {LARGEST / 1e6:.0f}")
    return f"{size / 1e6:.1f} MB"


def metadata(root: Path) -> str:
    """The wheel says what it is, and needs no training framework."""
    with zipfile.ZipFile(_wheel(root)) as archive:
        [name] = [name for name in archive.namelist() if name.endswith(".dist-info/METADATA")]
        said = HeaderParser().parsestr(archive.read(name).decode())
    missing = [one for one in _NAMED if not said[one]]
    if missing or said["Version"] != version(root):
        raise CheckError(f"the wheel's metadata lack {', '.join(missing) or 'the version'}: see pyproject.toml")
    base = [line for line in said.get_all("Requires-Dist", []) if "extra ==" not in line]
    if heavy := [line for line in base if line.lower().startswith(_FRAMEWORKS)]:
        raise CheckError(f"the base installation needs {', '.join(heavy)}")
    return f"{len(base)} requirements, {len(said.get_all('Classifier', []))} classifiers"


def wheel_alone(root: Path) -> str:
    """The wheel installs into an empty environment and reads a digit from an empty folder."""
    return _alone(_wheel(root), root)


def sdist_alone(root: Path) -> str:
    """So does the sdist."""
    return _alone(_sdist(root), root)


def _alone(package: Path, root: Path) -> str:
    with tempfile.TemporaryDirectory() as folder:
        environment, empty = Path(folder, "environment"), Path(folder, "empty")
        empty.mkdir()
        venv.create(environment, with_pip=True)
        python = environment / ("Scripts" if os.name == "nt" else "bin") / "python"
        pip = [str(python), "-m", "pip", "--quiet", "--disable-pip-version-check"]
        _run([*pip, "install", "--constraint", str(root / "constraints.txt"), str(package)], empty)
        return _tried(str(python), empty)


def _tried(python: str, empty: Path) -> str:
    """Read a picture of a seven by the command, answer a request by the application, and import no framework."""
    (empty / "seven.png").write_bytes(seven())
    reading = json.loads(_run([python, "-m", "digits", "predict", "--json", "seven.png"], empty))
    if reading["digit"] != 7:
        raise CheckError(f"a seven is read as {reading['digit']}, {reading['verdict']}")
    program = (
        "import sys; from digits.web import create_app; client = create_app().test_client();"
        "print(client.get('/health/ready').status_code);"
        "print([name for name in sys.argv[1:] if name in sys.modules])"
    )
    answer = _run([python, "-c", program, *_FRAMEWORKS], empty).split("\n")
    if answer[:2] != ["200", "[]"]:
        raise CheckError(f"the application answers {answer[0]} and imports {answer[1]}")
    return f"reads a {reading['digit']} with {reading['model']['name']} {reading['model']['version']}"


def _wheel(root: Path) -> Path:
    return root / "dist" / f"digits_classification-{version(root)}-py3-none-any.whl"


def _sdist(root: Path) -> Path:
    return root / "dist" / f"digits_classification-{version(root)}.tar.gz"


def _run(command: list[str], folder: Path) -> str:
    """What a command prints, run without this process's paths to code.

    Raises:
        CheckError: it failed; the message has the end of what it said.
    """
    clean = {name: value for name, value in os.environ.items() if name not in {"PYTHONPATH", "VIRTUAL_ENV"}}
    done = subprocess.run(command, cwd=folder, env=clean, capture_output=True, text=True, check=False)
    if done.returncode:
        raise CheckError(f"{' '.join(command[:6])} failed: {(done.stdout + done.stderr).strip()[-600:]}")
    return done.stdout
