"""``digits handwriting``: evaluate the recognizer on handwriting that is not MNIST's."""

from pathlib import Path

import click

from digits.cli._data import fetch_data
from digits.cli._options import collections, collections_option, jobs_option, model_option, results_option


@click.command()
@model_option
@collections_option
@results_option
@click.option("--quick", is_flag=True, help="Read a few images of each kind, as a check; the figures mean nothing.")
@click.option("--page", "only_page", is_flag=True, help="Write the report again from the stored figures, and exit.")
@jobs_option
def handwriting(model: str, data: Path | None, results: Path, quick: bool, only_page: bool, jobs: int) -> None:
    """Evaluate the recognizer on real handwriting.

    It reads scans and drawings by other people, photographs, corruptions, strings of digits, non-digits and mirrored
    digits, and measures the time. Figures go to real-handwriting.json in the results, the report to
    real-handwriting.md. MNIST's test errors are quoted from the model's card; the test set stays closed.

    \b
    Examples:
      digits handwriting
      digits handwriting --model mine.onnx --results /tmp/mine --jobs 8
      digits handwriting --page
    """
    from digits.lab.evaluation.handwriting import evaluation
    from digits.lab.evaluation.handwriting.setup import QUICK, SampleSizes, Setup

    if only_page:
        if quick:
            raise click.UsageError("--page does not go with --quick")
        if not (figures := results / "real-handwriting.json").exists():
            raise click.ClickException(f"{figures} does not exist: run `digits handwriting` first")
        click.echo(evaluation.write_report(results))
        return
    folder = collections(data)
    fetch_data()
    setup = Setup(model, folder, results, QUICK if quick else SampleSizes())
    try:
        click.echo(evaluation.evaluate(setup, jobs, lambda section: click.echo(section, err=True)))
    except KeyboardInterrupt:
        click.echo("interrupted: no figures were written; the same command starts again", err=True)
        raise SystemExit(130) from None
