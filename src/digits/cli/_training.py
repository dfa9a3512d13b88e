"""Training under the eyes of the user."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from digits.corrections import Correction
    from digits.lab.training.runs.network_run import NetworkRun
    from digits.lab.training.runs.run import Epoch, Report, Run

threads_option = click.option("--threads", type=click.IntRange(1), help="Processor threads to use; by default all.")


corrections_option = click.option(
    "--with-corrections", "corrected", is_flag=True, help="Learn from what users of the page corrected, too."
)


def corrections() -> "list[Correction]":
    """What users of the page corrected, where it is enough to learn from."""
    from digits.corrections import Corrections
    from digits.lab.data.corrections import enough

    found = enough(Corrections())
    click.echo(f"{len(found)} corrections, of which one in five is held out")
    return found


def learn_from(found: "list[Correction] | None", run: "Run") -> None:
    """Let a fresh run learn from corrections, where there are any."""
    if found:
        from digits.lab.data.corrections import take

        take(run.folder, found)


def limit_threads(threads: int | None) -> None:
    """Let the lab, which is not imported yet, use no more threads than these; None for all."""
    if threads:
        os.environ["TF_NUM_INTRAOP_THREADS"] = os.environ["OMP_NUM_THREADS"] = str(threads)
        os.environ["TF_NUM_INTEROP_THREADS"] = "1"


def train_run(run: "Run") -> None:
    """Train a run to its end, from where it stands, with a bar and a line after each epoch."""
    click.echo(f"{run.name} in {run.folder}: {_plan(run)}")
    try:
        _hear_teacher(run)
        with _progress(run) as report:
            run.train(report)
    except KeyboardInterrupt:
        click.echo(f"interrupted: go on with `digits train --resume {run.folder}`", err=True)
        raise SystemExit(130) from None
    click.echo(f"trained in {run.seconds:.0f} s: {run.folder}")


def _hear_teacher(run: "Run") -> None:
    """Let the teacher of a run answer, where it has one, before the epochs begin."""
    from digits.lab.training.distillation import soft_targets
    from digits.lab.training.runs.network_run import NetworkRun

    if not isinstance(run, NetworkRun) or not run.recipe.distillation or run.finished:
        return
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn

    columns = (TextColumn("the teacher answers"), BarColumn(), TimeRemainingColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("", total=None)
        soft_targets.answer(run, lambda done, steps: bar.update(task, completed=done, total=steps))


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
    from digits.lab.training.runs.network_run import NetworkRun

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
