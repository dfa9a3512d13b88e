"""Write everything that the pages show of the laboratory."""

from pathlib import Path

import digits.web
from digits.lab.web_data import exemplars

FOLDER = Path(digits.web.__file__).parent / "data"

if __name__ == "__main__":
    exemplars.write(FOLDER / "exemplars.npz")
