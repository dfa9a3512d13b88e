"""``digits perceptron`` as it is typed."""

import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from digits.cli import digits
from digits.cli.perceptron import perceptron
from digits.lab.perceptron import rule


def run(*arguments: object) -> Result:
    return CliRunner().invoke(digits, ["perceptron", *map(str, arguments)])


def words(result: Result) -> str:
    """What was printed, however it was wrapped."""
    assert result.exit_code == 0, result.output
    return " ".join(result.stdout.split())


def made(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir()}


def test_and_prints_every_update_and_draws_them(tmp_path: Path) -> None:
    result = run("and", "--no-keras", "--into", tmp_path / "new" / "folder")
    said, lines = words(result), result.stdout.splitlines()
    assert [line.split()[0] for line in lines if "  (" in line] == [str(number) for number in range(1, 29)]
    assert all(len(line) <= 80 for line in lines if not line.startswith("figure"))
    assert "1 1 (0, 0) 0.8 1 0 0.8 -1 -1 0.6 -1 -1" in said
    assert "28 12 (0, 1) 0.2 1 0 -0.2 0.4 0.4 -0.4 0.4 0.2" in said
    assert "AND is learned after 28 updates: no answer was wrong in epoch 13." in said
    assert "The output is 1 where -0.4 + 0.4 x1 + 0.2 x2 > 0." in said
    assert made(tmp_path / "new" / "folder") == {"and-updates.png"}


def test_other_weights_and_rates_and_figures_in_a_folder_here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    said = words(run("or", "--weights", -1, 0.5, 0.5, "--rate", 1, "--no-keras"))
    assert "1 1 (0, 1) -0.5 0 1 -1 0.5 0.5 0 0.5 1.5" in said
    assert "OR is learned after" in said
    assert "figure: perceptron/or-updates.png" in said
    assert made(tmp_path / "perceptron") == {"or-updates.png"}


def test_too_few_epochs_are_reported(tmp_path: Path) -> None:
    said = words(run("and", "--epochs", 4, "--no-keras", "--into", tmp_path))
    assert "AND is not learned in 4 epochs and 9 updates: allow more with --epochs." in said


def test_keras_trains_beside_the_rule(tmp_path: Path) -> None:
    said = words(run("and", "--into", tmp_path))
    assert "The same neuron in Keras." in said
    assert "all answers are right from epoch 23 on" in said
    assert made(tmp_path) == {"and-updates.png", "and-keras.png"}


def test_xor_without_keras_shows_why_and_how(tmp_path: Path) -> None:
    said = words(run("xor", "--no-keras", "--into", tmp_path))
    assert "XOR is never learned: after epoch 10 the weights equal those after epoch 9" in said
    assert "No line can do it." in said
    assert "x1 x2 NAND OR XOR" in said
    assert "0 0 1 0 0 0 1 1 1 1 1 0 1 1 1 1 1 0 1 0" in said
    assert made(tmp_path) == {"xor-updates.png", "xor-errors.png", "xor-networks.png"}


@pytest.mark.slow
def test_xor_is_learned_by_a_network_from_some_starts(tmp_path: Path) -> None:
    said = words(run("xor", "--seeds", 4, "--into", tmp_path))
    assert "learned XOR from 3 of 4 random starts (seeds 0, 1, 2). The others are stuck" in said
    assert "From seed 0 the weighted sums are: h1 = " in said
    assert made(tmp_path) == {"xor-updates.png", "xor-errors.png", "xor-keras.png", "xor-networks.png"}


def test_the_rule_alone_imports_no_framework(tmp_path: Path) -> None:
    code = (
        "import sys\nfrom digits.cli import main\n"
        "try:\n    main(['perceptron', 'xor', '--no-keras'], 'digits')\nexcept SystemExit:\n"
        "    print({'keras', 'tensorflow', 'torch', 'jax', 'scipy', 'sklearn'} & set(sys.modules))"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=tmp_path, capture_output=True, text=True, check=True)
    assert done.stdout.splitlines()[-1] == "set()"


def test_the_defaults_are_the_reports() -> None:
    for name in ("and", "or", "xor"):
        defaults = {option.name: option.default for option in perceptron.commands[name].params}
        assert (defaults["weights"], defaults["rate"]) == (tuple(rule.START), rule.RATE)


def test_softmax_of_the_course() -> None:
    said = words(run("softmax"))
    assert "3 5 148.4 0.6048 0.5028" in said
    assert "If class 3 is the truth, the cross-entropy is -ln 0.6048 = 0.5028" in said
    assert "The course prints 0.04 for 0.0496 (class 2): its figures are cut off after two digits" in said


def test_softmax_of_other_scores() -> None:
    said = words(run("softmax", 0, -1, "--truth", 1))
    assert "1 -1 0.3679 0.2689 1.3133" in said
    assert "course" not in said


@pytest.mark.parametrize(
    ("arguments", "status", "message"),
    [
        (("nand",), 2, "No such command 'nand'"),
        (("and", "--weights", "1", "2"), 2, "requires 3 arguments"),
        (("and", "--weights", "1", "2", "x"), 2, "'x' is not a valid float"),
        (("and", "--weights", "1", "2", "inf"), 2, "weights 1.0, 2.0, inf: choose each from -100 to 100"),
        (("and", "--rate", "0"), 2, "rate 0.0: choose it from 0.001 to 100"),
        (("and", "--rate", "nan"), 2, "rate nan"),
        (("and", "--epochs", "0"), 2, "0 is not in the range"),
        (("xor", "--seeds", "0"), 2, "0 is not in the range"),
        (("and", "--seeds", "3"), 2, "No such option"),
        (("and", "--into", __file__), 2, "is a file"),
        (("softmax", "1", "2", "--truth", "2"), 2, "the class must be 0 to 1"),
        (("softmax", "1"), 1, "give two or more"),
        (("softmax", "1", "1000"), 1, "score 1000: choose each from -100 to 100"),
        (("softmax", "1", "two"), 2, "'two' is not a valid float"),
    ],
)
def test_a_wrong_argument_is_reported_and_nothing_is_written(
    arguments: tuple[str, ...], status: int, message: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    done = run(*arguments)
    assert (done.exit_code, message in " ".join(done.stderr.split())) == (status, True), done.stderr
    assert not list(tmp_path.iterdir())
