"""``digits train``: train a network of the zoo."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import click
from click.core import ParameterSource

from digits.cli._data import fetch_data

if TYPE_CHECKING:
    from digits.lab.train import Epoch, Report, Run


@click.command()
@click.argument("name", required=False)
@click.option(
    "--fold",
    type=click.IntRange(0, 4),
    default=0,
    show_default=True,
    help="The fold of writers that validates.",
)
@click.option("--all", "everything", is_flag=True, help="Train on all 60,000 images and validate on none.")
@click.option("--set", "settings", multiple=True, metavar="SETTING=VALUE", help="Replace one of the recipe's settings.")
@click.option("--images", type=click.IntRange(1), help="Train and validate on the first so many images only.")
@click.option(
    "--runs",
    type=click.Path(path_type=Path),
    default=Path("runs"),
    show_default=True,
    help="Where runs are kept.",
)
@click.option("--resume", type=click.Path(path_type=Path), metavar="RUN", help="Go on with a run that was interrupted.")
@click.option("--threads", type=click.IntRange(1), help="Processor threads to use; by default all.")
def train(
    name: str | None,
    fold: int,
    everything: bool,
    settings: tuple[str, ...],
    images: int | None,
    runs: Path,
    resume: Path | None,
    threads: int | None,
) -> None:
    """Train the network NAME of the zoo.

    The run gets a folder of its own with its recipe, log, TensorBoard events, learning curves and weights. A run
    that is killed goes on with --resume where it stood.

    \b
    Examples:
      digits train lenet_8_16
      digits train default --all --set epochs=40 --set augmentation.rotation=10
      digits train --resume runs/default-1
    """
    if (name is None) == (resume is None):
        raise click.UsageError("give the NAME of a network, or --resume with the folder of a run, and not both")
    if resume and _given("fold", "everything", "settings", "images", "runs"):
        raise click.UsageError("a run goes on as it began: --resume goes with --threads only")
    if everything and _given("fold"):
        raise click.UsageError("--all leaves no fold to validate on: give --all or --fold, not both")
    if threads:
        os.environ["TF_NUM_INTRAOP_THREADS"] = os.environ["OMP_NUM_THREADS"] = str(threads)
        os.environ["TF_NUM_INTEROP_THREADS"] = "1"
    from digits.lab.train import Run
    from digits.lab.train import train as train_run

    fetch_data()
    run = Run.open(resume) if resume else _create(str(name), settings, None if everything else fold, images, runs)
    click.echo(f"{run.network} in {run.folder}: {run.recipe.epochs} epochs, {_validation(run)}")
    try:
        with _progress(run) as report:
            train_run(run, report)
    except KeyboardInterrupt:
        click.echo(f"interrupted: go on with `digits train --resume {run.folder}`", err=True)
        raise SystemExit(130) from None
    click.echo(f"trained: {run.folder}")


def _given(*options: str) -> bool:
    """Whether any of these options was typed."""
    context = click.get_current_context()
    return any(context.get_parameter_source(option) is ParameterSource.COMMANDLINE for option in options)


def _create(name: str, settings: tuple[str, ...], fold: int | None, images: int | None, runs: Path) -> "Run":
    from digits.lab import zoo
    from digits.lab.recipe import SettingError
    from digits.lab.train import Run

    if name not in zoo.names():
        raise click.BadParameter(
            f"there is no network {name!r}; there are: {', '.join(zoo.names())}", param_hint="NAME"
        )
    pairs = [setting.partition("=") for setting in settings]
    malformed = [setting for setting, (_, equals, _) in zip(settings, pairs, strict=True) if not equals]
    if malformed:
        raise click.BadParameter(f"{malformed[0]!r} is not of the form SETTING=VALUE", param_hint="--set")
    try:
        recipe = zoo.network(name).RECIPE.changed({setting: value for setting, _, value in pairs})
    except SettingError as error:
        raise click.BadParameter(str(error), param_hint="--set") from error
    return Run.create(runs, name, recipe, fold, images)


def _validation(run: "Run") -> str:
    return "all images, no validation" if run.fold is None else f"validated on the writers of fold {run.fold}"


@contextmanager
def _progress(run: "Run") -> Iterator["Report"]:
    """A bar within the epoch on a terminal, and a line after each epoch anywhere."""
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn

    console = Console()
    steps = run.steps_per_epoch()
    columns = (TextColumn("{task.description}"), BarColumn(), TimeRemainingColumn())
    bar = Progress(*columns, console=console, transient=True, disable=not console.is_terminal)
    with bar:
        task = bar.add_task("", total=steps * run.recipe.epochs)

        def report(step: int, epoch: int, figures: "Epoch | None") -> None:
            bar.update(
                task,
                completed=(epoch - 1) * steps + step,
                description=f"epoch {epoch} of {run.recipe.epochs}",
            )
            if figures is not None:
                console.print(_line(figures, run.recipe.epochs), highlight=False, soft_wrap=True)

        yield report


def _line(figures: "Epoch", epochs: int) -> str:
    text = f"epoch {figures['epoch']:.0f}/{epochs}  {figures['seconds']:.0f} s  loss {figures['loss']:.4f}"
    if "val_loss" in figures:
        error = 100 * (1 - figures["val_accuracy"])
        text += f"  validation loss {figures['val_loss']:.4f}, error {error:.2f} %"
    return text
