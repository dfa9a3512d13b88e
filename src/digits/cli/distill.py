"""``digits distill``: train a network on the answers of a larger one, or of an ensemble."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from digits.cli._data import fetch_data
from digits.cli._options import pairs, runs_option
from digits.cli._training import corrections, corrections_option, learn_from, limit_threads, threads_option, train_run

if TYPE_CHECKING:
    from digits.lab.training.runs.network_run import NetworkRun


@click.command()
@click.argument("student")
@click.option(
    "--teacher",
    type=click.Path(exists=True, path_type=Path),
    required=True,
    metavar="MODEL",
    help="An .onnx file, or a folder of them: an ensemble of `digits record`, whose members teach in turn.",
)
@click.option("--fold", type=click.IntRange(0, 4), help="The fold of writers that validates.  [default: 0]")
@click.option("--all", "everything", is_flag=True, help="Train on all 60,000 images and validate on none.")
@click.option(
    "--out-of-fold", is_flag=True, help="Each image is taught only by members that never saw its writer, for choosing."
)
@click.option(
    "--begin-with",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    metavar="RUN",
    help="A trained run of such a network, whose weights are the first.",
)
@click.option("--set", "settings", multiple=True, metavar="SETTING=VALUE", help="Replace one of the recipe's settings.")
@click.option("--images", type=click.IntRange(1), help="Train and validate on the first so many images only.")
@corrections_option
@runs_option
@threads_option
def distill(
    student: str,
    teacher: Path,
    fold: int | None,
    everything: bool,
    out_of_fold: bool,
    begin_with: Path | None,
    settings: tuple[str, ...],
    images: int | None,
    corrected: bool,
    runs: Path,
    threads: int | None,
) -> None:
    """Train the network STUDENT on a teacher's answers and the labels.

    The teacher first answers as many views of the training images as the recipe says; the student then learns from
    them, epoch after epoch. It is a run like any other: one that is stopped, in either part, goes on with
    `digits train --resume`.

    \b
    Examples:
      digits distill tiny --teacher results/record/members/se-fold0.onnx --fold 0
      digits distill tiny --teacher results/record --all --set epochs=200 --set distillation.views=40
      digits distill default --teacher results/record --with-corrections
      digits distill default --teacher results/record --begin-with runs/default-1 --set epochs=16
    """
    if fold is not None and everything:
        raise click.UsageError("--fold and --all are two ways to validate: give one of them")
    limit_threads(threads)
    fetch_data()
    found = corrections() if corrected else None
    run = _begin(student, teacher, out_of_fold, settings, None if everything else fold or 0, images, runs, begin_with)
    learn_from(found, run)
    train_run(run)


def _begin(
    student: str,
    teacher: Path,
    out_of_fold: bool,
    settings: tuple[str, ...],
    fold: int | None,
    images: int | None,
    runs: Path,
    begin_with: Path | None,
) -> "NetworkRun":
    from digits.lab import networks
    from digits.lab.training.recipe import SettingError
    from digits.lab.training.runs import factory as lab_runs

    if student not in networks.names():
        raise click.BadParameter(f"there is no network {student!r}; there are: {', '.join(networks.names())}")
    try:
        return lab_runs.create_student(runs, student, teacher, out_of_fold, pairs(settings), fold, images, begin_with)
    except SettingError as error:
        raise click.BadParameter(str(error), param_hint="--set") from error
