"""How many convolutions should there be?

`cnn_32_64_64` cut to one, two and three convolutions, halved in size by max-pooling and by strides, 3 epochs each.
"""

from digits.lab.evaluation.experiments.drawing import curve
from digits.lab.evaluation.trial import Trial

FILTERS = {"1": "32", "2": "32,64", "3": "32,64,64"}
TRIALS = {
    f"{depth} {name}": Trial("cnn_32_64_64", {"network.filters": filters, "network.pooling": pooling, "epochs": "3"})
    for pooling, name in (("max", "max-pooling"), ("strided", "strides"))
    for depth, filters in FILTERS.items()
}
draw = curve("convolutions")
SHOWS = (
    "The second convolution takes away a third of the errors, the third adds nothing after three epochs. Halving "
    "by strides instead of max-pooling does no better; at three convolutions it is behind by no more than chance "
    "explains, for half of the multiplications."
)
