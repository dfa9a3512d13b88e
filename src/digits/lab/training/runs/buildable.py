"""Checks of a planned run's network, before a folder is created."""

import inspect
from pathlib import Path
from typing import Any

from digits.lab.networks import NetworkFileError
from digits.lab.networks.common.network_file import fault
from digits.lab.networks.common.overrides import with_overrides
from digits.lab.training.backend import keras
from digits.lab.training.recipe import SettingError
from digits.lab.training.runs.network_run import NetworkRun
from digits.lab.training.runs.run import Run

_NORMALIZED_BY = {"batch": "BatchNormalization", "layer": "LayerNormalization"}
_INPUT, _OUTPUT = (None, 28, 28, 1), (None, 10)


def require_buildable(run: Run) -> None:
    """Build the network once, to report what cannot be built or trained, or has no effect.

    Raises:
        NetworkFileError: the network's file gives no network from images to ten logits.
        SettingError: the network cannot be built with these settings, or one of them has no effect.
    """
    if not isinstance(run, NetworkRun):
        return
    network = _built(run)
    _require_logits(run, network)
    recipe = run.recipe
    model = with_overrides(network, recipe.normalization, recipe.dropout, recipe.l2)
    for setting, layer in without_effect(run, model).items():
        value = getattr(recipe, setting)
        raise SettingError(f"{setting}={value} has no effect on {run.name}, which has no hidden {layer}: leave it out")


def without_effect(run: NetworkRun, model: keras.Model) -> dict[str, str]:
    """The settings that add layers after hidden ones, where the network has no such hidden layers.

    Returns:
        By setting, the kind of hidden layer that is missing.
    """
    layers = {type(layer).__name__ for layer in model.layers}
    missing = {}
    if run.recipe.dropout and "Dropout" not in layers:
        missing["dropout"] = "dense layer"
    if run.recipe.normalization in _NORMALIZED_BY and _NORMALIZED_BY[run.recipe.normalization] not in layers:
        missing["normalization"] = "dense layer or convolution"
    return missing


def _built(run: NetworkRun) -> keras.Model:
    """The network without the recipe's overrides."""
    build = run.network.build
    try:
        return build(**run.architecture)
    except SettingError:
        raise
    except Exception as error:  # for too little memory each backend has an error of its own
        defaults = {name: one.default for name, one in inspect.signature(build).parameters.items()}
        if run.architecture == defaults:
            raise fault(_file(run), error) from error
        given = ", ".join(f"network.{one}={_as_text(value)}" for one, value in run.architecture.items())
        too_large = isinstance(error, MemoryError) or "alloc" in str(error)  # the word is in every backend's message
        reason = "its weights do not fit into memory" if too_large else str(error).partition("\n")[0]
        raise SettingError(f"{run.name} cannot be built with {given}: {reason}") from error


def _require_logits(run: NetworkRun, model: Any) -> None:
    """Raise NetworkFileError unless a network goes from images to ten logits."""
    file = _file(run)
    if not isinstance(model, keras.Model):
        raise NetworkFileError(f"{file}: build returns a {type(model).__name__}, not a Keras model")
    shapes = [getattr(model, side, None) for side in ("input_shape", "output_shape")]
    if shapes != [_INPUT, _OUTPUT]:
        begin = "begin with layers.Input((28, 28, 1)) and end with layers.Dense(10)"
        raise NetworkFileError(f"{file}: the network goes from {shapes[0]} to {shapes[1]}: {begin}")
    last = model.layers[-1]
    if isinstance(last, keras.layers.Softmax) or getattr(last, "activation", None) is keras.activations.softmax:
        raise NetworkFileError(f"{file}: the last layer must give logits: leave out its softmax")


def _file(run: NetworkRun) -> Path:
    return run.file or Path(str(run.network.__file__))


def _as_text(value: Any) -> str:
    """A setting as it is written after `--set`."""
    return ",".join(map(str, value)) if isinstance(value, tuple) else str(value)
