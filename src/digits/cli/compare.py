"""``digits compare``: compare all networks and baselines, and run experiments."""

import shlex
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from digits.cli._data import fetch_data
from digits.cli._options import jobs_option, results_option, runs_option

if TYPE_CHECKING:
    from digits.lab.evaluation.comparison import Folders, Job
    from digits.lab.networks import NetworkFileError


@click.command()
@click.argument("names", nargs=-1)
@click.option("--all", "everything", is_flag=True, help="Run everything that is missing in the results.")
@click.option("--no-test", "closed", is_flag=True, help="Keep the test set closed: folds and experiments only.")
@click.option("--missing", "listed", is_flag=True, help="List the missing runs and exit.")
@click.option(
    "--seeds",
    type=click.IntRange(min=1),
    default=1,
    show_default=True,
    help="Train every network on the folds with the seeds from 1 to this one.",
)
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
    seeds: int,
    results: Path,
    runs: Path,
    models: Path,
    jobs: int,
) -> None:
    """Compare networks and baselines, and run experiments.

    Without NAMES, print the table of the stored results. With names of networks, baselines or experiments, or with
    --all, first train what is missing in the results: each network and baseline on the same writer-grouped folds, then
    as published for the test set, which is opened once for each. Networks that other commands train are only timed.
    After an interruption the same command resumes.

    \b
    Examples:
      digits compare
      digits compare softmax mlp_800
      digits compare learning_rate
      digits compare normalization --seeds 5
      digits compare --all --jobs 4
    """
    from digits.lab import networks as lab_networks
    from digits.lab.evaluation import comparison, comparison_report, comparison_table, experiments

    if names and everything:
        raise click.UsageError("give NAMES, or --all for all of them, not both")
    known = [*comparison.compared_models(), *experiments.names()]
    faults = lab_networks.faults()
    _check_names(names, known, faults)
    chosen = known if everything else list(names)
    networks = [name for name in chosen if name in comparison.compared_models()]
    questions = [name for name in chosen if name in experiments.names()]
    jobs_left = comparison.missing_jobs(results, networks, questions, seeds)
    missing = [job for job in jobs_left if not (closed and job.is_final)]
    if listed:
        for job in missing:
            click.echo(f"{job.title}: {job.spec.command}")
        return
    if chosen:
        fetch_data()
        try:
            _run(comparison.Folders(runs, results, models), missing, jobs)
        except comparison.ComparisonError:
            comparison_report.write(results)  # with the outcomes of the other jobs
            raise
        comparison.time_shipped(results)
        comparison_report.write(results)
    elif not results.exists():
        remedy = "Give the repository's results with --results, or train with NAMES or --all."
        click.echo(f"{results} does not exist, so only shipped networks are listed. {remedy}", err=True)
    click.echo(comparison_table.table(results))
    if everything and faults:
        raise SystemExit(1)


def _check_names(names: tuple[str, ...], known: list[str], faults: "dict[str, NetworkFileError]") -> None:
    """Report networks whose files cannot be used; raise the error of a name that cannot be compared."""
    for name, fault in faults.items():
        if name in names:
            raise fault
        click.echo(f"left out: {fault}", err=True)
    for name in names:
        if name not in known:
            raise click.BadParameter(f"unknown name {name!r}. Known names: {', '.join(known)}.", param_hint="NAMES")


def _run(folders: "Folders", missing: "list[Job]", processes: int) -> None:
    from digits.lab.evaluation import comparison

    command = shlex.join(["digits", *sys.argv[1:]])
    try:
        for done, (job, seconds) in enumerate(comparison.run_jobs(folders, missing, processes, command), start=1):
            click.echo(f"{done}/{len(missing)}  {job.title}: trained in {seconds:.0f} s")
    except KeyboardInterrupt:
        click.echo("interrupted; run the same command again to resume", err=True)
        raise SystemExit(130) from None
