"""An exported network opened up: its layers as a textbook lists them, and what each makes of an image.

A model file is a graph of ONNX operations, in which Keras's layers are no longer to be seen: a dense layer is a
product and an addition, images are turned from one memory layout to another and back. ``graph`` reads the graph back
into ``layers``; ``ActivationSession`` has ONNX Runtime compute the network with every layer as a further output.
"""

from digits.activations.layers import (
    Activation,
    Array,
    Attention,
    Convolution,
    Dense,
    Input,
    Joining,
    Layer,
    Operation,
    Padding,
    Pair,
    Pooling,
    Scaling,
    Shape,
    Softmax,
)
from digits.activations.session import ActivationSession

__all__ = [
    "Activation",
    "ActivationSession",
    "Array",
    "Attention",
    "Convolution",
    "Dense",
    "Input",
    "Joining",
    "Layer",
    "Operation",
    "Padding",
    "Pair",
    "Pooling",
    "Scaling",
    "Shape",
    "Softmax",
]
