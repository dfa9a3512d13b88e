"""The laboratory's commands as they are typed."""

import json
import subprocess
import sys
from pathlib import Path

import pytest
from benchmarks.pictures import seven

from digits.lab.recipe import Recipe
from digits.lab.train import Run


def digits(*arguments: str, folder: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "digits", *arguments], cwd=folder, capture_output=True, text=True, check=False
    )


def test_train_evaluate_and_export_from_an_empty_folder(data: Path, tmp_path: Path) -> None:
    arguments = ("--images", "600", "--set", "epochs=1", "--set", "augmentation.rotation=5", "--threads", "1")
    done = digits("train", "lenet_8_16", *arguments, folder=tmp_path)
    assert done.returncode == 0, done.stderr
    assert done.stderr == ""
    assert "epoch 1/1" in done.stdout
    assert "trained: runs/lenet_8_16-1" in done.stdout
    done = digits("evaluate", "runs/lenet_8_16-1", folder=tmp_path)
    assert "errors in 600" in done.stdout, done.stderr
    assert "precision" in done.stdout
    assert (tmp_path / "runs/lenet_8_16-1/confusion.png").exists()
    done = digits("export", "mine", "--run", "runs/lenet_8_16-1", "--into", ".", folder=tmp_path)
    assert (done.stdout, done.stderr) == ("mine.onnx\n", "")
    assert json.loads((tmp_path / "mine.json").read_text())["training"]["recipe"]["epochs"] == 1
    (tmp_path / "seven.png").write_bytes(seven())
    done = digits("predict", "--model", "mine.onnx", "--json", "seven.png", folder=tmp_path)
    assert len(json.loads(done.stdout)["probabilities"]) == 10, done.stderr


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("train",), "NAME of a network, or --resume"),
        (("train", "lenet_9000"), "there are: default, lenet_8_16"),
        (("train", "lenet_8_16", "--set", "epoch=3"), "unknown setting epoch; there are: epochs"),
        (("train", "lenet_8_16", "--set", "epochs"), "not of the form SETTING=VALUE"),
        (("train", "lenet_8_16", "--fold", "5"), "0<=x<=4"),
        (("train", "--resume", "nowhere"), "nowhere holds no run"),
        (("train", "--resume", "nowhere", "--set", "epochs=5"), "as it began"),
        (("train", "lenet_8_16", "--all", "--fold", "1"), "not both"),
        (("train", "lenet_8_16", "--all", "--set", "patience=2"), "give a fold"),
        (("evaluate", "nothing"), "there is no model 'nothing'"),
        (("evaluate", "runs/nothing"), "runs/nothing holds no run"),
        (("export", "mine", "--run", "nowhere"), "nowhere holds no run"),
    ],
)
def test_a_wrong_argument_is_said_without_a_traceback(
    data: Path, tmp_path: Path, arguments: tuple[str, ...], message: str
) -> None:
    done = digits(*arguments, folder=tmp_path)
    assert done.returncode in (1, 2)
    assert message in done.stderr
    assert "Traceback" not in done.stderr
    assert not list(tmp_path.iterdir())


def test_a_run_on_all_images_has_no_fold_to_evaluate_on(data: Path, tmp_path: Path) -> None:
    run = Run.create(tmp_path, "lenet_8_16", Recipe(epochs=1, batch_size=50), fold=None)
    done = digits("evaluate", str(run.folder), folder=tmp_path)
    assert done.returncode == 1
    assert "no fold left" in done.stderr
