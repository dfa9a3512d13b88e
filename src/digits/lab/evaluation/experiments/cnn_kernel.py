"""How large should a kernel be?

`cnn_32_64_64` at half its width with kernels of 1 to 7 pixels, 3 epochs each. A kernel of one pixel sees no shapes:
only pooling and the dense layer are left to it.
"""

from digits.lab.evaluation.experiments.plots import curve
from digits.lab.evaluation.run_spec import RunSpec

VARIANTS = {
    str(side): RunSpec("cnn_32_64_64", {"network.filters": "16,32,32", "network.kernel": str(side), "epochs": "3"})
    for side in (1, 2, 3, 5, 7)
}
draw = curve("side of the kernels, pixels")
FINDING = (
    "A kernel of one pixel sees no shapes and fails. From two pixels up, all sizes do about equally well; five is "
    "best, but not significantly."
)
