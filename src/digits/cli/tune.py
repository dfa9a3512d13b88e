"""``digits tune``: search over the settings of a network or a baseline."""

import shlex
from collections.abc import Iterable
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import click

from digits.cli._data import fetch_data
from digits.cli._options import known_name, pairs

if TYPE_CHECKING:
    from optuna import Study
    from optuna.trial import FrozenTrial

    from digits.lab.search.space import StudyPlan
    from digits.lab.search.storage import StudyLocation

_SHOWN = 5


@click.command()
@click.argument("name")
@click.option("--trials", type=click.IntRange(0), required=True, help="Number of trials to add; 0 only reports.")
@click.option(
    "--workers", type=click.IntRange(1), default=1, show_default=True, help="Number of processes of one thread each."
)
@click.option(
    "--search",
    multiple=True,
    metavar="SETTING=LOW:HIGH[:log]|VALUE,VALUE...",
    help="A setting to search; repeat for more. Separate values with | if they contain commas.",
)
@click.option("--set", "settings", multiple=True, metavar="SETTING=VALUE", help="Fix a setting.")
@click.option("--epochs", type=click.IntRange(1), help="Short for --set epochs=N.")
@click.option("--fold", type=click.IntRange(0, 4), help="Validate on the writers of this fold; by default 0.")
@click.option("--images", type=click.IntRange(1), help="Train and validate on the first N images only.", metavar="N")
@click.option(
    "--pruner",
    type=click.Choice(["median", "hyperband", "none"]),
    default="median",
    show_default=True,
    help="Stop bad trials early: above the median of the others, by successive halving, or not at all.",
)
@click.option(
    "--study",
    metavar="FILE|URL",
    help="Where to store the study: a file, by default studies/NAME.log, or a database as postgresql://user@host/name.",
)
@click.option("--study-name", help="The study's name; by default NAME.")
def tune(
    name: str,
    trials: int,
    workers: int,
    search: tuple[str, ...],
    settings: tuple[str, ...],
    epochs: int | None,
    fold: int | None,
    images: int | None,
    pruner: Literal["median", "hyperband", "none"],
    study: str | None,
    study_name: str | None,
) -> None:
    """Search for good settings of the network or the baseline NAME; NAME may be a network's file, as FILE.py.

    Each trial trains a run, in a folder beside the study. The objective is the validation loss for a network, the
    validation error for a baseline. Repeat the command, or give only NAME and --trials, to continue the study;
    several machines can share one in a database. The default search of a network is over learning rate, batch size,
    optimizer, normalization and dropout.

    The report has the best trials, the command that repeats the best one, a table of all trials, and figures.

    \b
    Examples:
      digits tune lenet_8_16 --trials 20
      digits tune mlp_800 --trials 40 --workers 2 --epochs 5 --search learning_rate=1e-4:1e-2:log \\
        --search network.units=50:800 --search optimizer=adam,adamw
      digits tune random_forest --trials 10 --images 5000 --search trees=50:400
      digits tune lenet_8_16 --trials 20 --study postgresql://me@server/studies
    """
    known_name(name)
    from digits.lab.search.report import write_report
    from digits.lab.search.storage import StudyError, StudyLocation
    from digits.lab.search.study import tune as add_trials

    label = study_name or Path(name).name.removesuffix(".py")
    location = StudyLocation(study or f"studies/{label}.log", label)
    fetch_data()
    fixed = pairs(settings) | ({} if epochs is None else {"epochs": str(epochs)})
    typed = bool(fixed or search) or fold is not None or images is not None
    stored = location.plan()
    if trials == 0 and stored is None:
        raise StudyError(f"there is no study {label} in {location.storage} yet: create it with --trials 20")
    if stored is not None and stored.name != name:
        raise StudyError(f"the study {label} is of {stored.name}, not {name}: choose another with --study-name")
    plan = stored if stored and not (typed and trials) else _plan(name, fixed, search, fold or 0, images)
    click.echo(f"{name}, fold {plan.fold} validates; searched: {_settings(plan.search)}")
    if trials:
        try:
            with closing(add_trials(location, plan, trials, workers, pruner)) as finished:
                _follow(finished, plan, trials)
        except KeyboardInterrupt:
            _print_how_to_continue(location)
            raise SystemExit(130) from None
    opened = location.open()
    _print_best(opened, plan)
    for path in write_report(opened, plan, location.folder):
        click.echo(path)


def _plan(name: str, fixed: dict[str, str], search: tuple[str, ...], fold: int, images: int | None) -> "StudyPlan":
    """The plan of a study; an error in it is a usage error."""
    from digits.lab.search.space import SearchError, plan_study
    from digits.lab.training.runs.run import RunError
    from digits.lab.training.settings_parser import SettingError

    try:
        return plan_study(name, fixed, pairs(search, "--search"), fold, images)
    except (SearchError, SettingError, RunError) as error:
        raise click.UsageError(str(error)) from error


def _settings(texts: dict[str, str]) -> str:
    return " ".join(f"{name}={text}" for name, text in texts.items())


def _follow(finished: Iterable["FrozenTrial"], plan: "StudyPlan", trials: int) -> None:
    """Show a progress bar on a terminal, and print a line after each trial."""
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    console = Console()
    columns = (TextColumn("trials"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=console, transient=True, disable=not console.is_terminal) as bar:
        task = bar.add_task("", total=trials)
        for trial in finished:
            bar.advance(task)
            console.print(_line(trial, plan), highlight=False, markup=False, soft_wrap=True)


def _line(trial: "FrozenTrial", plan: "StudyPlan") -> str:
    kept = trial.user_attrs
    state = trial.state.name.lower()
    measure, _, unit = plan.measure.partition(", ")
    what = f"{measure} {trial.value:.4g} {unit}, {kept['errors']} errors" if state == "complete" else state
    reason = f" ({kept['reason']})" if "reason" in kept else ""
    searched = {name: text for name, text in kept.get("settings", {}).items() if name in plan.search}
    return f"trial {trial.number}: {what}{reason}  {_settings(searched)}"


def _print_how_to_continue(location: "StudyLocation") -> None:
    click.echo(
        f"interrupted: {location.storage.rpartition('@')[-1]} has the finished trials; repeat the command to continue",
        err=True,
    )


def _print_best(study: "Study", plan: "StudyPlan") -> None:
    from collections import Counter

    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    from digits.lab.search.report import completed, train_command
    from digits.lab.search.storage import StudyError

    best = completed(study)[:_SHOWN]
    trials = study.get_trials(deepcopy=False)
    states = Counter(trial.state.name.lower() for trial in trials)
    if not best:
        reasons = [trial.user_attrs["reason"] for trial in trials if "reason" in trial.user_attrs]
        raise StudyError(f"no trial is completed{f' (the last one: {reasons[-1]})' if reasons else ''}: add trials")
    table = Table("trial", plan.measure, "errors", "seconds", "settings")
    for trial in best:
        kept = trial.user_attrs
        searched = {name: kept["settings"][name] for name in plan.search}
        figures = (str(trial.number), f"{trial.value:.4g}", str(kept["errors"]), f"{kept['seconds']:.0f}")
        table.add_row(*figures, Text(_settings(searched)))
    click.echo(f"{len(trials)} trials: {', '.join(f'{count} {state}' for state, count in states.items())}")
    Console().print(table)
    click.echo("train with the best settings:")
    click.echo(f"  {shlex.join(train_command(plan, best[0]))}")
