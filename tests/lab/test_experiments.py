"""Every experiment asks a question, has variants that can be trained, and a picture, by its mere presence."""

from pathlib import Path

import numpy as np
import pytest

from digits.lab.evaluation import experiments
from digits.lab.evaluation.experiments import early_stopping
from digits.lab.training.runs.factory import check

NAMES = experiments.names()


def outcome(errors: int) -> dict[str, object]:
    history = [{"epoch": epoch, "val_loss": 1 / epoch, "loss": 1 / epoch, "val_accuracy": 0.9} for epoch in (1, 2)]
    changes = {name: [[0, 1.0], [1, 2.0]] for name in ("translation", "rotation", "scale")}
    return {"errors": errors, "images": 12_012, "history": history, "changes": changes}


@pytest.mark.parametrize("name", NAMES)
def test_it_asks_a_question(name: str) -> None:
    assert experiments.question(name).endswith("?")
    assert len(experiments.experiment(name).VARIANTS) >= 2


@pytest.mark.parametrize("name", NAMES)
def test_its_trials_can_be_trained(name: str) -> None:
    for spec in experiments.experiment(name).VARIANTS.values():
        check(spec.name, spec.settings, spec.validation, spec.images)
    plans = [str(spec.plan()) for spec in experiments.experiment(name).VARIANTS.values()]
    assert len(set(plans)) >= len(plans) - 1, "variants differ, except one that is in two series"


@pytest.mark.parametrize("name", NAMES)
def test_its_outcomes_are_drawn(name: str, tmp_path: Path) -> None:
    chance = np.random.default_rng(0)
    outcomes = {label: outcome(int(chance.integers(100, 900))) for label in experiments.experiment(name).VARIANTS}
    experiments.draw(name, outcomes, tmp_path / f"{name}.png")
    assert all(path.read_bytes().startswith(b"\x89PNG") for path in tmp_path.iterdir())
    assert {path.name.partition("-")[0].removesuffix(".png") for path in tmp_path.iterdir()} == {name}


def test_early_stopping_is_marked_on_the_longest_training(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    losses = [0.5, 0.3, 0.4, 0.45, 0.2, 0.6]
    whole = [{"epoch": place + 1.0, "val_loss": loss, "val_accuracy": 0.9} for place, loss in enumerate(losses)]
    drawn: list[tuple[object, ...]] = []
    monkeypatch.setattr(early_stopping, "stops_figure", lambda *arguments: drawn.append(arguments))
    outcomes = {"patience 2": {"history": whole[:4]}, "to the end": {"history": whole}}
    early_stopping.draw("when?", outcomes, tmp_path / "stops.png")
    assert drawn == [(whole, {"patience 2": (2, 4)}, "when?", tmp_path / "stops.png")]
