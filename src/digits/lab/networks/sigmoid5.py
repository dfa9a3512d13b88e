"""Five layers, four of them of sigmoid units, trained with Adam: published accuracy 98 %.

Martin Görner, "TensorFlow and deep learning, without a PhD" (2016): weights from a truncated normal distribution of
deviation 0.1, biases 0, batches as in `softmax`; Adam at 0.003, as in the code published with the tutorial. By plain
gradient descent, as its text has it, the network stands still for some 1,500 steps, as four sigmoids in a row pass on
little gradient, and 17 epochs reached 96.1 % (`results/sigmoid5-e1d2332f`).
"""

from keras import Sequential, layers
from keras.initializers import TruncatedNormal

from digits.lab.networks.common.published import Published
from digits.lab.training.recipe import Recipe

RECIPE = Recipe(epochs=17, batch_size=100, learning_rate=0.003)
PUBLISHED = Published(
    accuracy=0.98,
    source="Görner, TensorFlow and deep learning without a PhD, five layers",
    note="the tutorial's code says 0.9788 after 10,000 steps, about our 17 epochs, and 0.9801 after 20,000",
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
