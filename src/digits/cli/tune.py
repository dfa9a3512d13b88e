"""``digits tune``: search over the settings of a network or a baseline."""

import shlex
from collections.abc import Iterable
from contextlib import closing
from typing import TYPE_CHECKING, Literal

import click

from digits.cli._data import fetch_data
from digits.cli._options import known_name, pairs

if TYPE_CHECKING:
    from digits.lab.search.space import Plan
    from digits.lab.search.study import DoneTrial, Place, Study

_SHOWN = 5


@click.command()
@click.argument("name")
@click.option("--trials", type=click.IntRange(0), required=True, help="How many to add; 0 only reports.")
@click.option("--workers", type=click.IntRange(1), default=1, show_default=True, help="Processes of one thread each.")
@click.option(
    "--search",
    multiple=True,
    metavar="SETTING=LOW:HIGH[:log]|VALUE,VALUE...",
    help="A setting to search; repeat it for more. Values that hold commas are divided by |.",
)
@click.option("--set", "settings", multiple=True, metavar="SETTING=VALUE", help="Fix a setting.")
@click.option("--epochs", type=click.IntRange(1), help="Short for --set epochs=N.")
@click.option("--fold", type=click.IntRange(0, 4), help="The fold of writers that validates; by default 0.")
@click.option("--images", type=click.IntRange(1), help="Train and validate on the first so many images only.")
@click.option(
    "--pruner",
    type=click.Choice(["median", "hyperband", "none"]),
    default="median",
    show_default=True,
    help="How hopeless trials are stopped: above the median of the others, by successive halving, or not at all.",
)
@click.option(
    "--study",
    metavar="FILE|URL",
    help="Where the study is kept: a file, by default studies/NAME.log, or a database as postgresql://user@host/name.",
)
@click.option("--study-name", help="The study's name; by default NAME. Another name is another study.")
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
    """Search for good settings of the network, or the baseline, NAME.

    A trial trains a run, in a folder beside the study, and is judged on a fold of writers: a network by its loss, a
    baseline by its errors. The same command, or only NAME and --trials, goes on with the study; workers on several
    machines may share one in a database. Without --search a network is searched over learning rate, batch size,
    optimizer, normalization and dropout.

    At the end stand the best trials and the command that repeats the best; figures and a table of all are saved.

    \b
    Examples:
      digits tune lenet_8_16 --trials 20
      digits tune mlp_800 --trials 40 --workers 2 --epochs 5 --search learning_rate=1e-4:1e-2:log \\
        --search network.units=50:800 --search optimizer=adam,adamw
      digits tune random_forest --trials 10 --images 5000 --search trees=50:400
      digits tune lenet_8_16 --trials 20 --study postgresql://me@server/studies
    """
    known_name(name)
    from digits.lab.search.study import Place, StudyError, write_report
    from digits.lab.search.study import tune as add_trials

    label = study_name or name
    place = Place(study or f"studies/{label}.log", label)
    fetch_data()
    fixed = pairs(settings) | ({} if epochs is None else {"epochs": str(epochs)})
    typed = bool(fixed or search) or fold is not None or images is not None
    begun = place.plan()
    if trials == 0 and begun is None:
        raise StudyError(f"there is no study {label} in {place.storage} yet: begin it with --trials 20")
    if begun is not None and begun.name != name:
        raise StudyError(f"the study {label} is of {begun.name}, not {name}: choose another with --study-name")
    asked = begun if begun and not (typed and trials) else _plan(name, fixed, search, fold or 0, images)
    click.echo(f"{name}, fold {asked.fold} validates; searched: {_settings(asked.search)}")
    if trials:
        try:
            with closing(add_trials(place, asked, trials, workers, pruner)) as finished:
                _follow(finished, asked, trials)
        except KeyboardInterrupt:
            _say_how_to_go_on(place)
            raise SystemExit(130) from None
    opened = place.open()
    _print_best(opened, asked)
    for path in write_report(opened, asked, place.folder):
        click.echo(path)


def _plan(name: str, fixed: dict[str, str], search: tuple[str, ...], fold: int, images: int | None) -> "Plan":
    """What is asked; whatever is wrong with it is wrong usage."""
    from digits.lab.search.space import SearchError, plan
    from digits.lab.training.runs.run import RunError
    from digits.lab.training.settings_parser import SettingError

    try:
        return plan(name, fixed, pairs(search, "--search"), fold, images)
    except (SearchError, SettingError, RunError) as error:
        raise click.UsageError(str(error)) from error


def _settings(texts: dict[str, str]) -> str:
    return " ".join(f"{name}={text}" for name, text in texts.items())


def _follow(finished: Iterable["DoneTrial"], asked: "Plan", trials: int) -> None:
    """Show a bar on a terminal, and print a line after each trial anywhere."""
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    console = Console()
    columns = (TextColumn("trials"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=console, transient=True, disable=not console.is_terminal) as bar:
        task = bar.add_task("", total=trials)
        for trial in finished:
            bar.advance(task)
            console.print(_line(trial, asked), highlight=False, markup=False, soft_wrap=True)


def _line(trial: "DoneTrial", asked: "Plan") -> str:
    kept = trial.user_attrs
    state = trial.state.name.lower()
    measure, _, unit = asked.measure.partition(", ")
    what = f"{measure} {trial.value:.4g} {unit}, {kept['errors']} errors" if state == "complete" else state
    reason = f" ({kept['reason']})" if "reason" in kept else ""
    searched = {name: text for name, text in kept.get("settings", {}).items() if name in asked.search}
    return f"trial {trial.number}: {what}{reason}  {_settings(searched)}"


def _say_how_to_go_on(place: "Place") -> None:
    click.echo(
        f"interrupted: {place.storage.rpartition('@')[-1]} keeps what is finished, and the same command goes on",
        err=True,
    )


def _print_best(study: "Study", asked: "Plan") -> None:
    from collections import Counter

    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    from digits.lab.search.study import StudyError, completed, train_command

    best = completed(study)[:_SHOWN]
    trials = study.get_trials(deepcopy=False)
    states = Counter(trial.state.name.lower() for trial in trials)
    if not best:
        reasons = [trial.user_attrs["reason"] for trial in trials if "reason" in trial.user_attrs]
        raise StudyError(f"no trial came to its end{f' (the last one: {reasons[-1]})' if reasons else ''}: add trials")
    table = Table("trial", asked.measure, "errors", "seconds", "settings")
    for trial in best:
        kept = trial.user_attrs
        searched = {name: kept["settings"][name] for name in asked.search}
        figures = (str(trial.number), f"{trial.value:.4g}", str(kept["errors"]), f"{kept['seconds']:.0f}")
        table.add_row(*figures, Text(_settings(searched)))
    click.echo(f"{len(trials)} trials: {', '.join(f'{count} {state}' for state, count in states.items())}")
    Console().print(table)
    click.echo("train with the best settings:")
    click.echo(f"  {shlex.join(train_command(asked, best[0]))}")
