"""How does the error fall with the number of training images?

A linear model, a perceptron, a convolutional network and a support vector machine on the first 500 to all 47,988
training images of the fold; all read the same 12,012 images by held-out writers. Fewer images are seen in more epochs
(60 of 500, 5 of all), still in fewer steps, and they are by fewer writers.
"""

from digits.lab.evaluation.experiments.plots import curve
from digits.lab.evaluation.run_spec import RunSpec

EPOCHS = {500: 60, 1000: 40, 3000: 25, 10_000: 12, 30_000: 6}
ALL = 47_988
NETWORKS: dict[str, tuple[str, dict[str, str]]] = {
    "linear": ("softmax", {}),
    "perceptron": ("mlp_150_150", {"keep": "last"}),
    "convolutional": ("cnn_32_64_64", {}),
}


def _images(count: int) -> int | None:
    return None if count == ALL else count


VARIANTS = {
    f"{images} {label}": RunSpec(name, settings | {"epochs": str(epochs)}, images=_images(images))
    for label, (name, settings) in NETWORKS.items()
    for images, epochs in (EPOCHS | {ALL: 5}).items()
} | {f"{images} support vectors": RunSpec("svm", images=_images(images)) for images in (*EPOCHS, ALL)}
draw = curve("training images", "log")
FINDING = (
    "The error falls with every increase and, except for the linear model, has not levelled off at the end: more "
    "writers would still help. With few images the support vector machine and the convolutional network lead; the "
    "linear model soon stops improving."
)
