"""Five wide convolutions without pooling.

Half the width of M5 in An, Lee, Park, Yang and So, "An ensemble of simple convolutional neural network models for MNIST
digit recognition" (2020), section 3: valid 5x5 convolutions see every pixel of the digit until the dense layer.
34 million MACs per image, 0.3 million parameters.
"""

from keras import Sequential, layers

from digits.lab.data.augmentation import Augmentation
from digits.lab.networks.common.published import Published
from digits.lab.training.batch_normalization import BatchNormalization
from digits.lab.training.recipe import Recipe

WIDTHS = (16, 32, 48, 64, 80)

RECIPE = Recipe(
    epochs=36,
    batch_size=100,
    optimizer="adamw",
    learning_rate=2e-3,
    schedule="one_cycle",
    weight_decay=0.02,
    label_smoothing=0.05,
    ema=0.999,
    augmentation=Augmentation(rotation=15, shift=2.5, scale=0.15, shear=0.2, elastic=1.0),
    recompute_batchnorm=True,
)
IN_COMPARISON = False
PUBLISHED = Published(
    source="An, Lee, Park, Yang and So (2020), section 3: M5, twice as wide",
    note="half the width and a recipe of our own, so no published figure is of this network",
)


def build(kernel: int = 5, widths: tuple[int, ...] = WIDTHS) -> Sequential:
    """The network, from pixels 0..255 to logits."""
    blocks = [
        layer
        for width in widths
        for layer in (layers.Conv2D(width, kernel, use_bias=False), BatchNormalization(), layers.ReLU())
    ]
    return Sequential(
        [
            layers.Input((28, 28, 1)),  #       28 x 28 x 1
            layers.Rescaling(1 / 255),
            *blocks,  #                         24 x 24 x 16, 20 x 20 x 32, 16 x 16 x 48, 12 x 12 x 64, 8 x 8 x 80
            layers.Flatten(),  #                5,120
            layers.Dense(10, use_bias=False),
            BatchNormalization(),  #     10
        ]
    )
