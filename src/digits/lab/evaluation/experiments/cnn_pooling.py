"""How should feature maps be downsampled between convolutions?

`cnn_32_64_64` at half its width with max-pooling, average pooling, strides, and no downsampling; 3 epochs each.
Without downsampling an image costs about ten times the MACs.
"""

from digits.lab.evaluation.experiments.plots import dots
from digits.lab.evaluation.run_spec import RunSpec

VARIANTS = {
    pooling: RunSpec("cnn_32_64_64", {"network.filters": "16,32,32", "network.pooling": pooling, "epochs": "3"})
    for pooling in ("max", "average", "strided", "none")
}
draw = dots
FINDING = (
    "No downsampling gives the fewest errors, for about ten times the work. Of the cheap ways max-pooling made "
    "fewer errors than average pooling, in one training each; strides lie between them."
)
