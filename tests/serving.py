"""`digits serve` as a process of its own."""

import os
import subprocess
import sys


def start(*arguments: str, **environment: str) -> subprocess.Popen[str]:
    """Start `python -m digits` with a pipe for each of its outputs."""
    return subprocess.Popen(
        [sys.executable, "-m", "digits", *arguments],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env=os.environ | environment,
    )


def wait_for_address(process: subprocess.Popen[str]) -> str:
    assert process.stdout is not None
    line = process.stdout.readline()
    assert "http://" in line, line + (process.stderr.read() if process.stderr else "")
    return next(word for word in line.split() if word.startswith("http://"))
