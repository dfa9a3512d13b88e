"""``digits distill``: train a network on the answers of a teacher network or ensemble."""

from pathlib import Path

import click

from digits.cli._data import fetch_data
from digits.cli._options import pairs, runs_option
from digits.cli._training import (
    add_corrections,
    corrections,
    corrections_option,
    limit_threads,
    threads_option,
    train_run,
)


@click.command()
@click.argument("student")
@click.option(
    "--teacher",
    type=click.Path(exists=True, path_type=Path),
    required=True,
    metavar="MODEL",
    help="An .onnx file, or a folder of them, such as an ensemble of `digits record`; its members take turns.",
)
@click.option("--fold", type=click.IntRange(0, 4), help="Validate on the writers of this fold.  [default: 0]")
@click.option("--all", "everything", is_flag=True, help="Train on all 60,000 images, without validation.")
@click.option("--out-of-fold", is_flag=True, help="Each image is answered only by members that never saw its writer.")
@click.option(
    "--begin-with",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    metavar="RUN",
    help="Start from the weights of a trained run of the same architecture.",
)
@click.option("--set", "settings", multiple=True, metavar="SETTING=VALUE", help="Replace one of the recipe's settings.")
@click.option("--images", type=click.IntRange(1), help="Train and validate on the first N images only.", metavar="N")
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
    """Train the network STUDENT, a name or a file that ends in .py, on a teacher's answers and the labels.

    First the teacher answers the augmented training images, in as many views as the recipe says. Then the student
    trains on its answers. If either part is interrupted, `digits train --resume RUN` continues it.

    \b
    Examples:
      digits distill tiny --teacher results/ensemble/members/se-fold0.onnx --fold 0
      digits distill tiny --teacher results/ensemble --all --set epochs=200 --set distillation.views=40
      digits distill default --teacher results/ensemble --with-corrections
      digits distill default --teacher results/ensemble --begin-with runs/default-1 --set epochs=16
    """
    if fold is not None and everything:
        raise click.UsageError("give only one of --fold and --all")
    limit_threads(threads)
    from digits.lab import networks
    from digits.lab.training.distillation.teacher import Teacher
    from digits.lab.training.recipe import SettingError
    from digits.lab.training.runs import factory

    if not student.endswith(".py") and student not in networks.names():
        raise click.BadParameter(f"there is no network {student!r}; there are: {', '.join(networks.names())}")
    fetch_data()
    found = corrections() if corrected else None
    try:
        planned = factory.planned(student, pairs(settings), None if everything else fold or 0, images, distilled=True)
        run = factory.create_student(runs, planned, Teacher(teacher, out_of_fold), begin_with)
    except SettingError as error:
        raise click.BadParameter(str(error), param_hint="--set") from error
    add_corrections(found, run)
    train_run(run)
