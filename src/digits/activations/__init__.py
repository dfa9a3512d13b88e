"""An exported network opened up: its layers as a textbook lists them, and what each makes of an image.

A model file is a graph of ONNX operations, in which Keras's layers are no longer to be seen: a dense layer is a
product and an addition, images are turned from one memory layout to another and back. ``graph`` reads the graph back
into ``layers``; ``Inside`` has ONNX Runtime compute the real network with the result of every layer as a further
output.
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
from digits.activations.session import Inside

__all__ = [
    "Activation",
    "Array",
    "Attention",
    "Convolution",
    "Dense",
    "Input",
    "Inside",
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
