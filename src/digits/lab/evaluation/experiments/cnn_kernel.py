"""How far should a convolution see?

`cnn_32_64_64` at half its width with kernels of 1 to 7 pixels, 3 epochs each. A kernel of one pixel sees no shapes:
what is left to it is the pooling and the dense layer.
"""

from digits.lab.evaluation.experiments.drawing import curve
from digits.lab.evaluation.trial import Trial

TRIALS = {
    str(side): Trial("cnn_32_64_64", {"network.filters": "16,32,32", "network.kernel": str(side), "epochs": "3"})
    for side in (1, 2, 3, 5, 7)
}
draw = curve("side of the kernels, pixels")
SHOWS = (
    "A kernel of one pixel sees no shapes and fails. From two pixels on all do about as well: five is best by "
    "less than the intervals allow to say."
)
