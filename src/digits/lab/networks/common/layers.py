"""Custom layers: standardization by pixel, squeeze and excitation, batch normalization, and the layers of LeNet-5.

They are registered with Keras under the package `digits`: `import digits.lab.networks.common.layers` before
`keras.saving.load_model` opens a `.keras` file with any of them (`digits export --keras`).

LeNet-5's are those of LeCun, Bottou, Bengio and Haffner, "Gradient-based learning applied to document recognition"
(1998), section II.B.
"""

from collections.abc import Sequence
from typing import Any, TypeVar

import numpy as np
import numpy.typing as npt

from digits.lab.training.backend import keras
from digits.lab.training.batch_normalization import BatchNormalization

__all__ = [
    "BatchNormalization",
    "DigitBitmaps",
    "GlobalPooling",
    "SqueezeExcitation",
    "Standardization",
    "Subsampling",
    "TableConv2D",
    "scaled_tanh",
]

ops = keras.ops

_BITMAPS = """
....... ....... ....... ....... ....... ....... ....... ....... ....... .......
..###.. ...##.. .#####. .#####. ....##. ####### ..####. ####### .#####. .#####.
.##.##. ..###.. ##...## ##...## ...###. ##..... .##.... .....## ##...## ##...##
##...## .####.. .....## .....## ..####. ##..... ##..... ....##. ##...## ##...##
##...## ...##.. ....##. ....##. .##.##. ######. ######. ....##. .#####. ##...##
##...## ...##.. ...##.. ..###.. ##..##. .....## ##...## ...##.. ##...## .######
##...## ...##.. ..##... ....##. ####### .....## ##...## ...##.. ##...## .....##
##...## ...##.. .##.... .....## ....##. .....## ##...## ..##... ##...## .....##
.##.##. ...##.. ##..... ##...## ....##. ##...## ##...## ..##... ##...## ....##.
..###.. .###### ####### .#####. ....##. .#####. .#####. ..##... .#####. .####..
....... ....... ....... ....... ....... ....... ....... ....... ....... .......
....... ....... ....... ....... ....... ....... ....... ....... ....... .......
"""

_Registered = TypeVar("_Registered")


def _registered(member: _Registered) -> _Registered:
    """Let Keras find a layer or a function by its name in a saved file."""
    keras.saving.register_keras_serializable(package="digits")(member)
    return member


@_registered
class Standardization(keras.layers.Layer):  # type: ignore[misc]  # Keras carries no types
    """(x - mean) / (standard deviation + 1), by pixel.

    Mean and deviation are those of the training images, in grey levels 0..255; the 1 keeps pixels that are always
    paper from a division by zero. Before `adapt` they are 0, and the layer passes pixels on as they are.
    """

    def build(self, input_shape: tuple[int | None, ...]) -> None:
        """Create mean and deviation, which are saved with the weights and not trained."""
        self.mean = self.add_weight(name="mean", shape=input_shape[1:], initializer="zeros", trainable=False)
        self.deviation = self.add_weight(name="deviation", shape=input_shape[1:], initializer="zeros", trainable=False)

    def adapt(self, images: npt.NDArray[np.float32]) -> None:
        """Compute mean and deviation of images, (N, 28, 28, 1), 0..255."""
        if not self.built:
            self.build(images.shape)
        self.mean.assign(images.mean(axis=0, dtype=np.float64))
        self.deviation.assign(images.std(axis=0, dtype=np.float64))

    def call(self, inputs: Any) -> Any:
        """(N, 28, 28, 1), 0..255, to the same shape, a few units around 0."""
        return (inputs - self.mean) / (self.deviation + 1)


@_registered
def scaled_tanh(inputs: Any) -> Any:
    """1.7159 tanh(2/3 x), which is 1 at 1 and -1 at -1, where it bends most (appendix A)."""
    return 1.7159 * ops.tanh(inputs * (2 / 3))


@_registered
class Subsampling(keras.layers.Layer):  # type: ignore[misc]
    """The sum of 2x2 inputs, times a coefficient, plus a bias, squashed; coefficient and bias are learned for each map.

    (N, height, width, maps) to (N, height / 2, width / 2, maps): the layers S2 and S4. The coefficients start at 1/2;
    the paper does not say where they do.
    """

    def build(self, input_shape: tuple[int | None, ...]) -> None:
        """Create a coefficient and a bias for each map."""
        maps = (input_shape[-1],)
        half = keras.initializers.Constant(1 / 2)
        self.coefficient = self.add_weight(name="coefficient", shape=maps, initializer=half)
        self.bias = self.add_weight(name="bias", shape=maps, initializer="zeros")

    def call(self, inputs: Any) -> Any:
        """The squashed, weighted sums."""
        sums = 4 * ops.average_pool(inputs, 2, 2)
        return scaled_tanh(sums * self.coefficient + self.bias)


@_registered
class TableConv2D(keras.layers.Conv2D):  # type: ignore[misc]
    """A convolution whose output maps each see some of the input maps: the layer C3.

    Its kernel, (height, width, connections), holds the weights of the connections that exist, in the table's order.

    Args:
        table: for each output map, the input maps that it sees.
        kernel_size: side of the kernel.
        settings: as in Conv2D, without `filters`.
    """

    def __init__(self, table: Sequence[Sequence[int]], kernel_size: int | tuple[int, int], **settings: Any) -> None:
        super().__init__(len(table), kernel_size, **settings)
        self.table = tuple(tuple(row) for row in table)

    def build(self, input_shape: tuple[int | None, ...]) -> None:
        """Create the weights of the connections in the table."""
        pairs = [(seen, output) for output, row in enumerate(self.table) for seen in row]
        self._placement = np.zeros((len(pairs), int(input_shape[-1] or 0), self.filters), np.float32)
        for connection, (seen, output) in enumerate(pairs):
            self._placement[connection, seen, output] = 1
        self._kernel = self.add_weight(
            name="kernel",
            shape=(*self.kernel_size, len(pairs)),
            initializer=self.kernel_initializer,
            regularizer=self.kernel_regularizer,
        )
        self.bias = None
        if self.use_bias:
            self.bias = self.add_weight(name="bias", shape=(self.filters,), initializer=self.bias_initializer)

    def convolution_op(self, inputs: Any, kernel: Any) -> Any:
        """Convolve with the full kernel, 0 where there is no connection."""
        placement = ops.cast(self._placement, kernel.dtype)
        return super().convolution_op(inputs, ops.tensordot(kernel, placement, axes=1))

    def get_config(self) -> dict[str, Any]:
        """The settings, with the table in place of the number of filters."""
        config: dict[str, Any] = super().get_config()
        del config["filters"]
        return config | {"table": self.table}


@_registered
class DigitBitmaps(keras.initializers.Initializer):  # type: ignore[misc]
    """Initial weights of a dense layer that compares 84 units with bitmaps of the ten digits, 7 x 12 each.

    LeNet-5 ends in radial basis functions: the logit of a digit is minus the squared distance, -|x - w|^2, from the
    units x to a picture w of -1 and 1. Written out that is 2 w.x - |x|^2 - |w|^2, and the last two terms are the same
    for all ten digits (|w|^2 is 84), so that the softmax cancels them. What remains is a dense layer with weights 2 w.
    They are divided by `temperature`: with squared distances up to 336 as they are, training stays far behind.
    The bitmaps are our own, in the style of figure 3.
    """

    def __init__(self, temperature: float = 10.0) -> None:
        self.temperature = temperature

    def __call__(self, shape: tuple[int, ...], dtype: str | None = None) -> Any:
        """(84, 10) weights, -2 / temperature and 2 / temperature."""
        pictures = np.array([list(line.replace(" ", "")) for line in _BITMAPS.split("\n") if line])
        signs = np.where(pictures.reshape(12, 10, 7) == "#", 1.0, -1.0).transpose(0, 2, 1)
        return ops.convert_to_tensor((2 / self.temperature * signs).reshape(shape), dtype)

    def get_config(self) -> dict[str, float]:
        """The temperature."""
        return {"temperature": self.temperature}


@_registered
class SqueezeExcitation(keras.layers.Layer):  # type: ignore[misc]
    """Each map times a weight, 0..1, that two dense layers compute from the means of all maps.

    (N, height, width, maps) to the same shape: Hu, Shen and Sun, "Squeeze-and-excitation networks" (2018), section 3.

    Args:
        ratio: how many maps share a unit of the first dense layer.
        settings: as in every layer.
    """

    def __init__(self, ratio: int = 8, **settings: Any) -> None:
        super().__init__(**settings)
        self.ratio = ratio

    def build(self, input_shape: tuple[int | None, ...]) -> None:
        """Create the two dense layers."""
        maps = int(input_shape[-1] or 0)
        self.squeeze = keras.layers.Dense(max(1, maps // self.ratio), activation="relu", dtype=self.dtype_policy)
        self.excite = keras.layers.Dense(maps, activation="sigmoid", dtype=self.dtype_policy)
        self.squeeze.build((None, maps))
        self.excite.build((None, self.squeeze.units))

    def call(self, inputs: Any) -> Any:
        """The weighted maps."""
        weights = self.excite(self.squeeze(ops.mean(inputs, axis=(1, 2))))
        return inputs * weights[:, None, None, :]

    def get_config(self) -> dict[str, Any]:
        """The settings."""
        config: dict[str, Any] = super().get_config()
        return config | {"ratio": self.ratio}


@_registered
class GlobalPooling(keras.layers.Layer):  # type: ignore[misc]
    """The mean and the largest value of each map: (N, height, width, maps) to (N, 2 maps)."""

    def call(self, inputs: Any) -> Any:
        """Means, then largest values."""
        return ops.concatenate([ops.mean(inputs, axis=(1, 2)), ops.max(inputs, axis=(1, 2))], axis=-1)
