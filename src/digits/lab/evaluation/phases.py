"""Was each step of the project better than the one before, and by how much? Paired, on the test set's images."""

from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from digits import metrics, mnist
from digits.model_card import ENSEMBLE, card_path, read_card, shipped_models

STEPS = {
    "linear": ("linear_raw", "linear", "softmax"),
    "perceptrons": (
        *("sigmoid5", "relu5", "mlp_150_150", "mlp_150_150_l2", "mlp_150_150_dropout"),
        *("mlp_512_64_32_16", "mlp_800"),
    ),
    "convolutions": ("lenet_8_16", "lenet5", "cnn_64_5x5", "cnn_32_64_64"),
    "distillation": ("default",),
    "ensemble": ("ensemble",),
}
"""The steps, and the models of each that were evaluated on the test set."""


def phases(results: Path) -> list[dict[str, Any]]:
    """The model with the fewest errors of each step, against that of the step before.

    Returns:
        By step: `step`, `model`, `errors`, and from the second on `only_before` and `only_now`, the images that the
        one model alone misread, `p` by McNemar's test, and `difference_interval`: of the difference of the error rates
        for new writers. Steps without an evaluated model are left out.
    """
    found: list[dict[str, Any]] = []
    before: npt.NDArray[np.bool_] | None = None
    for step, models in STEPS.items():
        wrong = {name: marks for name in models if (marks := _wrong(results, name)) is not None}
        if not wrong:
            continue
        model = min(wrong, key=lambda name: int(wrong[name].sum()))
        now = wrong[model]
        found.append({"step": step, "model": model, "errors": int(now.sum())} | _against(before, now))
        before = now
    return found


def _against(before: npt.NDArray[np.bool_] | None, now: npt.NDArray[np.bool_]) -> dict[str, Any]:
    if before is None:
        return {}
    only_before, only_now = int((before & ~now).sum()), int((now & ~before).sum())
    change = now.astype(np.int64) - before
    interval = metrics.mean_interval_by_writer(change, mnist.writers("test"), mnist.sources("test"))
    return {
        "only_before": only_before,
        "only_now": only_now,
        "p": metrics.mcnemar_p(only_before, only_now),
        "difference_interval": [round(bound, 6) for bound in interval],
    }


def _wrong(results: Path, model: str) -> npt.NDArray[np.bool_] | None:
    """(10000,) whether a model's file misread each test image, as its card states; None without an evaluation."""
    ensemble = card_path(results / ENSEMBLE.name)
    card = read_card(ensemble) if model == ENSEMBLE.name and ensemble.exists() else shipped_models().get(model, {})
    if not card.get("evaluation"):
        return None
    marks = np.zeros(len(mnist.writers("test")), np.bool_)
    marks[card["evaluation"]["wrong"]] = True
    return marks
