"""The network that ships answers one image in at most 1.2 ms on one thread; the other networks' times are beside it."""

import numpy as np

from benchmarks.bar import against, median_seconds, pace
from digits.model_card import shipped_models
from digits.onnx_session import MODELS, load_session

image = np.random.default_rng(1).uniform(0, 255, (1, 28, 28, 1)).astype(np.float32)
took = {}
for name, card in shipped_models().items():
    session = load_session(MODELS / f"{name}.onnx", card["sha256"])
    took[name] = 1000 * median_seconds(lambda session=session: session.run(["logits"], {"images": image}), 300, 20)

for name in sorted(took, key=took.__getitem__):
    print(f"{name}: {took[name]:.3f} ms, {took[name] / took['default']:.2f} of default's time")
against("the bundled network", took["default"], 1.2, "ms", pace())
