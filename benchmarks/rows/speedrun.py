"""Training to 99 %: the recipe `speedrun`, and Keras's example mnist_convnet; on writers of which neither saw an image.

The time is that of training, without starting Python and without measuring the error. The test set stays closed here:
`results/speedrun-*` are the evaluations of five seeds.
"""

import os
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from benchmarks.row import Contender, Figure, Measure, Row

if TYPE_CHECKING:
    from digits.mnist import Split

FOLD = 0
WANTED = 0.99  # of the fold's images
MOST_EPOCHS = 30


def _split() -> "tuple[Split, Split]":
    """The images of all other folds, and those of the fold."""
    from digits import mnist

    whole, chosen = mnist.load("train"), mnist.folds() == FOLD
    training, held_out = (mnist.Split(whole.images[there], whole.labels[there]) for there in (~chosen, chosen))
    return training, held_out


def _speedrun(_: int) -> Iterator[Measure]:
    from digits.lab.networks import speedrun
    from digits.lab.training.runs import factory

    seeds = iter(range(1, MOST_EPOCHS))

    def measure() -> dict[str, float]:
        with tempfile.TemporaryDirectory() as folder:
            settings = {"seed": str(next(seeds))}
            run = factory.create(Path(folder), speedrun.__name__.rpartition(".")[2], settings, FOLD, None)
            start = time.perf_counter()
            run.train()
            seconds = time.perf_counter() - start
            accuracy = run.history()[-1]["val_accuracy"]
        if accuracy < WANTED:
            raise RuntimeError(f"speedrun reads {accuracy:.4f} of fold {FOLD}, below {WANTED}")
        return {"time": seconds}

    yield measure


def _example(_: int) -> Iterator[Measure]:
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
    training, held_out = _split()
    images, others = (split.images[..., None].astype("float32") / 255 for split in (training, held_out))

    def measure() -> dict[str, float]:
        network, seconds = _mnist_convnet(), 0.0
        for _epoch in range(MOST_EPOCHS):
            start = time.perf_counter()
            network.fit(images, training.labels, batch_size=128, epochs=1, verbose=0)
            seconds += time.perf_counter() - start
            answers = network.predict(others, batch_size=500, verbose=0).argmax(1)
            if (answers == held_out.labels).mean() >= WANTED:
                return {"time": seconds}
        raise RuntimeError(f"mnist_convnet does not reach {WANTED} in {MOST_EPOCHS} epochs")

    yield measure


def _mnist_convnet() -> Any:
    """The network of keras.io/examples/vision/mnist_convnet, compiled as there."""
    import keras
    from keras import layers

    network = keras.Sequential(
        [
            keras.Input((28, 28, 1)),
            layers.Conv2D(32, 3, activation="relu"),
            layers.MaxPooling2D(),
            layers.Conv2D(64, 3, activation="relu"),
            layers.MaxPooling2D(),
            layers.Flatten(),
            layers.Dropout(0.5),
            layers.Dense(10, activation="softmax"),
        ]
    )
    network.compile("adam", "sparse_categorical_crossentropy", metrics=["accuracy"])
    return network


ROW = Row(
    figures={"time": Figure("s", limit=15)},
    contenders=(
        Contender("digits", _speedrun, note="`digits train speedrun`: three epochs, checkpoints, logs and curves too"),
        Contender("Keras’s mnist_convnet", _example, note="until the epoch that first reaches it"),
    ),
    counts=dict.fromkeys(("quick", "usual", "full"), 1),
    unit="training",
    rounds=3,
)
