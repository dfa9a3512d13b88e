"""How long a model takes for one image, beside the network that ships as `default`."""

import time

import numpy as np

from digits import mnist
from digits.classifier import Classifier
from digits.metrics import Predict

REFERENCE = "default"
"""Every time is measured beside this network's."""

_TIMED = 50


def microseconds(predict: Predict) -> dict[str, float]:
    """Median microseconds per single image, and of the reference network alternately."""
    images = mnist.load("train").images[:_TIMED]
    reference = Classifier(REFERENCE).probabilities
    taken: dict[str, list[float]] = {"microseconds": [], "default_microseconds": []}
    for image in images:
        for name, function in (("microseconds", predict), ("default_microseconds", reference)):
            began = time.perf_counter()
            function(image[np.newaxis])
            taken[name].append(1e6 * (time.perf_counter() - began))
    return {name: round(float(np.median(times[1:])), 1) for name, times in taken.items()}
