"""How wide should the one hidden layer of a perceptron be?

`mlp_800` with 12 to 1,600 hidden units, 8 epochs each. See where more units stop paying for themselves.
"""

from digits.lab.evaluation.experiments.drawing import curve
from digits.lab.evaluation.trial import Trial

TRIALS = {
    str(units): Trial("mlp_800", {"network.units": str(units), "epochs": "8"})
    for units in (12, 25, 50, 100, 200, 400, 800, 1600)
}
draw = curve("units in the hidden layer", "log")
SHOWS = (
    "Every doubling up to 400 units takes away errors beyond chance or nearly so; after that each takes away "
    "little, while parameters and time double."
)
