"""Time of reading a JPEG photograph of about 1000x1000: at most 40 ms at the median."""

import itertools

import numpy as np
from PIL import Image, ImageDraw

from benchmarks.measure import check_target, machine_speed, median_seconds
from digits import Recognizer
from digits.lab.data.synthesis.photograph_conditions import Conditions
from digits.lab.data.synthesis.photographs import photograph

ink = Image.new("L", (280, 280))
ImageDraw.Draw(ink).line([(80, 70), (200, 70), (130, 230)], 255, 24, "curve")
conditions = Conditions(side=(1000, 1000), aspect=(1.0, 1.0))
pictures = [photograph(np.array(ink), np.random.default_rng(seed), conditions) for seed in range(20)]
recognizer = Recognizer()
turns = itertools.cycle(pictures)
seconds = median_seconds(lambda: recognizer.read(next(turns)), 60, 20)
check_target("reading of a 1000x1000 photograph", 1000 * seconds, 40, "ms", machine_speed())
