"""``digits show``: the layers, weights and feature maps of a trained network."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from digits.cli._data import fetch_data

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

_IMAGES = 60_000


@click.command()
@click.argument("run", type=click.Path(file_okay=False, path_type=Path))
@click.option(
    "--image",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    metavar="PATH",
    help="A picture of a digit, for its feature maps.",
)
@click.option(
    "--index", type=click.IntRange(0, _IMAGES - 1), metavar="N", help="Training image number N, for its feature maps."
)
@click.option(
    "--into",
    type=click.Path(file_okay=False, path_type=Path),
    metavar="FOLDER",
    help="Where the files are written; by default the run's folder.",
)
def show(run: Path, image: Path | None, index: int | None, into: Path | None) -> None:
    """Draw what is inside a trained network.

    RUN is the folder of a run. Written are summary.txt (the layers), filters.png (the weights that look at the image,
    as pictures) and, with --image or --index, maps.png (what each layer makes of that image, and the probabilities).

    \b
    Examples:
      digits show runs/softmax-1
      digits show runs/lenet_8_16-1 --index 7
      digits show runs/lenet_8_16-1 --image seven.png --into figures
    """
    if image and index is not None:
        raise click.UsageError("give --image or --index, not both")
    from digits.lab import inspection as inside

    model = inside.network(run)
    written = inside.show(model, run.resolve().name, into or run, _field(image, index))
    click.echo(inside.summary(model))
    for path in written:
        click.echo(path)


def _field(image: Path | None, index: int | None) -> "npt.NDArray[np.uint8] | None":
    """The image that was asked for, (28, 28)."""
    if image:
        from digits.lab.inspection import normalized_image

        return normalized_image(image)
    if index is None:
        return None
    from digits import mnist

    fetch_data(folders=("mnist",))
    chosen: npt.NDArray[np.uint8] = mnist.load("train").images[index]
    return chosen
