"""Augmentation costs at most a fifth of a training step of `default`; other ways of doing it are timed beside it.

The ways: one composed map per image on a whole batch in NumPy (what training uses, in a thread beside the steps), and
Keras's own preprocessing layers, which have no shear of this kind and pass over the images once for each effect.
"""

import keras
import numpy as np

from benchmarks.bar import against, median_seconds, pace
from digits.lab.augment import augment
from digits.lab.zoo import default

BATCH = default.RECIPE.batch_size
how = default.RECIPE.augmentation
assert how is not None
chance = np.random.default_rng(1)
images = chance.integers(0, 256, (BATCH, 28, 28), np.uint8)
labels = np.eye(10, dtype=np.float32)[chance.integers(0, 10, BATCH)]

ours = median_seconds(lambda: augment(images, how, chance), 50)

layers = keras.Sequential(
    [
        keras.layers.RandomRotation(how.rotation / 360),
        keras.layers.RandomTranslation(how.shift / 28, how.shift / 28),
        keras.layers.RandomZoom(how.scale, how.scale),
        keras.layers.RandomShear(how.shear),
        keras.layers.RandomElasticTransform(),
    ]
)
batch = images[..., None].astype(np.float32)
theirs = median_seconds(lambda: keras.ops.convert_to_numpy(layers(batch, training=True)), 5)

keras.config.set_dtype_policy(default.RECIPE.precision)
model = default.build()
model.compile(
    optimizer=keras.optimizers.AdamW(1e-3),
    loss=keras.losses.CategoricalCrossentropy(from_logits=True),
    jit_compile=False,
)
step = median_seconds(lambda: model.train_on_batch(batch, labels), 20)

print(
    f"training step {1000 * step:.0f} ms, our augmentation {1000 * ours:.1f} ms, Keras's layers {1000 * theirs:.0f} ms"
)
against("augmentation per training step", ours / step, 0.2, "steps", pace())
