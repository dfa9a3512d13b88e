"""Activations: the layers of an exported network, and their values for an image.

A model file is a graph of ONNX operations without Keras's layers: a dense layer is a product and a sum, and images are
transposed between memory layouts. ``graph`` reads the layers (``layers``) back from the graph; ``session`` runs the
network with the activations of every layer as additional outputs.
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
