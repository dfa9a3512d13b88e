"""``digits export``: write a trained run as a model file with its card."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from digits.cli._data import fetch_data

if TYPE_CHECKING:
    from digits.lab.training.runs.network_run import NetworkRun


@click.command()
@click.argument("name")
@click.option(
    "--run", "folder", type=click.Path(file_okay=False, path_type=Path), required=True, help="The trained run."
)
@click.option(
    "--calibration",
    type=click.Path(file_okay=False, path_type=Path),
    metavar="RUN",
    help="A run of the same network with a validation fold, to fit temperature and threshold; by default --run.",
)
@click.option(
    "--into",
    type=click.Path(file_okay=False, path_type=Path),
    default=Path(),
    show_default=True,
    help="The folder to write to.",
)
@click.option("--keras", "as_keras", is_flag=True, help="Also write NAME.keras, for keras.saving.load_model.")
@click.option("--force", is_flag=True, help="Replace files of that name.")
def export(name: str, folder: Path, calibration: Path | None, into: Path, as_keras: bool, force: bool) -> None:
    """Write a run as NAME.onnx and its card NAME.json.

    With --keras also NAME.keras, the network for Keras: layers of this project need `import
    digits.lab.networks.common.layers` before `keras.saving.load_model`.

    Nothing is written if Keras and ONNX Runtime differ by more than 1e-5 on 1,000 images, or if a run trained on
    corrections reads held-out writers, or held-out corrections, worse than the shipped default.

    \b
    Examples:
      digits export mine --run runs/lenet_8_16-1
      digits export mine --run runs/lenet_8_16-1 --keras
      digits export default --run runs/default-2 --calibration runs/default-1 --into src/digits/models --force
    """
    from digits.lab.export import ExportError
    from digits.lab.export import export as export_run

    fetch_data()
    run = _network_run(folder)
    keras_file = into / f"{name}.keras"
    if as_keras and keras_file.exists() and not force:
        raise ExportError(f"{keras_file} exists: choose another name, or replace it with --force")
    click.echo(export_run(run, _network_run(calibration) if calibration else run, name, into, force))
    if as_keras:
        _write_keras_file(run, keras_file)


def _write_keras_file(run: "NetworkRun", path: Path) -> None:
    """Write the Keras file, and say how to load it."""
    from digits.lab.keras_file import write_keras_file

    statements = write_keras_file(run, path)
    click.echo(path)
    click.echo(f"load it with: {statements}")


def _network_run(folder: Path) -> "NetworkRun":
    from digits.lab.training.runs import factory
    from digits.lab.training.runs.network_run import NetworkRun
    from digits.lab.training.runs.run import RunError

    run = factory.reopen(folder)
    if not isinstance(run, NetworkRun):
        raise RunError(f"{folder} is a run of {run.name}, a baseline: only networks can be exported")
    return run
