"""When does a network that overfits stop getting better, and what does stopping there save?

`relu5` for 30 epochs to the end, and with early stopping at two patiences: look at the validation loss of each epoch,
which rises long before the validation error does.
"""

from digits.lab.experiments.drawing import epochs
from digits.lab.trial import Trial

TRIALS = {
    "to the end": Trial("relu5", {"epochs": "30"}),
    "patience 2": Trial("relu5", {"epochs": "30", "patience": "2", "keep": "best"}),
    "patience 5": Trial("relu5", {"epochs": "30", "patience": "5", "keep": "best"}),
}
draw = epochs("val_loss", "cross-entropy on new writers, nats")
SHOWS = (
    "The validation loss begins to rise after a few epochs, but the error goes on falling: who stops by the loss "
    "saves most of the time and ends with more errors. A rising loss of a network that is wrong as often as "
    "before says that it has grown too sure, not worse."
)
