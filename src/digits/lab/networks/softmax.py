"""Softmax regression on the pixels, from zero weights by plain gradient descent: published accuracy 92 %.

Martin Görner, "TensorFlow and deep learning, without a PhD" (2016), first network. Its rate of 0.003 is on the sum of
the cross-entropy over a batch of 100: 0.3 on the mean, as the recipe has it. Its 10,000 steps are 17 epochs of 600.
"""

from keras import Sequential, layers

from digits.lab.networks.common.published import Published
from digits.lab.training.recipe import Recipe

RECIPE = Recipe(epochs=17, batch_size=100, optimizer="sgd", learning_rate=0.3)
PUBLISHED = Published(accuracy=0.92, source="Görner, TensorFlow and deep learning without a PhD, one-layer softmax")


def build() -> Sequential:
    """The network, from pixels 0..255 to logits."""
    return Sequential(
        [
            layers.Input((28, 28, 1)),  #                           28 x 28 x 1
            layers.Rescaling(1 / 255),
            layers.Flatten(),  #                                    784
            layers.Dense(10, kernel_initializer="zeros"),  #        10
        ]
    )
