"""The machine and the versions of everything that takes part."""

import json
import os
import platform
import shutil
import subprocess
from pathlib import Path
from typing import Any, get_args

from benchmarks.row import Environment
from benchmarks.rows.browser import BROWSERS
from benchmarks.side_by_side import python_of

SHOWN = {
    "own": ("keras", "numpy", "onnxruntime", "pillow", "playwright", "tensorflow-cpu", "granian"),
    "engines": ("ai-edge-litert", "numpy", "onnxruntime", "openvino"),
    "gradio": ("fastapi", "gradio", "numpy", "onnxruntime", "pillow", "uvicorn"),
}
VERSIONS = """
import importlib.metadata as metadata, json
print(json.dumps({one.name.lower().replace("_", "-"): one.version for one in metadata.distributions()}))
"""


def machine() -> dict[str, Any]:
    """Return processor, cores, memory in GB and operating system."""
    return {
        "processor": _field("/proc/cpuinfo", "model name") or platform.processor(),
        "cores": os.cpu_count(),
        "memory": round(os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 1e9),
        "system": f"{_field('/etc/os-release', 'PRETTY_NAME') or platform.system()}, Linux {platform.release()}"
        if platform.system() == "Linux"
        else platform.platform(),
        "python": platform.python_version(),
    }


def versions() -> dict[str, dict[str, str]]:
    """Return versions of the packages that decide each environment's figures, and of installed programs."""
    found = {name: _packages(name) for name in get_args(Environment)}
    chromium = next(filter(None, map(shutil.which, BROWSERS)), None)
    programs = {"chromium": _first_line(chromium, "--version"), "wrk": _first_line(shutil.which("wrk"), "--version")}
    return found | {"programs": {name: line for name, line in programs.items() if line}}


def commit() -> str:
    """Return the commit, with a plus sign if files differ from it."""
    command = ["git", "describe", "--always", "--abbrev=8", "--dirty=+", "--exclude=*"]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout.strip()


def _packages(environment: Environment) -> dict[str, str]:
    python = python_of(environment)
    if not Path(python).exists():
        return {}
    done = subprocess.run([python, "-c", VERSIONS], capture_output=True, text=True, check=True)
    installed = json.loads(done.stdout)
    return {name: installed[name] for name in SHOWN[environment] if name in installed}


def _first_line(program: str | None, argument: str) -> str:
    """Return what a program says of its version; `wrk` exits with 1 after it."""
    if program is None:
        return ""
    done = subprocess.run([program, argument], capture_output=True, text=True, check=False)
    return (done.stdout or done.stderr).partition("\n")[0].partition(" Copyright")[0].strip()


def _field(path: str, name: str) -> str:
    """Return a value of a file of names and values; empty if there is none."""
    try:
        text = Path(path).read_text("utf-8")
    except OSError:
        return ""
    for line in text.splitlines():
        key, sign, value = line.replace("=", ":", 1).partition(":")
        if sign and key.strip() == name:
            return value.strip().strip('"')
    return ""
