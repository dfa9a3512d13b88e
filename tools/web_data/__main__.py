"""Write everything that the pages show of the laboratory."""

from pathlib import Path

import digits
from digits.exemplars import FILE
from tools.web_data import comparison, curves, exemplars, number_words

PACKAGE = Path(digits.__file__).parent
FOLDER = PACKAGE / "web" / "data"
RESULTS = PACKAGE.parents[1] / "results"

if __name__ == "__main__":
    exemplars.write(FILE)
    curves.write(FOLDER / "curves.json")
    comparison.write(RESULTS, FOLDER / "comparison.json", FOLDER / "wrong.npz")
    number_words.write(FOLDER / "number_words.json")
