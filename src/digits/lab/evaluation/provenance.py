"""Where a test evaluation comes from: the commit of the code, the machine, the packages."""

import os
import platform
import subprocess
from importlib import metadata
from pathlib import Path

_PACKAGES = ("numpy", "onnxruntime", "keras", "tensorflow", "torch", "jax", "scikit-learn")


def commit() -> str | None:
    """The commit of the working folder, followed by `+` where code differs from it; None outside git."""
    try:
        found = [
            subprocess.run(command, capture_output=True, text=True, check=True).stdout.strip()  # noqa: S603
            for command in (["git", "rev-parse", "HEAD"], ["git", "status", "--porcelain", "--", ":/*.py", ":/*.toml"])
        ]
    except (OSError, subprocess.CalledProcessError):
        return None
    return found[0] + ("+" if found[1] else "")


def machine() -> str:
    """The processor and its number of cores."""
    return f"{_processor() or platform.machine()}, {os.cpu_count()} cores"


def packages() -> dict[str, str]:
    """The versions of Python and of the installed packages that compute."""
    found = {"python": platform.python_version()}
    for name in _PACKAGES:
        try:
            found[name] = metadata.version(name)
        except metadata.PackageNotFoundError:
            continue
    return found


def _processor() -> str:
    """The processor's name as Linux knows it."""
    path = Path("/proc/cpuinfo")
    lines = path.read_text().splitlines() if path.exists() else []
    return next((line.partition(":")[2].strip() for line in lines if line.startswith("model name")), "")
