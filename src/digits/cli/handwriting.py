"""``digits handwriting``: how well handwriting is read that is not MNIST's, with all that may come to it."""

from pathlib import Path

import click

from digits.cli._data import fetch_data
from digits.cli._options import collections, collections_option, jobs_option, model_option, results_option


@click.command()
@model_option
@collections_option
@results_option
@click.option("--quick", is_flag=True, help="A few of each kind, to see that all runs; the figures mean nothing.")
@click.option("--page", "only_page", is_flag=True, help="Only write the page anew from the figures that are there.")
@jobs_option
def handwriting(model: str, data: Path | None, results: Path, quick: bool, only_page: bool, jobs: int) -> None:
    """Measure the recognizer on real handwriting, and write real-handwriting.md and .json to the results.

    Scans and drawings by other people, photographs, corruptions, strings of digits, what is no digit, mirrored digits,
    and the time it takes. Of MNIST's test images the model's card is quoted; they are not read.

    \b
    Examples:
      digits handwriting
      digits handwriting --model mine.onnx --results /tmp/mine --jobs 8
      digits handwriting --page
    """
    from digits.lab.evaluation.handwriting import evaluation
    from digits.lab.evaluation.handwriting.setup import QUICK, Amounts, Bench

    if only_page:
        if quick:
            raise click.UsageError("--page measures nothing: it does not go with --quick")
        if not (figures := results / "real-handwriting.json").exists():
            raise click.ClickException(f"{figures} is not there: run `digits handwriting` first")
        click.echo(evaluation.write_page(results))
        return
    folder = collections(data)
    fetch_data()
    bench = Bench(model, folder, results, QUICK if quick else Amounts())
    try:
        click.echo(evaluation.gather(bench, jobs, lambda words: click.echo(words, err=True)))
    except KeyboardInterrupt:
        click.echo("interrupted: no figures were written; the same command begins anew", err=True)
        raise SystemExit(130) from None
