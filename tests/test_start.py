"""Commands and the server start fast: they import what they need, and little is added to what that takes."""

import os
import resource
import subprocess
import sys
from pathlib import Path

import pytest
from benchmarks.pictures import seven

from digits import detector, isolation, rejection
from digits.onnx_session import MODELS

ROUNDS = 5
LABORATORY = {"keras", "matplotlib", "onnx", "optuna", "scipy", "sklearn", "tensorflow"}
NETWORKS = [str(path) for path in (MODELS / "default.onnx", detector.FILE, isolation.FILE, rejection.FILE)]

OPEN_NETWORKS = """
import hashlib, sys, numpy, PIL.Image, onnxruntime
options = onnxruntime.SessionOptions()
options.intra_op_num_threads = options.inter_op_num_threads = 1
options.log_severity_level = 3
for path in sys.argv[1:]:
    contents = open(path, "rb").read()
    hashlib.sha256(contents)
    onnxruntime.InferenceSession(contents, options, providers=["CPUExecutionProvider"])
"""
IMPORT_SERVER = "import flask, prometheus_client; from pydantic import BaseModel"
CREATE_APP = "from digits.web import create_app; create_app()"


@pytest.fixture(scope="module")
def environment(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """The environment of an installation, where the compiled modules are on disk."""
    kept = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    return kept | {"PYTHONPYCACHEPREFIX": str(tmp_path_factory.mktemp("compiled"))}


@pytest.fixture
def picture(tmp_path: Path) -> str:
    path = tmp_path / "one.png"
    path.write_bytes(seven())
    return str(path)


def imported(program: str, *arguments: str) -> set[str]:
    """The modules that a program has imported when it ends."""
    end = "import atexit, sys; atexit.register(lambda: print(*sys.modules, sep='\\n', file=sys.stderr))\n"
    command = [sys.executable, "-c", end + program, *arguments]
    return set(subprocess.run(command, check=True, capture_output=True, text=True).stderr.splitlines())


def test_predict_imports_no_server_and_no_table(picture: str) -> None:
    found = imported("from digits.cli import main; main()", "predict", picture)
    assert "onnxruntime" in found
    assert not found & {"flask", "prometheus_client", "pydantic", "rich", "sqlalchemy", *LABORATORY}


def test_help_imports_no_numbers() -> None:
    found = imported("from digits.cli import main; main()", "--help")
    assert "digits.cli.train" in found
    assert not found & {"flask", "numpy", "onnxruntime", "PIL", "pydantic", "rich", "statistics", "webbrowser"}


def test_the_application_starts_without_its_description_and_the_store_of_corrections() -> None:
    found = imported(CREATE_APP)
    assert "flask" in found
    assert not found & {"digits.web.api.openapi.document", "digits.corrections", "rich", "sqlalchemy", *LABORATORY}


def test_the_package_alone_imports_nothing() -> None:
    assert not imported("import digits") & {"click", "numpy", "digits.recognizer"}


CASES = {
    "predict": (["-m", "digits", "predict"], ["-c", OPEN_NETWORKS, *NETWORKS], 2.1),
    "help": (["-m", "digits", "--help"], ["-c", "import click"], 2.2),
    "application": (["-c", CREATE_APP], ["-c", IMPORT_SERVER + OPEN_NETWORKS, *NETWORKS], 2.0),
}
"""A start, what it cannot do without, and how many times as long it may take: 1.4 to 1.5 on a quiet machine."""


def processor_seconds() -> float:
    """What the processes that this one started have used of the processor so far; other work disturbs it little."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


@pytest.mark.parametrize("name", CASES)
def test_a_start_takes_little_longer_than_its_packages(name: str, picture: str, environment: dict[str, str]) -> None:
    start, floor, factor = CASES[name]
    if name == "predict":
        start = [*start, picture]
    seconds: dict[str, list[float]] = {"start": [], "floor": []}
    for _ in range(ROUNDS + 1):  # the first compiles
        for kind, arguments in (("start", start), ("floor", floor)):
            begin = processor_seconds()
            subprocess.run([sys.executable, *arguments], check=True, env=environment, stdout=subprocess.DEVNULL)
            seconds[kind].append(processor_seconds() - begin)
    ratio = min(seconds["start"][1:]) / min(seconds["floor"][1:])
    assert ratio < factor, f"{name} takes {ratio:.2f} times as long as its packages"
