"""Keras, loaded without the lines that TensorFlow writes to standard error, and what differs between its backends."""

import logging
import os
from typing import Literal

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")  # PyTorch's threads would otherwise spin while they wait

_errors = os.dup(2)
_nowhere = os.open(os.devnull, os.O_WRONLY)
try:
    os.dup2(_nowhere, 2)
    import keras
finally:
    os.dup2(_errors, 2)
    os.close(_errors)
    os.close(_nowhere)

logging.getLogger("tensorflow").setLevel(logging.ERROR)  # it warns that every new network is traced again

__all__ = ["is_backend", "keras", "steps_per_execution"]


def is_backend(name: Literal["tensorflow", "torch", "jax"]) -> bool:
    """Whether Keras runs on this backend, which `KERAS_BACKEND` chooses."""
    return bool(keras.backend.backend() == name)


def steps_per_execution(count: int) -> int:
    """How many training steps Keras makes at a time, where `count` would be best; PyTorch makes one."""
    return 1 if is_backend("torch") else count
