"""How many hidden layers should a perceptron have?

`mlp_150_150` with none to six hidden layers of 150 units, 8 epochs each.
"""

from digits.lab.evaluation.experiments.plots import curve
from digits.lab.evaluation.run_spec import RunSpec

VARIANTS = {
    str(depth): RunSpec("mlp_150_150", {"network.widths": ",".join(["150"] * depth), "epochs": "8", "keep": "last"})
    for depth in (0, 1, 2, 3, 4, 6)
}
draw = curve("hidden layers of 150 units")
FINDING = (
    "The first hidden layer removes more than half of the errors; further layers change nothing significantly. In "
    "so small a perceptron on standardized pixels, depth alone does not help."
)
