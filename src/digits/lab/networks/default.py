"""The bundled network: `tiny` at twice the width, distilled from the ensemble for real handwriting.

Augmentation makes strokes thicker, thinner, faint or broken, and images stretched, tilted, blurred and noisy; some
digits are drawn in national shapes. The teacher never saw such images, so only its right answers count. The weights
are a mean of the best epoch's and the last one's. `docs/ensemble.md`, "The small networks", has gains and costs.
"""

from dataclasses import replace

from keras import Sequential

from digits.lab.data.augmentation import Augmentation
from digits.lab.networks import tiny
from digits.lab.networks.common.published import Published
from digits.lab.training.recipe import Distillation

RECIPE = replace(
    tiny.RECIPE,
    epochs=70,
    synthetic_ratio=0.15,
    average_with_best=0.75,
    augmentation=Augmentation(
        rotation=12,
        shift=2,
        scale=0.12,
        shear=0.15,
        elastic=0.7,
        thickness=0.4,
        stretch=0.5,
        perspective=0.05,
        faint=0.25,
        gap=0.6,
        blur=0.25,
        noise=10,
    ),
)
DISTILLATION = Distillation(temperature=1, views=16, teacher_filter="where_right")
IN_COMPARISON = False
PUBLISHED = Published(source="a network of our own", note="a form of our own, so no published figure is of it")


def build(widths: tuple[int, int, int, int] = (32, 56, 96, 96)) -> Sequential:
    """The network, from pixels 0..255 to logits."""
    return tiny.build(widths)
