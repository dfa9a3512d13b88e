"""``digits calibrate``: fit the temperature and thresholds on cards."""

from pathlib import Path

import click

from digits.cli._data import fetch_data
from digits.cli._options import collections, collections_option, known_model, results_option

REJECTION = "rejection"
DETECTOR = "detector"


@click.command()
@click.argument("name", default="default")
@click.option(
    "--calibration",
    metavar="RUN",
    help="A run, or a model, of the same network that held out a fold of writers; by default NAME itself.",
)
@click.option("--train", is_flag=True, help="rejection and detector only: train the networks first.")
@click.option("--go-on", is_flag=True, help="detector only, with --train: begin with the weights that ship.")
@click.option("--compare", is_flag=True, help="rejection only: compare rejection scores, each family held out in turn.")
@click.option(
    "--model", default="default", show_default=True, help="With --compare: the model whose scores are compared."
)
@click.option("--steps", type=click.IntRange(min=10), help="With --train or --compare: batches to train each network.")
@click.option("--seed", type=click.IntRange(min=0), default=1, show_default=True, help="Seed of training and of data.")
@collections_option
@results_option
def calibrate(
    name: str,
    calibration: str | None,
    train: bool,
    go_on: bool,
    compare: bool,
    model: str,
    steps: int | None,
    seed: int,
    data: Path | None,
    results: Path,
) -> None:
    """Calibrate the model NAME, and write the calibration to its card.

    Half of the held-out writers fit the temperature and the threshold for candidates; the other half test them. A
    reliability diagram is written to the results. The name `rejection` stands for the network that rejects what is no
    digit: its thresholds are fitted in the same way. The name `detector` stands for the networks that find digits on a
    page: thresholds are fitted on composed pages of held-out writers.

    \b
    Examples:
      digits calibrate
      digits calibrate mine.onnx --calibration runs/default-1
      digits calibrate rejection --train
      digits calibrate rejection --compare --model held_out.onnx
      digits calibrate detector --train
    """
    if name == DETECTOR:
        if calibration or compare:
            raise click.UsageError(
                "--calibration and --compare are not for the detector: give --train, --steps, --seed"
            )
        if (steps or go_on) and not train:
            raise click.UsageError(f"{'--go-on' if go_on else '--steps'} needs --train")
        folder = collections(data)
        fetch_data()
        _detector(folder, train, go_on, steps, seed)
    elif go_on:
        raise click.UsageError("--go-on is for `digits calibrate detector --train`")
    elif name == REJECTION:
        if calibration:
            raise click.UsageError("--calibration is for models: the rejection network has held-out writers of its own")
        if steps and not (train or compare):
            raise click.UsageError("--steps needs --train or --compare")
        folder = collections(data)
        fetch_data()
        _rejection(folder, train, compare, model, steps, seed, results)
    elif train or compare or steps:
        raise click.UsageError(
            "--train, --compare and --steps are for `digits calibrate rejection` and `digits calibrate detector`; "
            "models train with `digits train`"
        )
    else:
        known_model(name)
        fetch_data()
        _model(name, calibration, results)


def _model(name: str, calibration: str | None, results: Path) -> None:
    from digits.lab.evaluation.calibration import calibrate_model, summary
    from digits.model_card import find_model

    path = find_model(name)
    card = calibrate_model(path, calibration, results)
    click.echo(summary(card))


def _detector(folder: Path, train: bool, go_on: bool, steps: int | None, seed: int) -> None:
    from dataclasses import replace

    from digits.lab.detection.number_calibration import fit_numbers
    from digits.lab.detection.training import TrainingConfig, fit_thresholds, train_and_write

    config = TrainingConfig(seed=seed, go_on=go_on)
    if steps:
        config = replace(config, steps=steps, isolation_steps=steps, pages=min(config.pages, steps * config.batch_size))
    if train:
        train_and_write(folder, config, lambda message: click.echo(message, err=True))
    card = fit_thresholds(folder)
    for kind, rates in card["calibration"]["found"].items():
        click.echo(f"{kind}: recall {100 * rates['recall']:.1f} %, precision {100 * rates['precision']:.1f} %")
    checked = fit_numbers()["checked"]
    click.echo(
        f"digits in numbers: candidates hold {100 * checked['coverage']:.2f} %, {100 * checked['unsure']:.1f} % unsure"
    )


def _rejection(
    folder: Path, train: bool, compare: bool, model: str, steps: int | None, seed: int, results: Path
) -> None:
    from dataclasses import replace

    from digits.lab.rejection import score_comparison, thresholds
    from digits.lab.rejection.data import load_data
    from digits.lab.rejection.training import TrainingConfig, train_and_write
    from digits.lab.training.runs.run import write_json
    from digits.rejection import FILE

    config = TrainingConfig(seed=seed)
    compared = score_comparison.held_out_model(model) if compare else None
    data = load_data(folder, seed, lambda message: click.echo(message, err=True))
    if train:
        train_and_write(data, replace(config, steps=steps or config.steps))
    if train or compared is None:
        click.echo(thresholds.summary(thresholds.fit_thresholds(FILE, data)))
    if compared is not None:
        short = replace(config, steps=steps or score_comparison.STEPS)
        write_json(results / "rejection.json", score_comparison.compare_scores(data, compared, short))
        click.echo(results / "rejection.json")
