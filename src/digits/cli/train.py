"""``digits train``: train a network, or a baseline."""

from pathlib import Path
from typing import TYPE_CHECKING

import click
from click.core import ParameterSource

from digits.cli._data import fetch_data
from digits.cli._options import known_name, pairs, runs_option
from digits.cli._training import corrections, corrections_option, learn_from, limit_threads, threads_option, train_run

if TYPE_CHECKING:
    from digits.lab.training.runs.run import Run, Validation


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
@corrections_option
@runs_option
@click.option(
    "--resume",
    type=click.Path(file_okay=False, path_type=Path),
    metavar="RUN",
    help="Go on with a run that was interrupted.",
)
@threads_option
def train(
    name: str | None,
    fold: int,
    tenth: bool,
    everything: bool,
    settings: tuple[str, ...],
    images: int | None,
    corrected: bool,
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
      digits train m5 --all --set epochs=40 --set augmentation.rotation=10
      digits train mlp_800 --set network.units=200 --set dropout=0.5 --set normalization=batch
      digits train svm --images 5000
      digits train se_3x3 --with-corrections
      digits train --resume runs/default-1
    """
    if (name is None) == (resume is None):
        raise click.UsageError("give the NAME of a network, or --resume with the folder of a run, and not both")
    if resume and _given("fold", "tenth", "everything", "settings", "images", "corrected", "runs"):
        raise click.UsageError("a run goes on as it began: --resume goes with --threads only")
    if _given("fold") + tenth + everything > 1:
        raise click.UsageError("--fold, --tenth and --all are three ways to validate: give one of them")
    limit_threads(threads)
    from digits.lab.training.runs import factory as lab_runs

    if name is not None:
        known_name(name)
    fetch_data()
    found = corrections() if corrected else None
    run = (
        lab_runs.reopen(resume)
        if resume
        else _create(str(name), settings, _validation(fold, tenth, everything), images, runs)
    )
    learn_from(found, run)
    train_run(run)


def _given(*options: str) -> bool:
    """Whether any of these options was typed."""
    context = click.get_current_context()
    return any(context.get_parameter_source(option) is ParameterSource.COMMANDLINE for option in options)


def _validation(fold: int, tenth: bool, everything: bool) -> "Validation":
    if everything:
        return None
    return "tenth" if tenth else fold


def _create(name: str, settings: tuple[str, ...], validation: "Validation", images: int | None, runs: Path) -> "Run":
    from digits.lab.training.recipe import SettingError
    from digits.lab.training.runs import factory as lab_runs

    try:
        return lab_runs.create(runs, name, pairs(settings), validation, images)
    except SettingError as error:
        raise click.BadParameter(str(error), param_hint="--set") from error
