"""The training loop's compiled step."""

from typing import Any

import numpy as np
import pytest

from digits.lab.networks import softmax
from digits.lab.training.backend import is_backend
from digits.lab.training.loop import compile_model


@pytest.mark.skipif(not is_backend("tensorflow"), reason="counts TensorFlow's traces")
def test_a_step_is_traced_once(monkeypatch: pytest.MonkeyPatch) -> None:
    traces = []
    model = softmax.build()
    compile_model(model, softmax.RECIPE, steps=4)
    step = model.train_step

    def counted(data: Any) -> Any:
        traces.append(data)
        return step(data)

    monkeypatch.setattr(model, "train_step", counted)
    model.fit(np.zeros((8, 28, 28, 1), np.float32), np.eye(10, dtype=np.float32)[:8], batch_size=2, verbose=0)
    assert len(traces) == 1
