"""Time of the default network for one image on one thread: at most 1.2 ms; the other networks for comparison."""

from functools import partial

import numpy as np

from benchmarks.measure import check_target, machine_speed, median_seconds
from digits.model_card import shipped_models
from digits.onnx_session import MODELS, load_session

image = np.random.default_rng(1).uniform(0, 255, (1, 28, 28, 1)).astype(np.float32)
took = {}
for name, card in shipped_models().items():
    session = load_session(MODELS / f"{name}.onnx", card["sha256"])
    took[name] = 1000 * median_seconds(partial(session.run, ["logits"], {"images": image}), 300, 20)

for name in sorted(took, key=took.__getitem__):
    print(f"{name}: {took[name]:.3f} ms, {took[name] / took['default']:.2f} of default's time")
check_target("the bundled network", took["default"], 1.2, "ms", machine_speed())
