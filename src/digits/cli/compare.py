"""``digits compare``: every network and baseline on the same folds and the test set, and the experiments."""

import shlex
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from digits.cli._data import fetch_data
from digits.cli._options import jobs_option, results_option, runs_option

if TYPE_CHECKING:
    from digits.lab.evaluation.comparison import Piece, Workplace


@click.command()
@click.argument("names", nargs=-1)
@click.option("--all", "everything", is_flag=True, help="Do all that the results do not answer yet.")
@click.option("--no-test", "closed", is_flag=True, help="Leave the test set closed: folds and experiments only.")
@click.option("--missing", "listed", is_flag=True, help="Only list what would be done.")
@results_option
@runs_option
@click.option(
    "--models",
    type=click.Path(file_okay=False, path_type=Path),
    default=Path("models"),
    show_default=True,
    help="Where exported networks are written.",
)
@jobs_option
def compare(
    names: tuple[str, ...],
    everything: bool,
    closed: bool,
    listed: bool,
    results: Path,
    runs: Path,
    models: Path,
    jobs: int,
) -> None:
    """Compare networks and baselines, and answer the questions of the experiments.

    Without NAMES the table of what the results hold is printed. With the names of networks, baselines or
    experiments, or with --all, what the results do not answer yet is trained first: each network and baseline on the
    same writer-grouped folds and then, as published, for the test set, which is opened once for each. Networks that
    ship and other commands make are only timed. Interrupted, it goes on where it stood when the command is given again.

    \b
    Examples:
      digits compare
      digits compare softmax mlp_800
      digits compare learning_rate
      digits compare --all --jobs 4
    """
    from digits.lab.evaluation import comparison, comparison_report, experiments

    if names and everything:
        raise click.UsageError("give NAMES, or --all for all of them, not both")
    known = [*comparison.compared(), *experiments.names()]
    for name in names:
        if name not in known:
            there = ", ".join(known)
            raise click.BadParameter(f"there is no {name!r} to compare; there are: {there}", param_hint="NAMES")
    chosen = known if everything else list(names)
    networks = [name for name in chosen if name in comparison.compared()]
    questions = [name for name in chosen if name in experiments.names()]
    pieces = [one for one in comparison.missing(results, networks, questions) if not (closed and one.final)]
    if listed:
        for piece in pieces:
            click.echo(f"{piece.title}: {piece.trial.command}")
        return
    if chosen:
        fetch_data()
        try:
            _work(comparison.Workplace(runs, results, models), pieces, jobs)
        except comparison.ComparisonError:
            comparison_report.write(results)  # with what the other pieces found
            raise
        comparison.time_shipped(results)
        comparison_report.write(results)
    elif not results.exists():
        remedy = "give the results of a copy of the repository by --results, or train by naming networks, or --all"
        click.echo(f"there is no {results}, so only the network that ships is shown: {remedy}", err=True)
    click.echo(comparison_report.table(results))


def _work(place: "Workplace", pieces: "list[Piece]", jobs: int) -> None:
    from digits.lab.evaluation import comparison

    command = shlex.join(["digits", *sys.argv[1:]])
    try:
        for done, (piece, seconds) in enumerate(comparison.work(place, pieces, jobs, command), start=1):
            click.echo(f"{done}/{len(pieces)}  {piece.title}: trained in {seconds:.0f} s")
    except KeyboardInterrupt:
        click.echo("interrupted: give the same command again to go on", err=True)
        raise SystemExit(130) from None
