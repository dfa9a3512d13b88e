"""What does a learning rate that is too low, right or too high look like?

`mlp_150_150` with Adam at five rates, 10 epochs each. Compare the validation loss after each epoch.
"""

from digits.lab.evaluation.experiments.plots import epochs
from digits.lab.evaluation.run_spec import RunSpec

VARIANTS = {
    rate: RunSpec("mlp_150_150", {"learning_rate": rate, "epochs": "10", "keep": "last"})
    for rate in ("1e-5", "1e-4", "1e-3", "1e-2", "1e-1")
}
draw = epochs("val_loss", "cross-entropy on held-out writers, nats")
FINDING = (
    "At too low a rate the loss is still falling after ten epochs. The right rate passes that value within two "
    "epochs, then begins to overfit. A higher one jumps about well above it, and the highest never does better "
    "than guessing."
)
