"""``digits evaluate``: error, confusion matrix and report of a model or a run."""

import shlex
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from digits.cli._data import fetch_data

if TYPE_CHECKING:
    from digits.lab.evaluate import Evaluation


@click.command()
@click.argument("name")
@click.option(
    "--results",
    type=click.Path(path_type=Path),
    default=Path("results"),
    show_default=True,
    help="The ledger's folder.",
)
def evaluate(name: str, results: Path) -> None:
    """Print error, confusion matrix and classification report.

    NAME is a shipped model or an .onnx file: it is read on the 10,000 test images, which are opened once for each
    model file, with an entry in the ledger; the same file evaluated again is checked against its entry. Or NAME is
    the folder of a run: it is read on the fold of writers that validates it, and no test image is opened.

    \b
    Examples:
      digits evaluate default
      digits evaluate runs/default-1
    """
    if Path(name).is_dir() or ("/" in name and not name.endswith(".onnx")):
        _validate(Path(name))
    else:
        _claim(name, results)


def _validate(folder: Path) -> None:
    from digits import metrics
    from digits.lab.evaluate import evaluate as evaluate_on
    from digits.lab.train import Run, RunError, logits

    run = Run.open(folder)
    fetch_data()
    split = run.validation_images()
    if split is None:
        raise RunError(f"{folder} trained on all images: there is no fold left to validate it on")
    model = run.model()
    evaluation = evaluate_on(lambda images: metrics.softmax(logits(model, images)), split)
    _print(evaluation)
    evaluation.write_figures(folder, f"{run.network}, fold {run.fold}")
    click.echo(f"figures: {folder}")


def _claim(name: str, results: Path) -> None:
    from digits.lab.evaluate import claim, record_on_card
    from digits.model_file import find_model
    from digits.recognizer import Recognizer

    path = find_model(name)
    fetch_data(folders=("mnist",))
    recognizer = Recognizer(name)
    command = shlex.join(["digits", *sys.argv[1:]])
    evaluation, folder = claim(path.stem, recognizer.card, recognizer.probabilities, results, command)
    if recognizer.card.get("evaluation") is None:
        record_on_card(path.with_suffix(".json"), evaluation)
    _print(evaluation)
    click.echo(f"figures: {folder}" if folder else "as claimed on the model's card")


def _print(evaluation: "Evaluation") -> None:
    click.echo(evaluation.sentence())
    click.echo("\nconfusion matrix (rows: written, columns: read as)")
    click.echo("     " + "".join(f"{digit:>6}" for digit in range(10)))
    for digit, row in enumerate(evaluation.confusion):
        click.echo(f"{digit:>5}" + "".join(f"{count:>6}" for count in row))
    click.echo("\ndigit  precision  recall      F1  images")
    for digit, scores in enumerate(evaluation.report):
        click.echo(f"{digit:>5}  {scores.precision:9.4f}  {scores.recall:6.4f}  {scores.f1:6.4f}  {scores.support:6}")
