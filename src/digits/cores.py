"""The processor cores that this process may use."""

import os
import sys


def core_count() -> int:
    """The number of cores; on Linux those that the process is allowed, which a container may limit."""
    return len(os.sched_getaffinity(0)) if sys.platform == "linux" else os.cpu_count() or 1
