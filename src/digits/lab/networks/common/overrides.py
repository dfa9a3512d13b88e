"""Override normalization, dropout and L2 of a network.

So "with and without" is one setting of a run, on any network, and not another file.
"""

from typing import Any, Literal

from digits.lab.training.backend import keras
from digits.lab.training.batch_normalization import BatchNormalization
from digits.lab.training.settings_parser import SettingError

Normalization = Literal["as_built", "none", "batch", "layer"]

_KERNELS = (keras.layers.Conv2D, keras.layers.Dense)
_NORMALIZATIONS = (keras.layers.BatchNormalization, keras.layers.LayerNormalization)
_ACTIVATIONS = (keras.layers.Activation, keras.layers.ReLU, keras.layers.LeakyReLU, keras.layers.ELU)


def with_overrides(
    model: keras.Sequential,
    normalization: Normalization = "as_built",
    dropout: float | None = None,
    l2: float | None = None,
) -> keras.Sequential:
    """The network with other normalization, dropout or L2; the same object where all three are as built.

    The last dense layer or convolution gives the logits and is no hidden layer: it gets neither normalization nor
    dropout, and loses the normalization that it has. What scales the input stays.

    Args:
        model: an untrained network; layers with `adapt` must be adapted again.
        normalization: what stands between each hidden dense layer or convolution and its activation, in place of any
            normalization there is. `batch` (Ioffe and Szegedy 2015): statistics of each map or unit over the batch;
            the layer before gives up its bias, which the normalization has (section 3.2). `layer` (Ba, Kiros and
            Hinton 2016): statistics over the units of a dense layer, and over the maps at each place of a convolution,
            so that gains belong to maps and what a convolution answers still moves with the digit. `none`: nothing.
        dropout: fraction left out after the activation of each hidden dense layer, in place of any dropout there is.
        l2: weight of the squared kernel of each dense layer and convolution in the loss, in place of any there is.

    Returns:
        A network of fresh layers, whose dense layers and convolutions begin with the weights of those of `model`: with
        one seed, the network with and the one without start alike.

    Raises:
        SettingError: the network is not a plain list of layers.
    """
    if normalization == "as_built" and dropout is None and l2 is None:
        return model
    if not isinstance(model, keras.Sequential):
        raise SettingError("normalization, dropout and l2 change networks of the class keras.Sequential only")
    stack = list(model.layers)
    if normalization != "as_built":
        stack = _normalized(stack, normalization)
    if dropout is not None:
        stack = _with_dropout(stack, dropout)
    penalty = {} if l2 is None else {"kernel_regularizer": keras.regularizers.L2(l2)}
    fresh = [_fresh(layer, **(penalty if isinstance(layer, _KERNELS) else {})) for layer in stack]
    changed = keras.Sequential([keras.layers.Input(model.input_shape[1:]), *fresh])
    for before, now in zip(_kernels(model), _kernels(changed), strict=True):
        now.kernel.assign(before.kernel)
    return changed


def _kernels(model: keras.Sequential) -> list[Any]:
    return [layer for layer in model.layers if isinstance(layer, _KERNELS)]


def _normalized(stack: list[Any], kind: Normalization) -> list[Any]:
    """The layers with this normalization and no other."""
    stack = _without_normalization(stack)
    output = _output(stack)
    result: list[Any] = []
    for index, layer in enumerate(stack):
        if kind == "none" or index >= output or not isinstance(layer, _KERNELS):
            result.append(layer)
            continue
        bias = layer.use_bias and kind != "batch"
        result += [_fresh(layer, use_bias=bias, activation=None), _normalization(kind, layer)]
        if layer.activation is not keras.activations.linear:
            result.append(keras.layers.Activation(layer.activation, dtype=layer.dtype_policy))
    return result


def _without_normalization(stack: list[Any]) -> list[Any]:
    """The layers without normalization; the layers before it get their own bias back."""
    result = []
    for index, layer in enumerate(stack):
        if isinstance(layer, _NORMALIZATIONS):
            continue
        normalized = index + 1 < len(stack) and isinstance(stack[index + 1], _NORMALIZATIONS)
        result.append(_fresh(layer, use_bias=True) if normalized and isinstance(layer, _KERNELS) else layer)
    return result


def _normalization(kind: Normalization, layer: Any) -> Any:
    """The normalization after a layer."""
    if kind == "batch":
        return BatchNormalization(dtype=layer.dtype_policy)
    return keras.layers.LayerNormalization(axis=-1, dtype=layer.dtype_policy)


def _with_dropout(stack: list[Any], rate: float) -> list[Any]:
    """The layers with dropout of this rate after each hidden dense layer, and no other."""
    stack = [layer for layer in stack if not isinstance(layer, keras.layers.Dropout)]
    output = _output(stack)
    result: list[Any] = []
    waiting = False
    for index, layer in enumerate(stack):
        if waiting and not isinstance(layer, (*_NORMALIZATIONS, *_ACTIVATIONS)):
            result.append(keras.layers.Dropout(rate, dtype=layer.dtype_policy))
            waiting = False
        waiting = waiting or (index < output and isinstance(layer, keras.layers.Dense))
        result.append(layer)
    return result


def _output(stack: list[Any]) -> int:
    """The index of the layer that gives the logits."""
    return max(index for index, layer in enumerate(stack) if isinstance(layer, _KERNELS))


def _fresh(layer: Any, **changes: Any) -> Any:
    """A new layer with a layer's settings, some of them changed."""
    return type(layer).from_config(layer.get_config() | changes)
