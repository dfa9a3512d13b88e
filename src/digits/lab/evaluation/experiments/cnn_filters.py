"""How many filters should the convolutions have?

`cnn_32_64_64` with an eighth to one and a half times its filters, 3 epochs each.
"""

from digits.lab.evaluation.experiments.plots import curve
from digits.lab.evaluation.run_spec import RunSpec

VARIANTS = {
    str(first): RunSpec("cnn_32_64_64", {"network.filters": f"{first},{2 * first},{2 * first}", "epochs": "3"})
    for first in (4, 8, 16, 32, 48)
}
draw = curve("filters of the first convolution (twice as many in the others)", "log")
FINDING = (
    "Up to 16 filters every doubling lowers the error by more than the intervals. Beyond that the error still falls, "
    "by less than they can show, while the work grows fourfold with each doubling."
)
