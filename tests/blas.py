"""One thread for linear algebra, set before NumPy is loaded: OpenBLAS's idle threads take time from other workers."""

import os

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
