"""``digits record``: train, combine and evaluate the ensemble."""

import shlex
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from digits.cli._data import fetch_data
from digits.cli._options import jobs_option, results_option, runs_option

if TYPE_CHECKING:
    from digits.lab.ensemble.members import Workspace
    from digits.lab.ensemble.plan import Member, Plan


@click.command()
@click.option(
    "--plan",
    "plan_file",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    metavar="FILE",
    help="The plan (TOML); by default the project's.",
)
@click.option(
    "--members", "names", metavar="NAME,NAME", help="Train only these members, for example one machine's share."
)
@click.option("--status", is_flag=True, help="Print the progress of each member and the remaining time, and exit.")
@click.option("--train-only", is_flag=True, help="Train without writing to the results.")
@jobs_option
@runs_option
@results_option
def record(
    plan_file: Path | None, names: str | None, status: bool, train_only: bool, jobs: int, runs: Path, results: Path
) -> None:
    """Train the ensemble, and evaluate it on the test set once.

    Each trained member is written to results/ensemble, so that it can be committed on its own. When all members are
    there, wherever they were trained, the ensemble is calibrated out of fold and evaluated on the test set, with an
    entry in the ledger. After an interruption the same command resumes in the same epoch.

    \b
    Examples:
      digits record --status
      digits record --jobs 2
      digits record --members se-fold0,m5-fold1 --jobs 1
      KERAS_BACKEND=jax digits record --jobs 1
    """
    from digits.lab.ensemble.members import Workspace
    from digits.lab.ensemble.plan import PLAN, read_plan

    if status and train_only:
        raise click.UsageError("--status does not go with --train-only")
    chosen = tuple(name.strip() for name in (names or "").split(",") if name.strip())
    if names is not None and not chosen:
        raise click.BadParameter("give at least one member", param_hint="--members")
    plan = read_plan(plan_file or PLAN)
    members = plan.chosen(chosen)
    workspace = Workspace(runs, results)
    if status:
        _print_status(plan, members, workspace, jobs)
        return
    fetch_data()
    _train(members, workspace, jobs, train_only)
    if not train_only:
        _evaluate(plan, workspace)


def _train(members: "list[Member]", workspace: "Workspace", jobs: int, train_only: bool) -> None:
    from digits.lab.ensemble.members import progress_of, train_members

    missing = [member for member in members if progress_of(member, workspace).info is None]
    try:
        for done, (member, seconds) in enumerate(train_members(missing, workspace, jobs, not train_only), start=1):
            click.echo(f"{done}/{len(missing)}  {member.name}: trained in {seconds:.0f} s")
    except KeyboardInterrupt:
        click.echo("interrupted; run the same command again to resume", err=True)
        raise SystemExit(130) from None


def _evaluate(plan: "Plan", workspace: "Workspace") -> None:
    """Combine the members and open the test set, if all members are there."""
    from digits.lab.ensemble.combination import out_of_fold_answers, summary, write_card
    from digits.lab.ensemble.members import progress_of
    from digits.lab.ensemble.test_evaluation import FIGURE, evaluate_on_test_set

    missing = [member.name for member in plan.members if progress_of(member, workspace).info is None]
    if missing:
        click.echo(f"the test set stays closed until {len(missing)} more members are trained: {', '.join(missing)}")
        return
    card = write_card(plan, workspace.results)
    found = out_of_fold_answers(plan, list(plan.members), workspace.results)
    assert found is not None
    click.echo(summary(found))
    evaluation, _ = evaluate_on_test_set(workspace.results, shlex.join(["digits", *sys.argv[1:]]))
    click.echo(f"test set, opened once, ensemble of {len(plan.members)} networks: {evaluation.summary()}")
    click.echo(f"misread images: {card.with_name(FIGURE)}")


def _print_status(plan: "Plan", members: "list[Member]", workspace: "Workspace", jobs: int) -> None:
    from digits.lab.ensemble.combination import out_of_fold_answers, summary
    from digits.lab.ensemble.member_files import ensemble_folder
    from digits.lab.ensemble.members import progress_of, seconds_left

    progress = [progress_of(member, workspace) for member in members]
    width = max(len(member.name) for member in members)
    for one in progress:
        pace = "" if one.seconds is None else f"  {one.seconds:.0f} s per epoch"
        click.echo(f"{one.member.name:<{width}}  epoch {one.epochs} of {one.member.epochs}{pace}{_quality(one.info)}")
    written = [one.member for one in progress if one.info is not None]
    left = seconds_left(progress)
    click.echo(f"{len(written)} of {len(members)} members written to {ensemble_folder(workspace.results)}")
    if left is None:
        click.echo("remaining time: unknown until an epoch of each architecture is done")
    elif left:
        click.echo(f"remaining time: {_duration(left / jobs)} with {jobs} side by side")
    found = out_of_fold_answers(plan, written, workspace.results)
    if found is not None:
        click.echo(summary(found))


def _quality(info: "dict[str, object] | None") -> str:
    if info is None:
        return ""
    found = info["out_of_fold"]
    if not isinstance(found, dict):
        return "  written"
    return f"  written: {found['errors']} errors in {found['images']:,} on fold {found['fold']}"


def _duration(seconds: float) -> str:
    """Hours and minutes, or minutes."""
    minutes = round(seconds / 60)
    return f"{minutes // 60} h {minutes % 60:02} min" if minutes >= 60 else f"{max(1, minutes)} min"
