"""The base installation with all packages it brings: under 300 MB."""

from benchmarks.bar import against
from benchmarks.base import base_distributions, installed_bytes

against("base installation", sum(map(installed_bytes, base_distributions())) / 1e6, 300, "MB")
