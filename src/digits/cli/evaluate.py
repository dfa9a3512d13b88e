"""``digits evaluate``: error, confusion matrix and report of a model or a run."""

import shlex
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from digits.cli._data import fetch_data
from digits.cli._options import results_option

if TYPE_CHECKING:
    from digits.lab.evaluation.evaluate import Evaluation


_NO_TEMPERATURE = "without temperature: baselines have none"


@click.command()
@click.argument("name")
@click.option("--test", is_flag=True, help="Open the test set for a baseline's run, with an entry in the ledger.")
@results_option
def evaluate(name: str, test: bool, results: Path) -> None:
    """Print error, loss, confusion matrix and classification report.

    NAME is a shipped model, an .onnx file, or the folder of an ensemble: it reads the 10,000 test images. They are
    opened once for each model file, with an entry in the ledger; evaluating the same file again checks that entry. Or
    NAME is the folder of a run: it reads its validation images. The test set stays closed, unless the run is a
    baseline's (which has no model file) and --test is given.

    The loss of a model is that of its calibrated probabilities, after the card's temperature. The loss of a network's
    run is before temperature, as in its log.

    \b
    Examples:
      digits evaluate default
      digits evaluate runs/default-1
      digits evaluate runs/svm-1 --test
    """
    from digits.model_card import is_ensemble

    command = shlex.join(["digits", *sys.argv[1:]])
    if is_ensemble(Path(name)) or (not Path(name).is_dir() and ("/" not in name or name.endswith(".onnx"))):
        _test_model(name, results, command)
    elif test:
        _test_baseline(Path(name), results, command)
    else:
        _validate(Path(name))


def _validate(folder: Path) -> None:
    from digits.lab.evaluation.evaluate import evaluate as evaluate_on
    from digits.lab.training.runs import factory
    from digits.lab.training.runs.network_run import NetworkRun
    from digits.lab.training.runs.run import RunError

    run = factory.reopen(folder)
    fetch_data()
    split = run.validation_images()
    if split is None:
        raise RunError(f"{folder} was trained on all images: it has no validation images")
    evaluation = evaluate_on(run.predict(), split)
    _print(evaluation, "before temperature" if isinstance(run, NetworkRun) else _NO_TEMPERATURE)
    where = "the last tenth" if run.validation == "tenth" else f"fold {run.validation}"
    evaluation.write_figures(folder, f"{run.name}, {where}")
    click.echo(f"figures: {folder}")


def _test_model(name: str, results: Path, command: str) -> None:
    from digits.classifier import Classifier
    from digits.lab.evaluation.ledger import open_test_set, write_to_card
    from digits.model_card import card_path, find_model

    path = find_model(name)
    fetch_data(folders=("mnist",))
    classifier = Classifier(name)
    evaluation, folder = open_test_set(path.stem, classifier.card, classifier.probabilities, results, command)
    if classifier.card.get("evaluation") is None:
        write_to_card(card_path(path), evaluation)
    _print(evaluation, f"after temperature {classifier.card['temperature']:.3f}")
    click.echo(f"figures: {folder}" if folder else "as the model's card states")


def _test_baseline(folder: Path, results: Path, command: str) -> None:
    from digits.lab.evaluation.ledger import open_test_set
    from digits.lab.training.runs import factory
    from digits.lab.training.runs.baseline_run import BaselineRun
    from digits.lab.training.runs.run import RunError

    run = factory.reopen(folder)
    if not isinstance(run, BaselineRun):
        raise RunError(f"{folder} is a network's run: export it, then evaluate the model file")
    fetch_data()
    evaluation, entry = open_test_set(run.name, run.card(), run.predict(), results, command)
    _print(evaluation, _NO_TEMPERATURE)
    click.echo(f"figures: {entry}")


def _print(evaluation: "Evaluation", temperature: str) -> None:
    click.echo(evaluation.summary())
    click.echo(f"loss (mean cross-entropy): {evaluation.cross_entropy:.4f} nats, {temperature}")
    click.echo("\nconfusion matrix (rows: label, columns: read as)")
    click.echo("     " + "".join(f"{digit:>6}" for digit in range(10)))
    for digit, row in enumerate(evaluation.confusion):
        click.echo(f"{digit:>5}" + "".join(f"{count:>6}" for count in row))
    click.echo("\ndigit  precision  recall      F1  images")
    for digit, scores in enumerate(evaluation.report):
        click.echo(f"{digit:>5}  {scores.precision:9.4f}  {scores.recall:6.4f}  {scores.f1:6.4f}  {scores.support:6}")
