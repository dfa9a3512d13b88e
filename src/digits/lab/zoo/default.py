"""The network that the package ships: `se_3x3`, with a recipe for real handwriting.

A quarter of what it learns from are digits drawn in national shapes; lines become thicker, thinner, faint or broken,
and the picture stretched, tilted, blurred and noisy. The weights are the mean of an early epoch's and the last one's.
`docs/design.md` says what that gains and what it costs.
"""

from dataclasses import replace

from digits.lab.augment import Augmentation
from digits.lab.zoo import se_3x3

RECIPE = replace(
    se_3x3.RECIPE,
    drawn=0.25,
    best_share=0.75,
    augmentation=Augmentation(
        rotation=15,
        shift=2.5,
        scale=0.15,
        shear=0.2,
        elastic=1.0,
        thickness=0.5,
        stretch=0.3,
        perspective=0.1,
        faint=0.5,
        gap=1.2,
        blur=0.5,
        noise=20,
    ),
)
COMPARED = False
PUBLISHED = se_3x3.PUBLISHED

build = se_3x3.build
