"""LeNet-5, as close to the paper as possible: published error 0.95 %, with distorted training images 0.8 %.

LeCun, Bottou, Bengio and Haffner, "Gradient-based learning applied to document recognition" (1998), section II.B:
60,000 weights, learned subsampling, C3's table of connections, ten fixed pictures of digits at the end. Departures:
batches and one cycle of Adam for the stochastic diagonal Levenberg-Marquardt method; weights that start with a
deviation of 1 over the root of a unit's inputs; cross-entropy of squared distances divided by 10, without the "rubbish"
class of equation 9; our own bitmaps.
"""

from keras import Sequential, layers
from keras.initializers import RandomNormal

from digits.lab.networks.common.layers import DigitBitmaps, Subsampling, TableConv2D, scaled_tanh
from digits.lab.networks.common.published import Published
from digits.lab.training.recipe import Recipe

RECIPE = Recipe(epochs=20, batch_size=64, learning_rate=2e-3, schedule="one_cycle")
PUBLISHED = Published(accuracy=0.9905, source="LeCun, Bottou, Bengio and Haffner (1998), section III.B")

# Table I: six maps see three neighbours, nine see four maps, one sees all six.
THREE = [[first, (first + 1) % 6, (first + 2) % 6] for first in range(6)]
FOUR = [[first, (first + 1) % 6, (first + 2) % 6, (first + 3) % 6] for first in range(6)]
APART = [[0, 1, 3, 4], [1, 2, 4, 5], [0, 2, 3, 5]]
TABLE = [*THREE, *FOUR, *APART, [0, 1, 2, 3, 4, 5]]


def start(inputs: int) -> RandomNormal:
    """Weights that keep a signal's size (LeCun, Bottou, Orr and Müller, "Efficient backprop", 1998, section 4.6)."""
    return RandomNormal(stddev=inputs**-0.5)


def build() -> Sequential:
    """The network, from pixels 0..255 to logits."""
    return Sequential(
        [
            layers.Input((28, 28, 1)),  #                                                           28 x 28 x 1
            layers.ZeroPadding2D(2),  #                                                             32 x 32 x 1
            layers.Rescaling(1.275 / 255, offset=-0.1),  # paper -0.1, ink 1.175
            layers.Conv2D(6, 5, activation=scaled_tanh, kernel_initializer=start(25)),  #           C1: 28 x 28 x 6
            Subsampling(),  #                                                                       S2: 14 x 14 x 6
            TableConv2D(TABLE, 5, activation=scaled_tanh, kernel_initializer=start(94)),  #         C3: 10 x 10 x 16
            Subsampling(),  #                                                                       S4: 5 x 5 x 16
            layers.Conv2D(120, 5, activation=scaled_tanh, kernel_initializer=start(400)),  #        C5: 1 x 1 x 120
            layers.Flatten(),
            layers.Dense(84, activation=scaled_tanh, kernel_initializer=start(120)),  #             F6: 84
            layers.Dense(10, use_bias=False, kernel_initializer=DigitBitmaps(), trainable=False),  # 10
        ]
    )
