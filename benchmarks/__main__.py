"""Run every benchmark, each in a process of its own."""

import subprocess
import sys
from pathlib import Path

HELPERS = {"__init__", "__main__", "bar", "base", "pictures", "server"}
FOR_CHOOSING = {"development"}  # it reads what is named to it, and has no bar
names = sorted(path.stem for path in Path(__file__).parent.glob("*.py") if path.stem not in HELPERS | FOR_CHOOSING)
commands = {name: [sys.executable, "-m", f"benchmarks.{name}"] for name in names}
failed = [name for name, command in commands.items() if subprocess.run(command, check=False).returncode]
if failed:
    sys.exit(f"bars missed: {', '.join(failed)}")
