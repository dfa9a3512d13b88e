"""Count the writers and sources of the training images into results/data-set.json: `python -m tools.data_set`."""

import json
from pathlib import Path

from digits import mnist
from digits.atomic_write import atomic_write

RESULT = Path(__file__).parents[1] / "results" / "data-set.json"
CENSUS_STAFF, STUDENTS = 3, 1
"""QMNIST's codes of the two sources (SD-3 and SD-1 of NIST)."""


def counts() -> dict[str, int]:
    """Images and writers; `last` are the last 10,000 images, which tutorials hold out for validation."""
    writers, sources = mnist.writers(), mnist.sources()
    last, rest = set(writers[50_000:].tolist()), set(writers[:50_000].tolist())
    return {
        "images": len(writers),
        "writers": len(last | rest),
        "writers_of_the_last": len(last),
        "writers_of_both": len(last & rest),
        "of_staff": int((sources == CENSUS_STAFF).sum()),
        "of_students": int((sources == STUDENTS).sum()),
        "folds": mnist.FOLDS,
    }


if __name__ == "__main__":
    with atomic_write(RESULT) as hidden:
        hidden.write_text(json.dumps(counts(), indent=2) + "\n", "utf-8")
