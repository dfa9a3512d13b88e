"""How many digits networks misread on fold 0 and on the development data, each network by itself.

Fold 0 is 12,012 images by writers that `default` and `tiny` never saw, but four of their five teachers did. Semeion's
scans and Pendigits' recorded strokes are normalized as the recognizer does. Nothing is refused, and no gate or reader
of numbers takes part: these are the figures by which a network is chosen, where `digits handwriting` measures the
whole.
`python -m benchmarks.development runs/default-1 default` compares a run with what ships; `runs/default-1:best` are the
weights of its lowest validation loss, and `:last` those of its last epoch.
"""

import os
import sys
from collections.abc import Callable
from pathlib import Path

import numpy as np
import numpy.typing as npt

from digits import Recognizer, metrics, mnist
from digits.lab.handwriting import pendigits, semeion
from digits.mnist import Split

Predict = Callable[[npt.NDArray[np.uint8]], metrics.Probabilities]
FOLD = 0


def development_data() -> dict[str, Split]:
    """The images by what they are called."""
    if "DIGITS_DATA" not in os.environ:
        sys.exit("set DIGITS_DATA: the folder that holds semeion/ and pendigits/")
    data = Path(os.environ["DIGITS_DATA"])
    training, chosen = mnist.load("train"), mnist.folds() == FOLD
    return {
        f"fold {FOLD}": Split(training.images[chosen], training.labels[chosen]),
        "Semeion": semeion.images(semeion.load(data)),
        "Pendigits": pendigits.images(pendigits.load(data)),
    }


def network(name: str) -> Predict:
    """The network of a run, with weights `:best` or `:last` where they are asked for, or of a model."""
    folder, _, weights = name.partition(":")
    if not (Path(folder) / "run.json").exists():
        return Recognizer(name).probabilities
    from digits.lab import runs
    from digits.lab.network import logits
    from digits.lab.train import NetworkRun

    run = runs.reopen(Path(folder))
    assert isinstance(run, NetworkRun), f"{folder} is no network's run"
    assert weights in {"", "best", "last"}, f"{name} asks for weights that are neither best nor last"
    model = run.model(weights or "kept")
    return lambda images: metrics.softmax(logits(model, images))


if __name__ == "__main__":
    data = development_data()
    for name in sys.argv[1:] or ["default"]:
        predict = network(name)
        for kind, (images, labels) in ((kind, (split.images, split.labels)) for kind, split in data.items()):
            given = predict(images)
            errors = int((given.argmax(axis=1) != labels).sum())
            loss = metrics.cross_entropy(given, labels)
            print(f"{name}: {kind}: {errors} errors in {len(labels):,}, cross-entropy {loss:.4f}", flush=True)
