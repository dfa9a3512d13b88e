"""Options, progress bars and messages of the training commands."""

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
    "--with-corrections",
    "corrected",
    is_flag=True,
    help="Also train on the corrections that users of the web page sent.",
)


def corrections() -> "list[Correction]":
    """The corrections that users sent.

    Raises:
        CorrectionError: there are too few to train on.
    """
    from digits.corrections import Corrections
    from digits.lab.data.corrections import is_held_out, trainable

    found = trainable(Corrections())
    click.echo(f"{len(found)} corrections, {sum(map(is_held_out, found))} of them held out")
    return found


def add_corrections(found: "list[Correction] | None", run: "Run") -> None:
    """Add corrections, if given, to a new run's training images."""
    if found:
        from digits.lab.data.corrections import save

        save(run.folder, found)


def error_rate(run: "Run") -> float:
    """The error rate, 0..1, on a trained run's validation images."""
    from digits.lab.evaluation.run_spec import outcome_of

    outcome = outcome_of(run)
    return float(outcome["errors"] / outcome["images"])


def limit_threads(threads: int | None) -> None:
    """Limit the threads of the lab, which must not be imported yet; None for all."""
    if threads:
        os.environ["TF_NUM_INTRAOP_THREADS"] = os.environ["OMP_NUM_THREADS"] = str(threads)
        os.environ["TF_NUM_INTEROP_THREADS"] = "1"


def train_run(run: "Run") -> None:
    """Train a run from its last checkpoint to the end; show a progress bar and a line per epoch."""
    click.echo(f"{run.name} in {run.folder}: {_summary(run)}")
    _say_what_the_backend_lacks(run)
    try:
        _compute_soft_targets(run)
        with _progress(run) as report:
            run.train(report)
    except KeyboardInterrupt:
        click.echo(f"interrupted: continue with `digits train --resume {run.folder}`", err=True)
        raise SystemExit(130) from None
    click.echo(f"trained in {run.seconds:.0f} s: {run.folder}")


def _say_what_the_backend_lacks(run: "Run") -> None:
    """Say that there will be no TensorBoard events, where Keras cannot write them."""
    from digits.lab.training.backend import is_backend, keras
    from digits.lab.training.runs.network_run import NetworkRun

    if isinstance(run, NetworkRun) and not run.finished and not is_backend("tensorflow"):
        click.echo(f"no TensorBoard events: Keras writes them on TensorFlow, not on {keras.backend.backend()}")


def _compute_soft_targets(run: "Run") -> None:
    """Compute the teacher's answers before training, where the run has a teacher."""
    from digits.lab.training.distillation import soft_targets
    from digits.lab.training.runs.network_run import NetworkRun

    if not isinstance(run, NetworkRun) or not run.recipe.distillation or run.finished:
        return
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn

    columns = (TextColumn("teacher"), BarColumn(), TimeRemainingColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("", total=None)
        soft_targets.compute(run, lambda done, steps: bar.update(task, completed=done, total=steps))


def _summary(run: "Run") -> str:
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
    """Show a bar within the epoch on a terminal, and a line after each epoch; nothing for baselines."""
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
                description=f"epoch {epoch} of {run.recipe.epochs}, step {step} of {steps}",
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
