"""All operations, in the order in which they are shown, and the tags that they are grouped by."""

from __future__ import annotations

from digits.web.openapi import comparing, inside, reading, serving
from digits.web.openapi.parts import Operation

TAGS = {
    "reading": "Read pictures and drawings, and say what was read wrongly.",
    "inside": "Look into a network: its layers, what they make of a digit, what its answer hangs on.",
    "comparing": "Let all models read the same digit, and see what the laboratory found.",
    "practising": "Numbers in handwriting, to practise reading with.",
    "health": "Health and metrics, for those who run the server.",
    "kserve": "The models as servers of models have them: the Open Inference Protocol, version 2, in JSON.",
}
OPERATIONS: tuple[Operation, ...] = (
    *reading.OPERATIONS,
    *inside.OPERATIONS,
    *comparing.OPERATIONS,
    *serving.OPERATIONS,
)
