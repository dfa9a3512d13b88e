"""How wide should the hidden layer of a perceptron be?

`mlp_800` with 12 to 1,600 hidden units, 8 epochs each.
"""

from digits.lab.evaluation.experiments.plots import curve
from digits.lab.evaluation.run_spec import RunSpec

VARIANTS = {
    str(units): RunSpec("mlp_800", {"network.units": str(units), "epochs": "8"})
    for units in (12, 25, 50, 100, 200, 400, 800, 1600)
}
draw = curve("units in the hidden layer", "log")
FINDING = (
    "Every doubling up to 400 units lowers the error. Beyond that each doubling gains "
    "little, while parameters and time double."
)
