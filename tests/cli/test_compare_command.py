"""``digits compare`` as it is typed."""

import contextlib
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from digits.cli import digits
from digits.lab.evaluation import comparison
from digits.lab.evaluation.run_spec import RunSpec


@pytest.fixture(autouse=True)
def empty_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def compare(*arguments: str) -> Result:
    return CliRunner().invoke(digits, ["compare", *arguments])


def test_without_results_the_table_has_the_network_that_ships() -> None:
    done = compare()
    assert done.exit_code == 0
    assert "--results" in done.stderr
    assert "| `default` |" in done.stdout


def test_what_is_missing_is_listed_as_it_would_be_typed() -> None:
    done = compare("--missing", "mlp_800", "learning_rate")
    assert "mlp_800 fold 0: digits train mlp_800 --fold 0\n" in done.stdout
    assert "mlp_800 final: digits train mlp_800 --all\n" in done.stdout
    assert "learning_rate 1e-1: digits train mlp_150_150 --fold 0 --set learning_rate=1e-1" in done.stdout
    assert "final" not in compare("--missing", "--no-test", "mlp_800").stdout


@pytest.mark.parametrize(
    ("arguments", "message"),
    [(("mlp_9",), "unknown name 'mlp_9'. Known names: "), (("--all", "mlp_800"), "not both")],
)
def test_wrong_usage_is_reported(arguments: tuple[str, ...], message: str) -> None:
    done = compare(*arguments)
    assert done.exit_code == 2
    assert message in done.stderr


@pytest.mark.slow
def test_jobs_run_side_by_side_and_are_stored(data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    brief = lambda name, _, validation: RunSpec(name, {"epochs": "1"}, validation, 600)  # noqa: E731
    monkeypatch.setattr(comparison, "RunSpec", brief)
    done = compare("--no-test", "softmax", "--jobs", "2")
    assert done.exit_code == 0, done.stderr
    assert "2/2  softmax fold" in done.stdout
    assert "| `softmax` |" in done.stdout
    timed = {row["name"]: row["microseconds"] for row in json.loads(Path("results/comparison/table.json").read_text())}
    assert timed["default"] > 0
    assert timed["tiny"] > 0
    assert (tmp_path / "results/README.md").exists()
    assert compare("--missing", "--no-test", "softmax").stdout == ""


def test_outcomes_are_reported_when_a_job_failed(data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def failing(*_: object) -> Iterator[tuple[comparison.Job, float]]:
        yield comparison.missing_jobs(tmp_path, ["softmax"], [])[0], 1.0
        raise comparison.ComparisonError("failed: softmax fold 1: no luck")

    monkeypatch.setattr(comparison, "run_jobs", failing)
    done = CliRunner().invoke(digits, ["compare", "softmax", "--no-test", "--results", str(tmp_path)])
    assert done.exit_code == 1
    assert "failed: softmax fold 1: no luck" in done.stderr
    assert "| `default` |" in (tmp_path / "README.md").read_text()
    assert (tmp_path / "comparison" / "size.png").exists()


def living(group: int) -> list[str]:
    """The processes of a group that have not ended."""
    try:
        os.killpg(group, 0)
    except ProcessLookupError:
        return []
    if not Path("/proc/self/stat").exists():
        return ["unknown"]
    found = []
    for path in Path("/proc").glob("[0-9]*/stat"):
        with contextlib.suppress(OSError):  # ended since it was listed
            state, _, of, *_ = path.read_text().rpartition(")")[2].split()
            found += [state] if int(of) == group and state != "Z" else []
    return found


@pytest.mark.slow
def test_interrupted_it_says_how_to_go_on_and_leaves_no_process(data: Path, tmp_path: Path) -> None:
    command = [sys.executable, "-m", "digits", "compare", "--no-test", "cnn_64_5x5", "--jobs", "1"]
    process = subprocess.Popen(command, cwd=tmp_path, stderr=subprocess.PIPE, text=True, start_new_session=True)
    deadline = time.monotonic() + 120
    while not list(tmp_path.glob("runs/cnn_64_5x5-1/run.json")) and time.monotonic() < deadline:
        time.sleep(0.2)
    os.killpg(process.pid, signal.SIGINT)
    _, errors = process.communicate(timeout=60)
    assert process.returncode == 130
    assert errors == "interrupted; run the same command again to resume\n"
    deadline = time.monotonic() + 30
    while living(process.pid) and time.monotonic() < deadline:
        time.sleep(0.2)
    assert not living(process.pid)
