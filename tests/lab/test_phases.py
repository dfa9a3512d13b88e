"""Each step of the project against the one before, on the same images."""

from pathlib import Path

import pytest

from digits.lab.evaluation import phases


def with_errors(monkeypatch: pytest.MonkeyPatch, **wrong: list[int]) -> list[dict]:
    cards = {name: {"evaluation": {"wrong": indices}} for name, indices in wrong.items()}
    monkeypatch.setattr(phases, "shipped_models", lambda: cards)
    return phases.phases(Path("nowhere"))


def test_the_best_model_of_each_step_is_paired_with_that_of_the_step_before(monkeypatch, data: Path) -> None:
    found = with_errors(monkeypatch, softmax=list(range(40)), linear=list(range(50)), mlp_800=[1, 2, 3, 9000])
    assert [one["model"] for one in found] == ["softmax", "mlp_800"]
    assert found[0] == {"step": "linear", "model": "softmax", "errors": 40}
    assert (found[1]["only_before"], found[1]["only_now"]) == (37, 1)
    assert found[1]["p"] < 0.001
    low, high = found[1]["difference_interval"]
    assert low < -0.0036 < high


def test_a_step_without_an_evaluated_model_is_left_out(monkeypatch, data: Path) -> None:
    found = with_errors(monkeypatch, softmax=[1], default=[2])
    assert [one["step"] for one in found] == ["linear", "distillation"]
    assert found[1]["p"] == 1
