"""``digits export``: a trained run as a model file with its card."""

from pathlib import Path

import click


@click.command()
@click.argument("name")
@click.option("--run", "folder", type=click.Path(path_type=Path), required=True, help="The trained run.")
@click.option(
    "--calibration",
    type=click.Path(path_type=Path),
    metavar="RUN",
    help="A run of the same network with a validation fold, which gives temperature and threshold; by default --run.",
)
@click.option("--into", type=click.Path(path_type=Path), help="The folder to write to; by default the shipped models.")
def export(name: str, folder: Path, calibration: Path | None, into: Path | None) -> None:
    r"""Write a run as NAME.onnx and its card NAME.json.

    Nothing is written when Keras and ONNX Runtime differ by more than 1e-5 on 1,000 images.

    \b
    Example:
      digits export default --run runs/default-2 --calibration runs/default-1
    """
    from digits.lab.export import export as export_run
    from digits.lab.train import Run
    from digits.model_file import MODELS

    run = Run.open(folder)
    click.echo(export_run(run, Run.open(calibration) if calibration else run, name, into or MODELS))
