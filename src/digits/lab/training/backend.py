"""Keras, loaded without the lines that TensorFlow writes to standard error."""

import logging
import os

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")

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

__all__ = ["keras"]
