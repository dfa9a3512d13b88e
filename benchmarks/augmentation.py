"""Time of augmentation: at most a fifth of a training step of `default`; Keras's layers for comparison.

Ours applies one composed map per image to a batch in NumPy, timed alone and in a thread beside the training steps, as
training runs it. Keras's preprocessing layers pass over the images once for each effect.
"""

import time
from collections.abc import Iterator

import keras
import numpy as np

from benchmarks.measure import check_target, machine_speed, median_seconds
from digits.lab.data.augmentation import Augmentation, augment
from digits.lab.networks import default

BATCH = default.RECIPE.batch_size
STEPS = 30
HOW = default.RECIPE.augmentation or Augmentation()

chance = np.random.default_rng(1)
images = chance.integers(0, 256, (BATCH, 28, 28), np.uint8)
batch = images[..., None].astype(np.float32)
labels = np.eye(10, dtype=np.float32)[chance.integers(0, 10, BATCH)]


def keras_layers() -> keras.Sequential:
    """The nearest augmentation that Keras's layers offer."""
    layers = keras.layers
    return keras.Sequential(
        [
            layers.RandomRotation(HOW.rotation / 360),
            layers.RandomTranslation(HOW.shift / 28, HOW.shift / 28),
            layers.RandomZoom(HOW.scale, HOW.scale),
            layers.RandomShear(HOW.shear),
            layers.RandomElasticTransform(),
        ]
    )


def batches(augmented: bool) -> Iterator[tuple[np.ndarray, np.ndarray]]:
    """Training batches without end."""
    while True:
        yield (augment(images, HOW, chance)[..., None] if augmented else batch), labels


def step_seconds(model: keras.Model, augmented: bool) -> float:
    """The time of a whole training step, the fastest of three measurements."""
    times = []
    for _ in range(3):
        start = time.perf_counter()
        model.fit(batches(augmented), steps_per_epoch=STEPS, verbose=0)
        times.append((time.perf_counter() - start) / STEPS)
    return min(times)


ours = median_seconds(lambda: augment(images, HOW, chance), 50)
layers = keras_layers()
theirs = median_seconds(lambda: keras.ops.convert_to_numpy(layers(batch, training=True)), 5)

model = default.build()
model.compile(optimizer="adamw", loss=keras.losses.CategoricalCrossentropy(from_logits=True), jit_compile=False)
model.fit(batches(False), steps_per_epoch=3, verbose=0)
plain, beside = step_seconds(model, False), step_seconds(model, True)

print(f"a batch of {BATCH}: ours {1000 * ours:.1f} ms by itself, Keras's layers {1000 * theirs:.0f} ms")
print(f"a training step: {1000 * plain:.0f} ms plain, {1000 * beside:.0f} ms with ours in the thread beside it")
check_target("augmentation", max(ours, beside - plain) / plain, 0.2, "of a training step", machine_speed())
