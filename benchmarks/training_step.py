"""Time of a training step of `m5` with and without XLA, in float32 and in bfloat16; without a limit.

Each is the median of 20 steps of 100 images; `TF_NUM_INTRAOP_THREADS=1` gives the figures of one thread.
"""

from functools import partial

import numpy as np

from benchmarks.measure import machine_speed, median_seconds
from digits.lab.networks import m5
from digits.lab.training.backend import keras

chance = np.random.default_rng(1)
images = chance.random((100, 28, 28, 1), np.float32) * 255
labels = np.eye(10, dtype=np.float32)[chance.integers(0, 10, 100)]

for policy in ("float32", "mixed_bfloat16"):
    for compiled in (False, True):
        keras.config.set_dtype_policy(policy)
        model = m5.build()
        loss = keras.losses.CategoricalCrossentropy(from_logits=True)
        model.compile(optimizer="adamw", loss=loss, jit_compile=compiled)
        seconds = median_seconds(partial(model.train_on_batch, images, labels), 20)
        print(f"{policy}, {'with' if compiled else 'without'} XLA: {1000 * seconds:.0f} ms a step")
print(machine_speed())
