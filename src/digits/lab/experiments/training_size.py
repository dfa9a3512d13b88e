"""How does the error fall with the number of training images?

A linear model, a perceptron, a convolutional network and a support vector machine on 500 to all training images of the
fold, networks for about as many steps each; all read the same 12,012 images of new writers.
"""

from digits.lab.experiments.drawing import curve
from digits.lab.trial import Trial

EPOCHS = {500: 60, 1000: 40, 3000: 25, 10_000: 12, 30_000: 6}
ALL = 47_988
NAMES = {"softmax": "linear", "mlp_150_150": "perceptron", "cnn_32_64_64": "convolutional"}

TRIALS = {
    f"{images} {label}": Trial(name, {"epochs": str(epochs)}, images=None if images == ALL else images)
    for name, label in NAMES.items()
    for images, epochs in (EPOCHS | {ALL: 5}).items()
} | {f"{images} support vectors": Trial("svm", {}, images=images) for images in EPOCHS}
draw = curve("training images", "log")
SHOWS = ""
