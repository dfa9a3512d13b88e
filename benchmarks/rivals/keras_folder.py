"""Read the PNG files of a folder with Pillow and Keras, as a script would: `python keras_folder.py FOLDER`.

It is run in the project's environment. The network has the architecture of `default` with random weights.
"""

import sys
from pathlib import Path

import numpy as np
from PIL import Image, ImageOps

from digits.lab.networks import default

BATCH = 256

network = default.build()
paths = sorted(Path(sys.argv[1]).glob("*.png"))
for start in range(0, len(paths), BATCH):
    batch = paths[start : start + BATCH]
    pictures = [
        np.asarray(ImageOps.invert(Image.open(path).convert("L")).resize((28, 28)), np.float32) for path in batch
    ]
    images = np.stack(pictures)[..., None]
    answers = network.predict(images, batch_size=BATCH, verbose=0).argmax(axis=1)
    for path, answer in zip(batch, answers, strict=True):
        print(path, answer, sep="\t")
