"""All operations in the order of the page, and their tags."""

from __future__ import annotations

from digits.web.api.openapi import activations, comparison, recognition, serving
from digits.web.api.openapi.operation import Operation

TAGS = {
    "recognition": "Read pictures and drawings, and send corrections.",
    "activations": "Open up a network: its layers, their activations for a digit, and what the answer depends on.",
    "comparison": "Let all models read the same digit, and get the laboratory's results.",
    "practise": "Handwritten numbers to practise reading.",
    "health": "Health and metrics, for operators.",
    "kserve": "The Open Inference Protocol, version 2, in JSON.",
}
OPERATIONS: tuple[Operation, ...] = (
    *recognition.OPERATIONS,
    *activations.OPERATIONS,
    *comparison.OPERATIONS,
    *serving.OPERATIONS,
)
