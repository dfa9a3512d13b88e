"""Run every benchmark, each in a process of its own."""

import subprocess
import sys
from pathlib import Path

HELPERS = {"__init__", "__main__", "base_installation", "measure", "pictures", "server"}
WITHOUT_LIMIT = {"development"}  # a table, of runs that are named
names = sorted(path.stem for path in Path(__file__).parent.glob("*.py") if path.stem not in HELPERS | WITHOUT_LIMIT)
commands = {name: [sys.executable, "-m", f"benchmarks.{name}"] for name in names}
failed = [name for name, command in commands.items() if subprocess.run(command, check=False).returncode]
if failed:
    sys.exit(f"above the limit: {', '.join(failed)}")
