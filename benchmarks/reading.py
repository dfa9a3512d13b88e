"""Time of reading a decoded 28x28 image: at most 1.5 ms at the median."""

import io

import numpy as np
from PIL import Image

from benchmarks.measure import check_target, machine_speed, median_seconds
from benchmarks.pictures import seven
from digits import Recognizer

recognizer = Recognizer()
image = 255 - np.asarray(Image.open(io.BytesIO(seven())).resize((28, 28)))
assert recognizer.read(image).digit == 7
check_target(
    "reading of a 28x28 image",
    1000 * median_seconds(lambda: recognizer.read(image), 500, 20),
    1.5,
    "ms",
    machine_speed(),
)
