"""One picture as a whole process: `digits predict`, and a script with Pillow and Keras."""

from benchmarks.row import Contender, Figure, Row
from benchmarks.rows.folder import DIGITS, KERAS, command

ROW = Row(
    figures={"time": Figure("s", limit=0.3)},
    contenders=(
        Contender("digits", command(DIGITS, 280)),
        Contender("Pillow and Keras", command(KERAS, 280), note="builds its network instead of loading it"),
    ),
    counts=dict.fromkeys(("quick", "usual", "full"), 1),
    unit="picture",
    rounds=5,
)
