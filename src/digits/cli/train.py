"""``digits train``: train a network or a baseline."""

from pathlib import Path
from typing import TYPE_CHECKING

import click
from click.core import ParameterSource

from digits.cli._data import fetch_data
from digits.cli._options import known_name, pairs, runs_option
from digits.cli._training import (
    add_corrections,
    corrections,
    corrections_option,
    error_rate,
    limit_threads,
    threads_option,
    train_run,
)

if TYPE_CHECKING:
    from digits.lab.training.runs.run import Run, Validation


@click.command()
@click.argument("name", required=False)
@click.option(
    "--fold",
    type=click.IntRange(0, 4),
    default=0,
    show_default=True,
    help="Validate on the writers of this fold.",
)
@click.option(
    "--tenth", is_flag=True, help="Validate on the last tenth of the training images, as Keras's validation_split does."
)
@click.option("--all", "everything", is_flag=True, help="Train on all 60,000 images, without validation.")
@click.option("--epochs", metavar="N", help="Short for --set epochs=N.")
@click.option("--learning-rate", metavar="RATE", help="Short for --set learning_rate=RATE.")
@click.option(
    "--seeds",
    type=click.IntRange(1),
    default=1,
    metavar="N",
    help="Train N times, with the recipe's seed and those after it, and print mean and standard deviation.",
)
@click.option("--set", "settings", multiple=True, metavar="SETTING=VALUE", help="Replace one of the recipe's settings.")
@click.option("--images", type=click.IntRange(1), help="Train and validate on the first N images only.", metavar="N")
@corrections_option
@runs_option
@click.option(
    "--resume",
    type=click.Path(file_okay=False, path_type=Path),
    metavar="RUN",
    help="Continue an interrupted run.",
)
@threads_option
def train(
    name: str | None,
    fold: int,
    tenth: bool,
    everything: bool,
    epochs: str | None,
    learning_rate: str | None,
    seeds: int,
    settings: tuple[str, ...],
    images: int | None,
    corrected: bool,
    runs: Path,
    resume: Path | None,
    threads: int | None,
) -> None:
    """Train the network or the baseline NAME, or the network in a file, as FILE.py.

    Each run has its own folder with recipe, log, learning curves, weights and, if Keras runs on
    TensorFlow, TensorBoard events. --resume continues
    an interrupted run from its last epoch. --set takes a number, a word, true or false, none to turn a setting off, or
    numbers separated by commas where a setting is a list, such as the widths of layers.

    A network of a file has the file's name without .py. The run keeps a copy of the file.

    \b
    Examples:
      digits train lenet_8_16
      digits train ./mine.py --epochs 3 --learning-rate 0.01
      digits train m5 --all --epochs 40 --set augmentation.rotation=10
      digits train mlp_800 --set network.units=200 --set dropout=0.5 --set normalization=batch
      digits train m5 --set network.widths=32,64
      digits train svm --images 5000
      digits train softmax --seeds 5
      digits train se_3x3 --with-corrections
      digits train --resume runs/default-1
    """
    if (name is None) == (resume is None):
        raise click.UsageError("give either the NAME of a network or --resume RUN")
    if resume and _given(
        "fold", "tenth", "everything", "settings", "epochs", "learning_rate", "seeds", "images", "corrected", "runs"
    ):
        raise click.UsageError("--resume keeps the run's settings: only --threads can be given with it")
    if _given("fold") + tenth + everything > 1:
        raise click.UsageError("give only one of --fold, --tenth and --all")
    limit_threads(threads)
    from digits.lab.training.runs import factory

    if name is not None:
        known_name(name)
    texts = _with_short_forms(pairs(settings), epochs=epochs, learning_rate=learning_rate)
    fetch_data()
    found = corrections() if corrected else None
    if resume:
        train_run(factory.reopen(resume))
        return
    validation = _validation(fold, tenth, everything)
    rates = []
    for seeded in _seeded(texts, seeds):
        run = _create(str(name), seeded, validation, images, runs)
        add_corrections(found, run)
        train_run(run)
        if seeds > 1 and validation is not None:
            rates.append(error_rate(run))
    if rates:
        from statistics import fmean, stdev

        click.echo(f"{seeds} seeds: error {100 * fmean(rates):.2f} ± {100 * stdev(rates):.2f} %")


def _given(*options: str) -> bool:
    """Whether any of these options was typed."""
    context = click.get_current_context()
    return any(context.get_parameter_source(option) is ParameterSource.COMMANDLINE for option in options)


def _validation(fold: int, tenth: bool, everything: bool) -> "Validation":
    if everything:
        return None
    return "tenth" if tenth else fold


def _with_short_forms(settings: dict[str, str], **short: str | None) -> dict[str, str]:
    """The settings with those that were given by an option of their own."""
    given = {name: text for name, text in short.items() if text is not None}
    for name in set(settings) & set(given):
        raise click.UsageError(f"--{name.replace('_', '-')} and --set {name}=… set the same: give only one of them")
    return settings | given


def _seeded(settings: dict[str, str], seeds: int) -> list[dict[str, str]]:
    """The settings of each training: as they are for a single one, else with a seed each."""
    if seeds == 1:
        return [settings]
    first = settings.get("seed", "1")
    if not first.isdecimal():
        raise click.BadParameter(f"seed must be a whole number, not {first!r}", param_hint="--set")
    return [settings | {"seed": str(int(first) + number)} for number in range(seeds)]


def _create(name: str, settings: dict[str, str], validation: "Validation", images: int | None, runs: Path) -> "Run":
    from digits.lab.training.recipe import SettingError
    from digits.lab.training.runs import factory

    try:
        return factory.create(runs, name, settings, validation, images)
    except SettingError as error:
        raise click.BadParameter(str(error), param_hint="--set") from error
