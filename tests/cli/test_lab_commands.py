"""The laboratory's commands as they are typed."""

import json
import re
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from benchmarks.pictures import seven

from digits import mnist
from digits.classifier import Classifier
from digits.lab.training.runs import factory

ALL_WAYS = "give only one of --fold, --tenth and --all"


def digits(*arguments: str, folder: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "digits", *arguments], cwd=folder, capture_output=True, text=True, check=False
    )


@pytest.fixture
def stand_in(training: mnist.Split, monkeypatch: pytest.MonkeyPatch) -> mnist.Split:
    """Training images for the test set, so that no test opens it."""
    split = mnist.Split(training.images[-300:], training.labels[-300:])
    monkeypatch.setattr(mnist, "load", lambda name: {"train": training, "test": split}[name])
    return split


@pytest.mark.slow
def test_train_evaluate_and_export_from_an_empty_folder(typed, tmp_path: Path) -> None:
    arguments = ("--images", "600", "--set", "epochs=1", "--set", "augmentation.rotation=5", "--threads", "1")
    done = digits("train", "lenet_8_16", *arguments, folder=tmp_path)
    assert done.returncode == 0, done.stderr
    assert done.stderr == ""
    assert "1 epoch, validated on the writers of fold 0" in done.stdout
    assert "epoch 1/1" in done.stdout
    assert done.stdout.endswith("s: runs/lenet_8_16-1\n")
    done = digits("export", "mine", "--run", "runs/lenet_8_16-1", "--into", ".", folder=tmp_path)
    assert (done.stdout, done.stderr) == ("mine.onnx\n", "")
    assert json.loads((tmp_path / "mine.json").read_text())["training"]["recipe"]["epochs"] == 1
    evaluated = typed("evaluate", "runs/lenet_8_16-1")
    assert "errors in 600" in evaluated.stdout
    assert "precision" in evaluated.stdout
    assert (tmp_path / "runs/lenet_8_16-1/confusion.png").exists()
    (tmp_path / "seven.png").write_bytes(seven())
    predicted = typed("predict", "--model", "mine.onnx", "--json", "seven.png")
    assert len(json.loads(predicted.stdout)["probabilities"]) == 10


def test_a_wrong_setting_is_reported_by_the_real_command(data: Path, tmp_path: Path) -> None:
    done = digits("train", "mlp_800", "--set", "network.units=-5", folder=tmp_path)
    assert done.returncode == 2
    assert "mlp_800 cannot be built with network.units=-5" in " ".join(done.stderr.split())
    assert "Traceback" not in done.stderr
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize(
    ("arguments", "status", "message"),
    [
        (("train",), 2, "NAME of a network or --resume"),
        (("train", "softmax", "--resume", "runs/softmax-1"), 2, "or --resume RUN"),
        (("train", "lenet_9000"), 2, "no network or baseline 'lenet_9000'; there are: "),
        (("train", "lenet_8_16", "--set", "epoch=3"), 2, "unknown setting epoch; there are: epochs"),
        (("train", "lenet_8_16", "--set", "epochs"), 2, "must have the form SETTING=VALUE"),
        (("train", "softmax", "--set", "dropout=0.5"), 2, "has no effect on softmax, which has no hidden dense layer"),
        (("train", "lenet_8_16", "--set", "momentum=0.9"), 2, "momentum needs the optimizer sgd or rmsprop"),
        (("train", "mlp_800", "--set", "network.depth=3"), 2, "network.units"),
        (("train", "pairwise_linear", "--set", "epochs=3"), 2, "unknown setting epochs; there are: "),
        (("train", "lenet_8_16", "--fold", "5"), 2, "0<=x<=4"),
        (("train", "lenet_8_16", "--epochs", "0"), 2, "epochs is out of range: it must be at least 1, not 0"),
        (("train", "lenet_8_16", "--epochs", "many"), 2, "epochs takes a whole number, not 'many'"),
        (("train", "lenet_8_16", "--learning-rate", "-1"), 2, "learning_rate is out of range: it must be above 0"),
        (("train", "lenet_8_16", "--epochs", "2", "--set", "epochs=3"), 2, "set the same: give only one of them"),
        (("train", "svm", "--epochs", "2"), 2, "unknown setting epochs; there are: "),
        (("train", "tiny", "--set", "network.widths=32,64"), 2, "network.widths takes 4 numbers separated by commas"),
        (("train", "--resume", "nowhere", "--epochs", "5"), 2, "keeps the run's settings"),
        (("train", "--resume", "nowhere"), 1, "nowhere has no run"),
        (("train", "--resume", "nowhere", "--set", "epochs=5"), 2, "keeps the run's settings"),
        (("train", "--resume", "nowhere", "--tenth"), 2, "keeps the run's settings"),
        (("train", "lenet_8_16", "--all", "--fold", "0"), 2, ALL_WAYS),
        (("train", "lenet_8_16", "--tenth", "--fold", "1"), 2, ALL_WAYS),
        (("train", "lenet_8_16", "--tenth", "--all"), 2, ALL_WAYS),
        (("train", "lenet_8_16", "--all", "--set", "patience=2"), 1, "validate on a fold, or on the last tenth"),
        (("train", "lenet_8_16", "--images", "50"), 1, "50 images are less than one batch of 128"),
        (("evaluate", "nothing"), 1, "there is no model 'nothing'"),
        (("evaluate", "runs/nothing"), 1, "runs/nothing has no run"),
        (("evaluate", "runs/nothing", "--test"), 1, "runs/nothing has no run"),
        (("export", "mine", "--run", "nowhere"), 1, "nowhere has no run"),
    ],
)
def test_a_wrong_argument_is_reported(
    typed, tmp_path: Path, arguments: tuple[str, ...], status: int, message: str
) -> None:
    done = typed(*arguments)
    assert done.exit_code == status
    assert message in " ".join(done.stderr.split())
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize(
    "arguments",
    [
        ("train", "softmax", "--runs"),
        ("train", "--resume"),
        ("evaluate", "default", "--results"),
        ("export", "mine", "--run"),
        ("export", "mine", "--run", "nowhere", "--calibration"),
        ("export", "mine", "--run", "nowhere", "--into"),
        ("compare", "--results"),
        ("compare", "--runs"),
        ("compare", "--models"),
        ("show",),
        ("tensorboard", "--runs"),
    ],
    ids=" ".join,
)
def test_a_file_for_a_folder_is_wrong_usage(typed, tmp_path: Path, arguments: tuple[str, ...]) -> None:
    (tmp_path / "file").write_text("no folder")
    done = typed(*arguments, "file")
    assert done.exit_code == 2
    assert "'file' is a file" in " ".join(done.stderr.split())


@pytest.mark.parametrize("command", ["train", "evaluate", "export"])
def test_help_shows_an_example(typed, command: str) -> None:
    assert f"\n    digits {command} " in typed(command, "--help").stdout


@pytest.mark.slow
def test_a_network_is_validated_on_the_last_tenth(typed, training: mnist.Split) -> None:
    done = typed("train", "softmax", "--tenth", "--images", "400", "--set", "epochs=1")
    assert "1 epoch, validated on the last tenth" in done.stdout
    done = typed("evaluate", "runs/softmax-1")
    run = factory.reopen(Path("runs/softmax-1"))
    probabilities, labels = run.predict()(training.images[54_000:54_400]), training.labels[54_000:54_400]
    right = probabilities.argmax(axis=1) == labels
    assert done.stdout.startswith(f"{400 - right.sum()} errors in 400")
    loss = -np.log(probabilities[np.arange(400), labels]).mean()
    assert f"loss (mean cross-entropy): {loss:.4f} nats, before temperature\n" in done.stdout


@pytest.mark.slow
def test_a_run_goes_on_where_it_stood(typed) -> None:
    run = factory.create(Path("runs"), "softmax", {"epochs": "2"}, images=300)

    def stop(step: int, epoch: int, figures: dict[str, float] | None) -> None:
        if epoch == 2:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        run.train(stop)
    done = typed("train", "--resume", "runs/softmax-1")
    assert "epoch 1/2" not in done.stdout
    assert "epoch 2/2" in done.stdout
    assert run.finished


def test_a_run_on_all_images_has_no_fold_to_evaluate_on(typed, tmp_path: Path) -> None:
    run = factory.create(tmp_path, "softmax", validation=None)
    done = typed("evaluate", str(run.folder))
    assert done.exit_code == 1
    assert "it has no validation images" in done.stderr


@pytest.mark.slow
def test_a_baseline_is_trained_and_evaluated_once(typed, stand_in: mnist.Split) -> None:
    done = typed("train", "random_forest", "--images", "500", "--set", "trees=10")
    assert done.stdout.startswith(
        "random_forest in runs/random_forest-1: validated on the writers of fold 0\ntrained in "
    )
    done = typed("evaluate", "runs/random_forest-1")
    assert "errors in 500" in done.stdout
    assert not Path("results").exists()
    done = typed("evaluate", "runs/random_forest-1", "--test")
    assert "errors in 300" in done.stdout
    (folder,) = Path("results").iterdir()
    assert done.stdout.endswith(f"figures: {folder}\n")
    entry = json.loads((folder / "test_evaluation.json").read_text())
    predict = factory.reopen(Path("runs/random_forest-1")).predict()
    wrong = np.flatnonzero(predict(stand_in.images).argmax(axis=1) != stand_in.labels)
    assert entry["wrong"] == wrong.tolist()
    assert (entry["model"], entry["images"]) == ("random_forest", 300)
    before = (folder / "test_evaluation.json").stat().st_mtime_ns
    assert typed("evaluate", "runs/random_forest-1", "--test").exit_code == 0
    assert list(Path("results").iterdir()) == [folder]
    assert (folder / "test_evaluation.json").stat().st_mtime_ns == before


def test_a_baseline_that_is_not_fitted_opens_no_test_set(typed, monkeypatch: pytest.MonkeyPatch) -> None:
    factory.create(Path("runs"), "pairwise_linear", images=500)
    monkeypatch.setattr(mnist, "load", None)
    done = typed("evaluate", "runs/pairwise_linear-1", "--test")
    assert done.exit_code == 1
    assert "is not fitted: continue with `digits train --resume runs/pairwise_linear-1`" in done.stderr
    assert not Path("results").exists()


def test_a_networks_run_opens_no_test_set(typed, monkeypatch: pytest.MonkeyPatch) -> None:
    factory.create(Path("runs"), "softmax")
    monkeypatch.setattr(mnist, "load", None)
    done = typed("evaluate", "runs/softmax-1", "--test")
    assert done.exit_code == 1
    assert "runs/softmax-1 is a network's run: export it, then evaluate the model file" in done.stderr
    assert not Path("results").exists()


def test_a_baseline_is_not_exported(typed) -> None:
    factory.create(Path("runs"), "pairwise_linear")
    done = typed("export", "mine", "--run", "runs/pairwise_linear-1")
    assert done.exit_code == 1
    assert "runs/pairwise_linear-1 is a run of pairwise_linear, a baseline" in done.stderr
    assert not Path("mine.onnx").exists()


def test_the_short_forms_set_the_recipe(typed, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("digits.lab.training.runs.network_run.NetworkRun.train", lambda *_: None)
    arguments = ("--epochs", "7", "--learning-rate", "1e-2", "--set", "network.widths=32,64", "--set", "seed=3")
    assert typed("train", "mlp_150_150", *arguments).exit_code == 0
    run = factory.reopen(Path("runs/mlp_150_150-1"))
    assert (run.recipe.epochs, run.recipe.learning_rate, run.recipe.seed) == (7, 0.01, 3)
    assert run.architecture["widths"] == (32, 64)


def test_a_terminal_shows_the_step_within_the_epoch(typed, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TTY_COMPATIBLE", "1")
    monkeypatch.setenv("COLUMNS", "100")
    shown = typed("train", "softmax", "--images", "300", "--epochs", "2", "--set", "batch_size=10").stdout
    assert re.search(r"epoch [12] of 2, step \d+ of 30", shown)


def test_a_run_of_the_last_tenth_says_how_to_export_it(typed, monkeypatch: pytest.MonkeyPatch) -> None:
    run = factory.create(Path("runs"), "linear", validation="tenth")
    done = typed("export", "mine", "--run", str(run.folder))
    assert done.exit_code == 1
    assert "give --calibration RUN, the folder of a run made by `digits train linear --fold 0`" in done.stderr
    assert not Path("mine.onnx").exists()


def test_a_run_of_the_last_tenth_is_exported_with_a_calibration(typed) -> None:
    arguments = ("--images", "300", "--epochs", "1")
    assert typed("train", "softmax", "--tenth", *arguments).exit_code == 0
    assert typed("train", "softmax", *arguments).exit_code == 0
    done = typed("export", "mine", "--run", "runs/softmax-1", "--calibration", "runs/softmax-2")
    assert (done.exit_code, done.stdout) == (0, "mine.onnx\n")


def test_a_run_is_exported_for_keras_too(typed) -> None:
    assert typed("train", "linear", "--images", "300", "--epochs", "1").exit_code == 0
    done = typed("export", "mine", "--run", "runs/linear-1", "--keras")
    assert done.exit_code == 0, done.stderr
    assert done.stdout.startswith(
        "mine.onnx\nmine.keras\nload it with: import keras; import digits.lab.networks.common"
    )
    Path("mine.onnx").unlink()
    done = typed("export", "mine", "--run", "runs/linear-1", "--keras")
    assert done.exit_code == 1
    assert "mine.keras exists" in done.stderr
    assert not Path("mine.onnx").exists()


def test_the_loss_of_a_model_is_after_temperature(
    typed, stand_in: mnist.Split, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("digits.lab.evaluation.ledger._check", lambda *_: None)  # the card's errors are on the test set
    classifier = Classifier("softmax")
    probabilities = classifier.probabilities(stand_in.images)
    loss = -np.log(probabilities[np.arange(300), stand_in.labels]).mean()
    done = typed("evaluate", "softmax")
    temperature = classifier.card["temperature"]
    assert f"loss (mean cross-entropy): {loss:.4f} nats, after temperature {temperature:.3f}\n" in done.stdout


def test_several_seeds_train_as_many_runs_and_say_their_spread(typed, training: mnist.Split) -> None:
    done = typed("train", "softmax", "--images", "600", "--epochs", "1", "--seeds", "3", "--set", "seed=4")
    found = [json.loads(Path(f"runs/softmax-{number}/recipe.json").read_text())["seed"] for number in (1, 2, 3)]
    assert found == [4, 5, 6]
    assert "3 seeds: error " in done.stdout
    assert " ± " in done.stdout
    assert typed("train", "--resume", "runs/softmax-1", "--seeds", "3").exit_code == 2
