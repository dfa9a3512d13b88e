"""``python -m benchmarks.contender ROW CONTENDER COUNT``: one contender as a process that measures when it is told to.

It prints one line of JSON when it is ready, and one for each line on its standard input: the figures of a round. The
line is an `error` if something it needs is not installed. Whatever else it prints goes to standard error. It imports
nothing but the row, so that it runs in the environments of the rivals.
"""

import importlib
import json
import os
import sys
from collections.abc import Mapping
from contextlib import contextmanager

from benchmarks.row import Contender, NotInstalledError, Row


def find(row: str, name: str) -> Contender:
    """Return a contender of a row by its name."""
    found: Row = importlib.import_module(f"benchmarks.rows.{row}").ROW
    (contender,) = (one for one in found.contenders if one.name == name)
    return contender


def main() -> None:
    """Measure a round for each line of standard input."""
    row, name, count = sys.argv[1:]
    answers = os.fdopen(os.dup(1), "w")
    os.dup2(2, 1)  # frameworks print what is no answer

    def answer(content: Mapping[str, object]) -> None:
        print(json.dumps(content), file=answers, flush=True)

    try:
        with contextmanager(find(row, name).opened)(int(count)) as measure:
            answer({"ready": True})
            for _ in sys.stdin:
                answer(measure())
    except (NotInstalledError, ModuleNotFoundError) as error:
        answer({"error": str(error)})


if __name__ == "__main__":
    main()
