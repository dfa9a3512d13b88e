"""``digits calibrate``: every threshold and temperature that readings depend on, made again from data."""

from pathlib import Path

import click

from digits.cli._data import fetch_data
from digits.cli._options import collections, collections_option, known_model, results_option

GATE = "gate"


@click.command()
@click.argument("name", default="default")
@click.option(
    "--calibration",
    metavar="RUN",
    help="A run, or a model, of the same network that left a fold of writers out; by default NAME itself.",
)
@click.option("--train", is_flag=True, help="Of the gate: train its network anew first.")
@click.option("--compare", is_flag=True, help="Of the gate: compare scores for refusing, each family held out in turn.")
@click.option(
    "--model", default="default", show_default=True, help="With --compare: the model whose scores are compared."
)
@click.option(
    "--steps", type=click.IntRange(min=10), help="With --train or --compare: batches to train each network on."
)
@click.option(
    "--seed", type=click.IntRange(min=0), default=1, show_default=True, help="Of whatever is trained and made."
)
@collections_option
@results_option
def calibrate(
    name: str,
    calibration: str | None,
    train: bool,
    compare: bool,
    model: str,
    steps: int | None,
    seed: int,
    data: Path | None,
    results: Path,
) -> None:
    """Calibrate the model NAME, and write what comes out to its card.

    Half of the writers whom the model never saw give the temperature and the threshold for candidates; the other half
    say how true the card's promises are. A reliability diagram goes to the results. The name `gate` stands for the
    network that refuses what is no digit: its thresholds are made in the same way.

    \b
    Examples:
      digits calibrate
      digits calibrate mine.onnx --calibration runs/default-1
      digits calibrate gate --train
      digits calibrate gate --compare --model held_out.onnx
    """
    if name == GATE:
        if calibration:
            raise click.UsageError("--calibration is for models: the gate has writers of its own")
        if steps and not (train or compare):
            raise click.UsageError("--steps goes with --train or --compare")
        folder = collections(data)
        fetch_data()
        _gate(folder, train, compare, model, steps, seed, results)
    elif train or compare or steps:
        raise click.UsageError(
            "--train, --compare and --steps are for `digits calibrate gate`; train others with `digits train`"
        )
    else:
        known_model(name)
        fetch_data()
        _model(name, calibration, results)


def _model(name: str, calibration: str | None, results: Path) -> None:
    from digits.lab.evaluation.calibration import calibrate_model, sentence
    from digits.model_card import find_model

    path = find_model(name)
    card = calibrate_model(path, calibration, results)
    click.echo(sentence(card))


def _gate(data: Path, train: bool, compare: bool, model: str, steps: int | None, seed: int, results: Path) -> None:
    from dataclasses import replace

    from digits.lab.rejection import making
    from digits.lab.rejection.training import Effort
    from digits.lab.training.runs.run import write_json
    from digits.rejection import FILE

    effort = Effort(seed=seed)
    compared = making.held_out_model(model) if compare else None
    materials = making.materials(data, seed, lambda words: click.echo(words, err=True))
    if train:
        making.make(materials, replace(effort, steps=steps or effort.steps))
    if train or compared is None:
        click.echo(making.sentence(making.calibrate(FILE, materials)))
    if compared is not None:
        short = replace(effort, steps=steps or making.COMPARED_STEPS)
        write_json(results / "rejection.json", making.comparison(materials, compared, short))
        click.echo(results / "rejection.json")
