"""``digits show`` as it is typed."""

from pathlib import Path

import pytest
from benchmarks.pictures import seven
from click.testing import CliRunner

from digits.cli import digits
from digits.lab.training.runs import factory


@pytest.fixture(scope="module")
def softmax(data: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a brief run."""
    run = factory.create(tmp_path_factory.mktemp("runs"), "softmax", {"epochs": "1"}, images=300)
    run.train()
    return run.folder


def test_a_run_is_shown_in_its_folder(softmax: Path) -> None:
    done = CliRunner().invoke(digits, ["show", str(softmax)])
    assert done.exit_code == 0, done.stderr
    assert "7,850" in done.stdout
    assert done.stdout.splitlines()[-2:] == [str(softmax / "summary.txt"), str(softmax / "filters.png")]
    assert (softmax / "filters.png").stat().st_size > 5000


@pytest.mark.parametrize("which", ["--index", "--image"])
def test_an_image_is_shown_through_the_network(which: str, softmax: Path, tmp_path: Path) -> None:
    (tmp_path / "seven.png").write_bytes(seven())
    image = "59999" if which == "--index" else str(tmp_path / "seven.png")
    done = CliRunner().invoke(digits, ["show", str(softmax), which, image, "--into", str(tmp_path / "figures")])
    assert done.exit_code == 0, done.stderr
    assert done.stdout.splitlines()[-1] == str(tmp_path / "figures" / "maps.png")
    assert len(list((tmp_path / "figures").iterdir())) == 3


@pytest.mark.parametrize(
    ("arguments", "status", "message"),
    [
        (("nowhere",), 1, "nowhere has no run"),
        (("nowhere", "--index", "60000"), 2, "0<=x<=59999"),
        (("nowhere", "--image", "absent.png"), 2, "absent.png"),
        (("nowhere", "--index", "1", "--image", __file__), 2, "not both"),
    ],
)
def test_what_cannot_be_shown_is_reported(arguments: tuple[str, ...], status: int, message: str) -> None:
    done = CliRunner().invoke(digits, ["show", *arguments])
    assert done.exit_code == status
    assert message in done.stderr


def test_what_is_no_picture_is_reported(softmax: Path, tmp_path: Path) -> None:
    (tmp_path / "notes.png").write_text("no picture")
    done = CliRunner().invoke(digits, ["show", str(softmax), "--image", str(tmp_path / "notes.png")])
    assert done.exit_code == 1
    assert len(done.stderr.splitlines()) == 1
    assert not (softmax / "maps.png").exists()


def test_a_run_that_is_not_finished_is_reported(data: Path, tmp_path: Path) -> None:
    run = factory.create(tmp_path, "softmax", {"epochs": "1"}, images=300)
    done = CliRunner().invoke(digits, ["show", str(run.folder)])
    assert done.exit_code == 1
    assert f"--resume {run.folder}" in done.stderr
