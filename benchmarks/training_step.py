"""Time of a training step of networks in full width, without a limit.

In float32 and in bfloat16, each with Keras's batch normalization, with the fused one of
`digits.lab.training.batch_normalization`, and with XLA. Each is the median of 5 steps of 100 images;
`TF_NUM_INTRAOP_THREADS=1` gives the figures of one thread.
"""

from functools import partial
from unittest import mock

import numpy as np

from benchmarks.measure import machine_speed, median_seconds
from digits.lab.networks import m5, se_3x3
from digits.lab.training.backend import keras
from digits.lab.training.batch_normalization import BatchNormalization

STEPS = 5
NETWORKS = {
    "se_3x3 64-128-192": partial(se_3x3.build, widths=(64, 128, 192)),
    "m5 32-160": partial(m5.build, widths=(32, 64, 96, 128, 160)),
}


def main() -> None:
    """Print the table."""
    chance = np.random.default_rng(1)
    images = chance.random((100, 28, 28, 1), np.float32) * 255
    labels = np.eye(10, dtype=np.float32)[chance.integers(0, 10, 100)]
    for name, build in NETWORKS.items():
        for policy in ("float32", "mixed_bfloat16"):
            for way in ("Keras's", "fused", "XLA"):
                keras.config.set_dtype_policy(policy)
                call = BatchNormalization.call if way == "fused" else keras.layers.BatchNormalization.call
                with mock.patch.object(BatchNormalization, "call", call):
                    model = build()
                    loss = keras.losses.CategoricalCrossentropy(from_logits=True)
                    model.compile(optimizer="adamw", loss=loss, jit_compile=way == "XLA")
                    seconds = median_seconds(partial(model.train_on_batch, images, labels), STEPS)
                print(f"{name}, {policy}, {way}: {1000 * seconds:.0f} ms a step", flush=True)
    print(machine_speed())


if __name__ == "__main__":
    main()
