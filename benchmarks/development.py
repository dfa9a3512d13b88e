"""Errors of single networks on fold 0 and on the development data, for choosing between networks.

Fold 0 is 12,012 images by writers that `default` and `tiny` never saw, but four of their five teachers did. Semeion's
scans and Pendigits' recorded strokes are normalized as the recognizer does. Nothing is rejected and no numbers are
read: `digits handwriting` measures the whole recognizer.
`python -m benchmarks.development runs/default-1 default` compares a run with what ships; `runs/default-1:best` are the
weights of its lowest validation loss, and `:last` those of its last epoch.
"""

import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Literal

import numpy as np
import numpy.typing as npt

from digits import Recognizer, metrics, mnist
from digits.lab.data.collections import pendigits, semeion
from digits.mnist import Split

Predict = Callable[[npt.NDArray[np.uint8]], metrics.Probabilities]
FOLD = 0


def development_data() -> dict[str, Split]:
    """The data sets by name."""
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
    """The network of a model or of a run, of a run also with its weights `:best` or `:last`.

    Raises:
        ModelError: there is neither such a run nor such a model.
        RunError: the run is no network's, is not trained to its end, or has no such weights.
    """
    folder, _, weights = name.partition(":")
    if not (Path(folder) / "run.json").exists():
        return Recognizer(name).classifier.probabilities
    from digits.lab.networks.common.weights import logits
    from digits.lab.training.runs import factory
    from digits.lab.training.runs.network_run import NetworkRun
    from digits.lab.training.runs.run import RunError

    run = factory.reopen(Path(folder))
    if not isinstance(run, NetworkRun):
        raise RunError(f"{folder} is of {run.name}, which is not a network")
    chosen: dict[str, Literal["kept", "best", "last"]] = {"": "kept", "best": "best", "last": "last"}
    if weights not in chosen:
        raise RunError(f"{name}: weights are :best or :last; without either, those that the run keeps")
    model = run.model(chosen[weights])
    return lambda images: metrics.softmax(logits(model, images))


if __name__ == "__main__":
    data = development_data()
    for name in sys.argv[1:] or ["default"]:
        try:
            predict = network(name)
        except ValueError as error:
            sys.exit(str(error))
        for kind, split in data.items():
            given = predict(split.images)
            errors = len(metrics.wrong(given, split.labels))
            loss = metrics.cross_entropy(given, split.labels)
            print(f"{name}: {kind}: {errors} errors in {len(split.labels):,}, cross-entropy {loss:.4f}", flush=True)
