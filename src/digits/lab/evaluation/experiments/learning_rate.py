"""What does a learning rate that is too low, right or too high look like?

`mlp_150_150` with Adam at five rates, 10 epochs each: look at the validation loss of each epoch.
"""

from digits.lab.evaluation.experiments.drawing import epochs
from digits.lab.evaluation.trial import Trial

TRIALS = {
    rate: Trial("mlp_150_150", {"learning_rate": rate, "epochs": "10", "keep": "last"})
    for rate in ("1e-5", "1e-4", "1e-3", "1e-2", "1e-1")
}
draw = epochs("val_loss", "cross-entropy on new writers, nats")
SHOWS = (
    "Too low a rate is still on its way down after ten epochs; the right one is below it within two and then "
    "begins to overfit; a higher one jumps about well above; far too high a rate never leaves guessing."
)
