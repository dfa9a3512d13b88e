"""A network file from anywhere is trained, resumed, evaluated and exported; a broken one is one line."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from digits.lab import networks
from digits.lab.networks import NetworkFileError
from digits.lab.training.runs import factory
from digits.lab.training.runs.network_run import NetworkRun
from network_runs import begin, reopened

MINE = '''"""Thirty tanh units: a network of my own."""

from keras import Sequential, layers

from digits.lab.training.recipe import Recipe

RECIPE = Recipe(epochs=1, batch_size=50)


def build(units=30):
    return Sequential(
        [
            layers.Input((28, 28, 1)),
            layers.Rescaling(1 / 255),
            layers.Flatten(),
            layers.Dense(units, activation="tanh"),
            layers.Dense(10),
        ]
    )
'''
FAULTS = {
    "syntax": ("def build(:\n", "mine.py, line 1: SyntaxError: "),
    "import": ("import nothing_of_that_name\n", "mine.py, line 1: ModuleNotFoundError: No module named 'nothing_of"),
    "name": (MINE + "\nundefined\n", "mine.py, line 21: NameError: name 'undefined' is not defined"),
    "exit": ("raise SystemExit(3)\n", "mine.py, line 1: SystemExit: 3"),
    "no recipe": (MINE.replace("RECIPE =", "SETTINGS ="), "mine.py has no RECIPE"),
    "no build": (MINE.replace("def build", "def make"), "mine.py has no function build"),
    "build fails": (MINE.replace("layers.Dense(units,", "layers.Dense(0,"), "mine.py, line 16: ValueError: "),
    "no network": (MINE.replace("return Sequential", "return list"), "build returns a list, not a Keras model"),
    "no input": (MINE.replace("layers.Input((28, 28, 1)),", ""), "the network goes from None to None: begin with"),
    "nine logits": (MINE.replace("Dense(10)", "Dense(9)"), "to (None, 9): begin with"),
    "softmax": (MINE.replace("Dense(10)", "Dense(10, 'softmax')"), "leave out its softmax"),
}


@pytest.fixture
def mine(tmp_path: Path) -> Path:
    path = tmp_path / "mine.py"
    path.write_text(MINE)
    return path


@pytest.fixture
def broken(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A file among the project's networks that raises an error."""
    folder = tmp_path / "more"
    folder.mkdir()
    (folder / "broken_9.py").write_text("undefined\n")
    monkeypatch.setattr(networks, "__path__", [*networks.__path__, str(folder)])
    return folder / "broken_9.py"


def test_a_file_is_trained_evaluated_and_exported_without_the_file(typed, mine: Path) -> None:
    done = typed("train", "./mine.py", "--images", "300", "--epochs", "2", "--learning-rate", "0.01")
    assert done.exit_code == 0, done.stderr
    assert done.stdout.startswith("mine in runs/mine-1: 2 epochs")
    mine.unlink()
    assert typed("train", "--resume", "runs/mine-1").exit_code == 0
    assert "errors in 300" in typed("evaluate", "runs/mine-1").stdout
    assert typed("export", "my-digits", "--run", "runs/mine-1").exit_code == 0
    card = json.loads(Path("my-digits.json").read_text())
    assert card["description"] == "Thirty tanh units: a network of my own."
    assert (card["training"]["recipe"]["epochs"], card["training"]["recipe"]["learning_rate"]) == (2, 0.01)


def test_a_run_keeps_the_file_it_was_made_with(data: Path, mine: Path, tmp_path: Path) -> None:
    run = begin(tmp_path / "runs", str(mine), {"network.units": "20"})
    mine.write_text("broken")
    again = reopened(run)
    assert again == run
    assert (again.name, again.architecture) == ("mine", {"units": 20})
    assert again.build().count_params() == 784 * 20 + 20 + 20 * 10 + 10


def test_a_file_that_changes_is_read_again(mine: Path) -> None:
    first = networks.load(mine)
    mine.write_text(MINE.replace("units=30", "units=40"))
    assert networks.load(mine).build().count_params() > first.build().count_params()


def test_the_file_of_a_network_of_the_project_is_that_network(tmp_path: Path) -> None:
    run = factory.planned(str(Path(networks.__file__).parent / "softmax.py"), {}, 0, None)
    assert isinstance(run, NetworkRun)
    assert (run.name, run.file) == ("softmax", None)


@pytest.mark.parametrize(("name", "message"), [("softmax", "rename it"), ("my net", "use letters, digits")])
def test_a_name_that_is_taken_or_impossible_is_rejected(tmp_path: Path, name: str, message: str) -> None:
    (tmp_path / f"{name}.py").write_text(MINE)
    with pytest.raises(NetworkFileError, match=message):
        factory.planned(str(tmp_path / f"{name}.py"), {}, 0, None)


@pytest.mark.parametrize(("source", "message"), FAULTS.values(), ids=FAULTS)
def test_a_broken_file_is_one_line(typed, tmp_path: Path, source: str, message: str) -> None:
    Path("mine.py").write_text(source)
    done = typed("train", "./mine.py")
    assert done.exit_code == 1
    assert done.stderr.startswith("Error: mine.py")
    assert message in done.stderr
    assert done.stderr.count("\n") == 1
    assert not Path("runs").exists()


def test_a_file_that_is_not_there(typed) -> None:
    done = typed("train", "./mine.py")
    assert (done.exit_code, done.stderr) == (1, "Error: mine.py cannot be read: No such file or directory\n")


def test_a_broken_network_of_the_project_is_left_out(typed, broken: Path) -> None:
    fault = f"{broken}, line 1: NameError: name 'undefined' is not defined\n"
    done = typed("compare")
    assert done.exit_code == 0
    assert f"left out: {fault}" in done.stderr
    assert "| `default` |" in done.stdout
    assert typed("models").exit_code == 0
    for command in ("compare", "train"):
        done = typed(command, "broken_9")
        assert (done.exit_code, done.stderr) == (1, f"Error: {fault}")


def test_settings_that_rebuild_layers_need_a_list_of_layers(tmp_path: Path, mine: Path) -> None:
    functional = (
        "    inputs = layers.Input((28, 28, 1))\n    return Model(inputs, layers.Dense(10)(layers.Flatten()(inputs)))\n"
    )
    head = MINE.partition("    return")[0].replace("import Sequential,", "import Model,")
    mine.write_text(head + functional)
    factory.check(str(mine), {})
    with pytest.raises(ValueError, match=r"change networks of the class keras\.Sequential only"):
        factory.check(str(mine), {"l2": "0.1"})
