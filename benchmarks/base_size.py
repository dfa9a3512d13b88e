"""Size of the base installation with all packages that it needs: at most 220 MB."""

from benchmarks.base_installation import base_distributions, installed_bytes
from benchmarks.measure import check_target

check_target("base installation", sum(map(installed_bytes, base_distributions())) / 1e6, 220, "MB")
