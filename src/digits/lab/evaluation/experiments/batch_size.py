"""How many images should a batch hold, and must the learning rate follow?

`mlp_150_150` with Adam, 8 epochs each: batches of 32 to 2,048 images, at a constant learning rate (0.001) and at a
rate scaled by the square root of the batch size, which keeps the noise of Adam's steps constant.
"""

from digits.lab.evaluation.experiments.plots import curve
from digits.lab.evaluation.run_spec import RunSpec

SIZES = (32, 128, 512, 2048)


def _spec(size: int, scaled: bool) -> RunSpec:
    rate = 1e-3 * (size / 128) ** 0.5 if scaled else 1e-3
    return RunSpec(
        "mlp_150_150", {"batch_size": str(size), "learning_rate": f"{rate:.4g}", "epochs": "8", "keep": "last"}
    )


VARIANTS = {
    f"{size} {name}": _spec(size, scaled)
    for name, scaled in (("same rate", False), ("rate scaled by the root", True))
    for size in SIZES
}
draw = curve("images in a batch", "log")
FINDING = (
    "From small to medium batches the error does not change significantly. Large batches need a larger rate: at "
    "the constant rate the few steps of the largest batches are not enough; at the scaled rate they are."
)
