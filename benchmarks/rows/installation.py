"""Size of an installation with all packages that it needs."""

from collections.abc import Iterator
from pathlib import Path

from benchmarks.row import Contender, Figure, Measure, NotInstalledError, Row
from benchmarks.side_by_side import RIVALS, ROOT

TOOLS = ("pip", "setuptools", "pkg_resources", "_distutils_hack", "distutils-precedence.pth")
"""What is in every fresh environment."""


def _digits(_: int) -> Iterator[Measure]:
    from benchmarks.base_installation import base_distributions, installed_bytes

    own = sum(path.stat().st_size for path in (ROOT / "src/digits").rglob("*") if path.is_file())
    size = (own + sum(map(installed_bytes, base_distributions()))) / 1e6
    yield lambda: {"size": size}


def _gradio(_: int) -> Iterator[Measure]:
    found = list((RIVALS / "gradio").glob("lib/python*/site-packages"))
    if not found:
        raise NotInstalledError("Gradio: `make bench` sets up .venv/rivals")
    size = sum(_bytes(one) for one in found[0].iterdir() if not one.name.startswith(TOOLS)) / 1e6
    yield lambda: {"size": size}


def _bytes(path: Path) -> int:
    return sum(file.stat().st_size for file in (path, *path.rglob("*")) if file.is_file())


ROW = Row(
    figures={"size": Figure("MB", limit=240)},
    contenders=(
        Contender("digits", _digits, note="the base installation: commands, pages and API"),
        Contender("Gradio", _gradio, note="a fresh environment with Gradio and ONNX Runtime"),
    ),
    counts=dict.fromkeys(("quick", "usual", "full"), 1),
    unit="environment",
    rounds=1,
)
