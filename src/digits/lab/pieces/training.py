"""Training the segment classifier, and writing it where serving finds it.

``python -m digits.lab.pieces.training`` makes the file that the package ships.
"""

import hashlib
import json
from collections.abc import Iterable
from itertools import chain
from pathlib import Path

import click
import numpy as np
import numpy.typing as npt
from keras import Sequential, layers

from digits.atomic_write import atomic_write
from digits.image.text_line import VIEW
from digits.lab.data.collections import pendigits
from digits.lab.export import to_onnx, with_half_weights
from digits.lab.pieces.views import drawings, numbers
from digits.lab.training.backend import keras
from digits.numbers import FILE, OUTPUTS

Views = npt.NDArray[np.uint8]
Kinds = npt.NDArray[np.int64]

FOLDS = [1, 2, 3, 4]
"""Whose digits the segment classifier learns from; the writers of fold 0 measure it."""

RECORDINGS = 3747
"""Of Pendigits, the first half of the recordings, which the segment classifier learns from; the rest measures it."""

NUMBERS = 12_000
EPOCHS = 4
_BATCH_SIZE = 128
_RATE = 2e-3


def build() -> Sequential:
    """The network, from views 0..255 to logits: 6.5 million MACs, 0.2 million parameters."""
    return Sequential(
        [
            layers.Input((*VIEW, 2)),  #               32 x 40 x 2
            layers.Rescaling(1 / 255),
            *_block(24, 5, 2),  #                      16 x 20 x 24
            *_block(48, 3, 2),  #                      8 x 10 x 48
            *_block(64, 3, 1),  #                      8 x 10 x 64
            *_block(64, 3, 1),  #                      8 x 10 x 64
            layers.MaxPooling2D(2),  #                 4 x 5 x 64
            layers.Flatten(),  #                       1,280
            layers.Dropout(0.3),
            layers.Dense(96, activation="relu"),  #    96
            layers.Dense(len(OUTPUTS), dtype="float32"),
        ]
    )


def _block(width: int, kernel: int, strides: int) -> list[layers.Layer]:
    convolution = layers.Conv2D(width, kernel, strides=strides, padding="same", use_bias=False)
    return [convolution, layers.BatchNormalization(), layers.ReLU()]


def gathered(found: Iterable[tuple[Views, Kinds]]) -> tuple[Views, Kinds]:
    """The views of many numbers, (N, 32, 40, 2), and what they are, (N,)."""
    views, kinds = zip(*found, strict=True)
    return np.concatenate(views), np.concatenate(kinds)


def trained(views: Views, kinds: Kinds, epochs: int = EPOCHS, seed: int = 1) -> Sequential:
    """The network, trained with averaged weights (0.995) and one cycle of AdamW."""
    keras.utils.set_random_seed(seed)
    model = build()
    steps = epochs * -(-len(kinds) // _BATCH_SIZE)
    rate = keras.optimizers.schedules.CosineDecay(
        0.0, steps - steps // 10, warmup_target=_RATE, warmup_steps=steps // 10
    )
    optimizer = keras.optimizers.AdamW(
        rate, weight_decay=0.01, use_ema=True, ema_momentum=0.995, ema_overwrite_frequency=None
    )
    optimizer.exclude_from_weight_decay(var_names=["bias", "gamma", "beta"])
    jit = False if keras.backend.backend() == "tensorflow" else "auto"
    model.compile(optimizer, keras.losses.SparseCategoricalCrossentropy(from_logits=True), jit_compile=jit)
    model.fit(views, kinds, batch_size=_BATCH_SIZE, epochs=epochs, verbose=0)
    optimizer.finalize_variable_values(model.trainable_variables)
    return model


def write(model: keras.Model, path: Path = FILE, **facts: object) -> None:
    """Write the network, its weights as float16, and its card beside it."""
    contents = with_half_weights(to_onnx(model))
    card = {
        "name": path.stem,
        "sha256": hashlib.sha256(contents).hexdigest(),
        "description": "Which digit a span of pieces of ink is, or a comma, a minus sign, or none of them.",
        "input": {"shape": [*VIEW, 2], "range": [0, 255]},
        "outputs": list(OUTPUTS),
        "training": facts,
    }
    path.parent.mkdir(parents=True, exist_ok=True)
    with atomic_write(path) as part:
        part.write_bytes(contents)
    with atomic_write(path.with_suffix(".json")) as part:
        part.write_text(json.dumps(card, indent=2) + "\n")


@click.command()
@click.option(
    "--data",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    envvar="DIGITS_DATA",
    required=True,
    help="The folder with pendigits/; by default $DIGITS_DATA.",
)
@click.option("--numbers", "count", default=NUMBERS, show_default=True, help="How many numbers are composed.")
@click.option("--epochs", default=EPOCHS, show_default=True)
@click.option("--into", type=click.Path(path_type=Path), default=FILE, show_default=True, help="The file to write.")
def main(data: Path, count: int, epochs: int, into: Path) -> None:
    """Train the segment classifier and write it."""
    recordings = pendigits.load(data)
    drawn, measured = recordings[:RECORDINGS], recordings[RECORDINGS:]
    views, kinds = gathered(chain(numbers(count, 1, FOLDS), drawings(count // 2, 2, drawn)))
    model = trained(views, kinds, epochs)
    facts = {"data": "MNIST training images, Pendigits", "folds": FOLDS, "recordings": RECORDINGS}
    write(model, into, **facts, numbers=count, drawings=count // 2, views=len(kinds), epochs=epochs)
    views, kinds = gathered(chain(numbers(count // 20, 3, [0]), drawings(count // 20, 4, measured)))
    right = (model.predict(views, verbose=0).argmax(1) == kinds).mean()
    click.echo(f"{into}: {right:.2%} of {len(kinds):,} spans of other writers told rightly")


if __name__ == "__main__":
    main()
