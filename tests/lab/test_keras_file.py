"""A `.keras` file opens in a Python that has only made the imports that the export names."""

import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from digits.lab import networks
from digits.lab.export import ExportError
from digits.lab.keras_file import write_keras_file
from digits.lab.networks.common.weights import logits, save_weights
from digits.lab.training.runs.network_run import NetworkRun
from network_runs import begin

OWN_LAYER = '''"""A network with a layer of its own."""

import keras

from digits.lab.training.recipe import Recipe

RECIPE = Recipe(epochs=1, batch_size=50)


@keras.saving.register_keras_serializable(package="mine")
class Half(keras.layers.Layer):
    def call(self, inputs):
        return inputs / 2


def build():
    layers = [keras.layers.Input((28, 28, 1)), Half(), keras.layers.Flatten(), keras.layers.Dense(10)]
    return keras.Sequential(layers)
'''


def untrained(folder: Path, name: str) -> NetworkRun:
    """A run that counts as trained, with its initial weights."""
    run = begin(folder / "runs", name, {"batch_size": "50"})
    save_weights(run.build(), run.folder / "final.weights.h5")
    return run


def loaded_logits(statements: str, images: np.ndarray, folder: Path) -> np.ndarray:
    """What the file gives in another process."""
    np.save(folder / "images.npy", images)
    code = f"{statements}; import numpy as np; images = np.load({str(folder / 'images.npy')!r}); "
    code += f"np.save({str(folder / 'logits.npy')!r}, model.predict(images[..., None].astype(np.float32), verbose=0))"
    subprocess.run([sys.executable, "-c", code], check=True, capture_output=True)
    return np.load(folder / "logits.npy")


@pytest.mark.slow
@pytest.mark.parametrize("name", ["softmax", "lenet5", "se_3x3"])
def test_the_printed_statements_load_the_same_network(data: Path, tmp_path: Path, name: str) -> None:
    run = untrained(tmp_path, name)
    statements = write_keras_file(run, tmp_path / "it.keras")
    assert ("digits" in statements) == (name != "softmax")
    images = np.random.default_rng(1).integers(0, 256, (5, 28, 28), np.uint8)
    np.testing.assert_allclose(loaded_logits(statements, images, tmp_path), logits(run.model(), images), rtol=1e-6)


@pytest.mark.slow
def test_a_layer_of_ones_own_is_loaded_from_the_runs_file(data: Path, tmp_path: Path) -> None:
    (tmp_path / "mine.py").write_text(OWN_LAYER)
    run = untrained(tmp_path, str(tmp_path / "mine.py"))
    statements = write_keras_file(run, tmp_path / "it.keras")
    images = np.random.default_rng(1).integers(0, 256, (5, 28, 28), np.uint8)
    np.testing.assert_allclose(loaded_logits(statements, images, tmp_path), logits(run.model(), images), rtol=1e-6)


def test_a_layer_that_is_not_registered_is_an_error(data: Path, tmp_path: Path) -> None:
    source = OWN_LAYER.replace('@keras.saving.register_keras_serializable(package="mine")', "").replace("Half", "Third")
    (tmp_path / "mine.py").write_text(source)
    run = untrained(tmp_path, str(tmp_path / "mine.py"))
    with pytest.raises(ExportError, match="register its own layers"):
        write_keras_file(run, tmp_path / "it.keras")
    assert not (tmp_path / "it.keras").exists()


@pytest.mark.parametrize("name", networks.names())
def test_every_network_can_be_saved_and_loaded(data: Path, tmp_path: Path, name: str) -> None:
    write_keras_file(untrained(tmp_path, name), tmp_path / "it.keras")
    assert (tmp_path / "it.keras").stat().st_size > 1000
