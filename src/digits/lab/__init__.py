"""The laboratory: how the networks are built, trained, evaluated and exported."""

import os

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
