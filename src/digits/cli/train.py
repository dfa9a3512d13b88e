"""``digits train``: train a network of the zoo, or a baseline."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import click
from click.core import ParameterSource

from digits.cli._data import fetch_data
from digits.cli._options import known_name, pairs, runs_option

if TYPE_CHECKING:
    from digits.lab.run import Epoch, Report, Run, Validation
    from digits.lab.train import NetworkRun


@click.command()
@click.argument("name", required=False)
@click.option(
    "--fold",
    type=click.IntRange(0, 4),
    default=0,
    show_default=True,
    help="The fold of writers that validates.",
)
@click.option("--tenth", is_flag=True, help="Validate on the last tenth of the training images, as Keras splits them.")
@click.option("--all", "everything", is_flag=True, help="Train on all 60,000 images and validate on none.")
@click.option("--set", "settings", multiple=True, metavar="SETTING=VALUE", help="Replace one of the recipe's settings.")
@click.option("--images", type=click.IntRange(1), help="Train and validate on the first so many images only.")
@runs_option
@click.option(
    "--resume",
    type=click.Path(file_okay=False, path_type=Path),
    metavar="RUN",
    help="Go on with a run that was interrupted.",
)
@click.option("--threads", type=click.IntRange(1), help="Processor threads to use; by default all.")
def train(
    name: str | None,
    fold: int,
    tenth: bool,
    everything: bool,
    settings: tuple[str, ...],
    images: int | None,
    runs: Path,
    resume: Path | None,
    threads: int | None,
) -> None:
    """Train the network, or the baseline, NAME.

    The run gets a folder of its own with its recipe, log, TensorBoard events, learning curves and weights. A run
    that is killed goes on with --resume where it stood.

    \b
    Examples:
      digits train lenet_8_16
      digits train default --all --set epochs=40 --set augmentation.rotation=10
      digits train mlp_800 --set network.units=200 --set dropout=0.5 --set normalization=batch
      digits train svm --images 5000
      digits train --resume runs/default-1
    """
    if (name is None) == (resume is None):
        raise click.UsageError("give the NAME of a network, or --resume with the folder of a run, and not both")
    if resume and _given("fold", "tenth", "everything", "settings", "images", "runs"):
        raise click.UsageError("a run goes on as it began: --resume goes with --threads only")
    if _given("fold") + tenth + everything > 1:
        raise click.UsageError("--fold, --tenth and --all are three ways to validate: give one of them")
    if threads:
        os.environ["TF_NUM_INTRAOP_THREADS"] = os.environ["OMP_NUM_THREADS"] = str(threads)
        os.environ["TF_NUM_INTEROP_THREADS"] = "1"
    from digits.lab import runs as lab_runs

    if name is not None:
        known_name(name)
    fetch_data()
    run = (
        lab_runs.reopen(resume)
        if resume
        else _create(str(name), settings, _validation(fold, tenth, everything), images, runs)
    )
    click.echo(f"{run.name} in {run.folder}: {_plan(run)}")
    try:
        with _progress(run) as report:
            run.train(report)
    except KeyboardInterrupt:
        click.echo(f"interrupted: go on with `digits train --resume {run.folder}`", err=True)
        raise SystemExit(130) from None
    click.echo(f"trained in {run.seconds:.0f} s: {run.folder}")


def _given(*options: str) -> bool:
    """Whether any of these options was typed."""
    context = click.get_current_context()
    return any(context.get_parameter_source(option) is ParameterSource.COMMANDLINE for option in options)


def _validation(fold: int, tenth: bool, everything: bool) -> "Validation":
    if everything:
        return None
    return "tenth" if tenth else fold


def _create(name: str, settings: tuple[str, ...], validation: "Validation", images: int | None, runs: Path) -> "Run":
    from digits.lab import runs as lab_runs
    from digits.lab.recipe import SettingError

    try:
        return lab_runs.create(runs, name, pairs(settings), validation, images)
    except SettingError as error:
        raise click.BadParameter(str(error), param_hint="--set") from error


def _plan(run: "Run") -> str:
    if run.validation is None:
        validated = "all images, no validation"
    elif run.validation == "tenth":
        validated = "validated on the last tenth"
    else:
        validated = f"validated on the writers of fold {run.validation}"
    epochs = getattr(run.recipe, "epochs", None)
    return f"{epochs} epoch{'s' * (epochs > 1)}, {validated}" if epochs else validated


@contextmanager
def _progress(run: "Run") -> Iterator["Report"]:
    """A bar within the epoch on a terminal, and a line after each epoch anywhere; nothing where there are no epochs."""
    from digits.lab.train import NetworkRun

    if isinstance(run, NetworkRun):
        with _epochs(run) as report:
            yield report
    else:
        yield lambda *_: None


@contextmanager
def _epochs(run: "NetworkRun") -> Iterator["Report"]:
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
