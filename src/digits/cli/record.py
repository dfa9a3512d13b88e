"""``digits record``: train the members of the record, combine them, and open the test set for them once."""

import shlex
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from digits.cli._data import fetch_data
from digits.cli._options import jobs_option, results_option, runs_option

if TYPE_CHECKING:
    from digits.lab.ensemble.members import Place
    from digits.lab.ensemble.plan import Member, Plan


@click.command()
@click.option(
    "--plan",
    "plan_file",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    metavar="FILE",
    help="The plan (TOML); by default the project's own.",
)
@click.option("--members", "names", metavar="NAME,NAME", help="Train these only: a machine's share.")
@click.option("--status", is_flag=True, help="Only say how far the members are, and how long they will still take.")
@click.option("--train-only", is_flag=True, help="Train, and write nothing into the results.")
@jobs_option
@runs_option
@results_option
def record(
    plan_file: Path | None, names: str | None, status: bool, train_only: bool, jobs: int, runs: Path, results: Path
) -> None:
    """Make the record: train the members of the plan, combine them, and open the test set for them once.

    Each member that is trained is written into results/record, so that it can be committed by itself. When the last
    is there, wherever it was trained, the ensemble is calibrated out of fold and read on the test images, with an
    entry in the ledger. Interrupted, it goes on in the epoch it was in when the command is given again.

    \b
    Examples:
      digits record --status
      digits record --jobs 2
      digits record --members se-fold0,m5-fold1 --jobs 1
      KERAS_BACKEND=jax digits record --jobs 1
    """
    from digits.lab.ensemble.members import Place
    from digits.lab.ensemble.plan import PLAN, read_plan

    if status and train_only:
        raise click.UsageError("--status trains nothing: it does not go with --train-only")
    chosen = tuple(name.strip() for name in (names or "").split(",") if name.strip())
    if names is not None and not chosen:
        raise click.BadParameter("it names no member of the plan", param_hint="--members")
    plan = read_plan(plan_file or PLAN)
    members = plan.chosen(chosen)
    place = Place(runs, results)
    if status:
        _print_status(plan, members, place, jobs)
        return
    fetch_data()
    _train(members, place, jobs, train_only)
    if not train_only:
        _claim(plan, place)


def _train(members: "list[Member]", place: "Place", jobs: int, train_only: bool) -> None:
    from digits.lab.ensemble.members import make, standing

    missing = [member for member in members if standing(member, place).proof is None]
    try:
        for done, (member, seconds) in enumerate(make(missing, place, jobs, not train_only), start=1):
            click.echo(f"{done}/{len(missing)}  {member.name}: trained in {seconds:.0f} s")
    except KeyboardInterrupt:
        click.echo("interrupted: give the same command again to go on", err=True)
        raise SystemExit(130) from None


def _claim(plan: "Plan", place: "Place") -> None:
    """Combine the members and make the claim, if all are there."""
    from digits.lab.ensemble.combination import answers, summary, write_card
    from digits.lab.ensemble.members import standing
    from digits.lab.ensemble.test_evaluation import FIGURE, open_test_set

    missing = [member.name for member in plan.members if standing(member, place).proof is None]
    if missing:
        click.echo(f"the test set stays closed: {len(missing)} members are still to be trained: {', '.join(missing)}")
        return
    card = write_card(plan, place.results)
    found = answers(plan, list(plan.members), place.results)
    assert found is not None
    click.echo(summary(found))
    evaluation, _ = open_test_set(place.results, shlex.join(["digits", *sys.argv[1:]]))
    click.echo(f"test set, opened once, ensemble of {len(plan.members)} networks: {evaluation.sentence()}")
    click.echo(f"the remaining errors: {card.with_name(FIGURE)}")


def _print_status(plan: "Plan", members: "list[Member]", place: "Place", jobs: int) -> None:
    from digits.lab.ensemble.combination import answers, summary
    from digits.lab.ensemble.members import seconds_left, standing

    standings = [standing(member, place) for member in members]
    width = max(len(member.name) for member in members)
    for one in standings:
        pace = "" if one.seconds is None else f"  {one.seconds:.0f} s an epoch"
        click.echo(f"{one.member.name:<{width}}  epoch {one.epochs} of {one.member.epochs}{pace}{_quality(one.proof)}")
    written = [one.member for one in standings if one.proof is not None]
    left = seconds_left(standings)
    click.echo(f"{len(written)} of {len(members)} members written to {place.results / 'record'}")
    if left is None:
        click.echo("time to go: known after an epoch of each kind of member")
    elif left:
        click.echo(f"time to go: {_duration(left / jobs)} with {jobs} side by side at this pace")
    found = answers(plan, written, place.results)
    if found is not None:
        click.echo(summary(found))


def _quality(proof: "dict[str, object] | None") -> str:
    if proof is None:
        return ""
    found = proof["out_of_fold"]
    if not isinstance(found, dict):
        return "  written"
    return f"  written: {found['errors']} errors in {found['images']:,} on fold {found['fold']}"


def _duration(seconds: float) -> str:
    """Hours and minutes, or minutes."""
    minutes = round(seconds / 60)
    return f"{minutes // 60} h {minutes % 60:02} min" if minutes >= 60 else f"{max(1, minutes)} min"
