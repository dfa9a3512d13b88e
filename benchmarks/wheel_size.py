"""Size of the wheel: at most 15 MB."""

import subprocess
import sys
import tempfile
from pathlib import Path

from benchmarks.measure import check_target

with tempfile.TemporaryDirectory() as folder:
    command = [sys.executable, "-m", "build", "--no-isolation", "--outdir", folder]
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    [wheel] = Path(folder).glob("*.whl")
    size = wheel.stat().st_size / 1e6
check_target("wheel", size, 15, "MB")
