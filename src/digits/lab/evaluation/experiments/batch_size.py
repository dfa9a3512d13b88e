"""How many images should a step see, and must the learning rate follow?

`mlp_150_150` with Adam, 8 epochs each: batches of 32 to 2,048 with the rate as it is (0.001 for any), and with the rate
scaled by the square root of the batch, which keeps the noise of Adam's steps alike.
"""

from digits.lab.evaluation.experiments.drawing import curve
from digits.lab.evaluation.trial import Trial

SIZES = (32, 128, 512, 2048)


def _trial(size: int, scaled: bool) -> Trial:
    rate = 1e-3 * (size / 128) ** 0.5 if scaled else 1e-3
    return Trial(
        "mlp_150_150", {"batch_size": str(size), "learning_rate": f"{rate:.4g}", "epochs": "8", "keep": "last"}
    )


TRIALS = {
    f"{size} {name}": _trial(size, scaled)
    for name, scaled in (("same rate", False), ("rate scaled by the root", True))
    for size in SIZES
}
draw = curve("images in a batch", "log")
SHOWS = (
    "From small batches to middling ones nothing changes beyond chance. With large batches the rate has to grow "
    "with them: at the same rate the few steps of the largest batches are not enough, with the scaled rate they "
    "are."
)
