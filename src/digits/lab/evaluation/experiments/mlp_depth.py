"""How many hidden layers should a perceptron have?

`mlp_150_150` with none to six hidden layers of 150 units, 8 epochs each. The step from none to one is the large one.
"""

from digits.lab.evaluation.experiments.drawing import curve
from digits.lab.evaluation.trial import Trial

TRIALS = {
    str(depth): Trial("mlp_150_150", {"network.widths": ",".join(["150"] * depth), "epochs": "8", "keep": "last"})
    for depth in (0, 1, 2, 3, 4, 6)
}
draw = curve("hidden layers of 150 units")
SHOWS = (
    "The first hidden layer takes away more than half of the errors; what further layers change, chance could "
    "explain. For so small a perceptron on standardized pixels depth alone buys nothing."
)
