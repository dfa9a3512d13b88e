"""How should the maps be made smaller between convolutions?

`cnn_32_64_64` at half its width, by the largest value, by the average, by strides, and not at all; 3 epochs each.
Without pooling an image costs about ten times the multiplications.
"""

from digits.lab.evaluation.experiments.drawing import dots
from digits.lab.evaluation.trial import Trial

TRIALS = {
    pooling: Trial("cnn_32_64_64", {"network.filters": "16,32,32", "network.pooling": pooling, "epochs": "3"})
    for pooling in ("max", "average", "strided", "none")
}
draw = dots
SHOWS = (
    "Not to pool gives the fewest errors, for about ten times the work. Of the cheap ways the largest value is "
    "better than the average by more than chance; strides lie between."
)
