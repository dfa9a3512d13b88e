"""Five layers, four of them of sigmoid units, trained by plain gradient descent: published accuracy 98 %.

Martin Görner, "TensorFlow and deep learning, without a PhD" (2016): weights from a truncated normal distribution of
deviation 0.1, biases 0, batches and rate as in `softmax`. Descent stands still for some 1,500 steps, as four sigmoids
in a row pass on little gradient, and 17 epochs do not reach 98 %. The code published with the tutorial trains by Adam.
"""

from keras import Sequential, layers
from keras.initializers import TruncatedNormal

from digits.lab.networks.common.published import Published
from digits.lab.training.recipe import Recipe

RECIPE = Recipe(epochs=17, batch_size=100, optimizer="sgd", learning_rate=0.3)
PUBLISHED = Published(
    accuracy=0.98,
    source="Görner, TensorFlow and deep learning without a PhD, five layers",
    note="the tutorial's code has Adam at 0.003, and says 0.9788 after 10,000 steps and 0.9801 after 20,000",
)


def build(widths: tuple[int, ...] = (200, 100, 60, 30)) -> Sequential:
    """The network, from pixels 0..255 to logits."""
    return Sequential(
        [
            layers.Input((28, 28, 1)),  #                                       28 x 28 x 1
            layers.Rescaling(1 / 255),
            layers.Flatten(),  #                                                784
            *(
                layers.Dense(width, activation="sigmoid", kernel_initializer=TruncatedNormal(stddev=0.1))
                for width in widths
            ),  #                                                               200, 100, 60, 30
            layers.Dense(10, kernel_initializer=TruncatedNormal(stddev=0.1)),  # 10
        ]
    )
