"""A network converts to the same ONNX file on every backend, and what cannot be exported is not trained."""

import os
import subprocess
import sys
from pathlib import Path

import keras
import pytest

from digits.lab import networks, onnx_conversion
from digits.lab.ensemble import members
from digits.lab.ensemble.members import Workspace, train_members
from digits.lab.ensemble.plan import read_plan
from digits.lab.onnx_conversion import ConversionError, to_onnx
from digits.lab.perceptron import gradient

OWN_LAYER = """
import keras

from digits.lab.training.recipe import Recipe

RECIPE = Recipe(epochs=1, batch_size=50)


@keras.saving.register_keras_serializable(package="mine")
class Quarter(keras.layers.Layer):
    def call(self, inputs):
        return inputs / 4


def build():
    return keras.Sequential(
        [keras.layers.Input((28, 28, 1)), Quarter(), keras.layers.Flatten(), keras.layers.Dense(10)]
    )
"""


@pytest.fixture
def elsewhere(monkeypatch: pytest.MonkeyPatch) -> None:
    """Conversion as on a backend other than TensorFlow: in a process of its own."""
    monkeypatch.setattr(onnx_conversion, "is_backend", lambda _: False)


@pytest.mark.slow
def test_another_process_converts_to_the_same_file(request: pytest.FixtureRequest) -> None:
    model = networks.network("se_3x3").build(widths=(4, 4, 4))
    here = to_onnx(model)
    request.getfixturevalue("elsewhere")
    assert to_onnx(model) == here


@pytest.mark.slow
def test_layers_of_a_network_file_are_converted_too(tmp_path: Path, elsewhere: None) -> None:
    (tmp_path / "mine.py").write_text(OWN_LAYER)
    assert to_onnx(networks.load(tmp_path / "mine.py").build())


@pytest.mark.slow
def test_what_the_other_process_cannot_do_is_said(elsewhere: None) -> None:
    class Unregistered(keras.layers.Layer):
        def call(self, inputs: object) -> object:
            return inputs

    model = keras.Sequential([keras.layers.Input((28, 28, 1)), Unregistered(), keras.layers.Flatten()])
    with pytest.raises(ConversionError, match="cannot be converted to ONNX on TensorFlow"):
        to_onnx(model)


def test_members_that_cannot_be_exported_are_not_trained(
    data: Path, plan_file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    tried = []

    def fail(model: keras.Model) -> bytes:
        tried.append(model.count_params())
        raise ConversionError("it cannot be converted")

    monkeypatch.setattr(members, "to_onnx", fail)
    monkeypatch.setattr(members, "side_by_side", lambda *_: pytest.fail("it trains"))
    workspace = Workspace(tmp_path / "runs", tmp_path / "results")
    with pytest.raises(ConversionError, match="cannot be converted"):
        list(train_members(list(read_plan(plan_file).members), workspace, 1, write=True))
    assert len(tried) == 1


def test_the_neuron_learns_the_same_one_step_at_a_time(monkeypatch: pytest.MonkeyPatch) -> None:
    together = gradient.descend("and", epochs=5)
    monkeypatch.setattr(gradient, "steps_per_execution", lambda _: 1)
    alone = gradient.descend("and", epochs=5)
    assert len(alone.weights) == 5
    for one, other in zip(together.weights, alone.weights, strict=True):
        assert one == pytest.approx(other, rel=1e-5)


def test_waiting_threads_sleep_unless_the_environment_says_otherwise() -> None:
    code = "import os; import digits.lab.training.backend; print(os.environ['OMP_WAIT_POLICY'])"
    free = {name: text for name, text in os.environ.items() if name != "OMP_WAIT_POLICY"}
    for environment, expected in ((free, "PASSIVE"), (free | {"OMP_WAIT_POLICY": "ACTIVE"}, "ACTIVE")):
        done = subprocess.run([sys.executable, "-c", code], env=environment, capture_output=True, text=True, check=True)
        assert done.stdout == f"{expected}\n"
