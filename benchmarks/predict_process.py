"""Time of `digits predict one.png` as a whole process: at most 0.7 s."""

import sys
import tempfile
from pathlib import Path

from benchmarks.measure import check_target, machine_speed, process_seconds
from benchmarks.pictures import seven

with tempfile.TemporaryDirectory() as folder:
    picture = Path(folder, "one.png")
    picture.write_bytes(seven())
    seconds = process_seconds([sys.executable, "-m", "digits", "predict", str(picture)])
check_target("digits predict one.png", seconds, 0.7, "s", machine_speed())
