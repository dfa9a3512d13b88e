"""Five layers, four of them of ReLU units, trained with Adam: it learns faster than `sigmoid5`, and overfits.

Martin Görner, "TensorFlow and deep learning, without a PhD" (2016): weights from a truncated normal distribution of
deviation 0.1, biases 0.1 so that the units begin active, and 0 in the last layer; Adam at 0.003. Adam's steps do not
depend on the scale of the loss, so that sum or mean is the same to it. Validation loss rises while training loss falls.
"""

from keras import Sequential, layers
from keras.initializers import Constant, TruncatedNormal

from digits.lab.networks.common.published import Published
from digits.lab.training.recipe import Recipe

RECIPE = Recipe(epochs=17, batch_size=100, learning_rate=0.003)
PUBLISHED = Published(
    accuracy=0.9825, source="Görner, TensorFlow and deep learning without a PhD, five layers with ReLU"
)


def build(widths: tuple[int, ...] = (200, 100, 60, 30)) -> Sequential:
    """The network, from pixels 0..255 to logits."""
    return Sequential(
        [
            layers.Input((28, 28, 1)),  #                                       28 x 28 x 1
            layers.Rescaling(1 / 255),
            layers.Flatten(),  #                                                784
            *(_hidden(width) for width in widths),  #                           200, 100, 60, 30
            layers.Dense(10, kernel_initializer=TruncatedNormal(stddev=0.1)),  # 10
        ]
    )


def _hidden(width: int) -> layers.Dense:
    return layers.Dense(
        width, activation="relu", kernel_initializer=TruncatedNormal(stddev=0.1), bias_initializer=Constant(0.1)
    )
