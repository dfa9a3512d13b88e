"""What is inside a network."""

from pathlib import Path

import numpy as np
import pytest
from PIL import Image, ImageDraw

from digits import mnist
from digits.lab import inspection, networks
from digits.lab.training.backend import keras
from digits.lab.training.runs import factory
from digits.lab.training.runs.network_run import NetworkRun

IMAGE = np.zeros((28, 28), np.uint8)
IMAGE[4:24, 12:16] = 255


def output(model: keras.Model, layers: int, image: np.ndarray) -> np.ndarray:
    """What comes out of the first so many layers."""
    values = keras.ops.convert_to_tensor(image[None, ..., None].astype(np.float32))
    for layer in model.layers[:layers]:
        values = layer(values)
    return np.asarray(keras.ops.convert_to_numpy(values))[0]


@pytest.mark.parametrize("name", networks.names())
def test_every_network_can_be_looked_into(name: str) -> None:
    model = networks.network(name).build()
    first = inspection.first_weights(model)
    assert len(first.pictures) == len(first.names) <= inspection.KERNELS_SHOWN
    assert first.pictures.ndim == 3
    probabilities, stages = inspection.activations(model, IMAGE)
    assert probabilities.sum() == pytest.approx(1)
    assert stages
    assert all(stage.values.ndim == stages[0].values.ndim for stage in stages)
    assert (stages[0].values.ndim == 3) == any(isinstance(layer, keras.layers.Conv2D) for layer in model.layers)
    assert all(layer.name in inspection.summary(model) for layer in model.layers)


def test_maps_are_what_the_convolutions_give(trained: NetworkRun, training: mnist.Split) -> None:
    model = trained.model()
    image = training.images[7]
    probabilities, stages = inspection.activations(model, image)
    assert [stage.values.shape for stage in stages] == [(24, 24, 8), (8, 8, 16)]
    np.testing.assert_allclose(stages[0].values, output(model, 2, image), rtol=1e-5)
    np.testing.assert_allclose(stages[1].values, output(model, 4, image), rtol=1e-4)
    np.testing.assert_allclose(probabilities, trained.predict()(image[None])[0], rtol=1e-4)


def test_kernels_are_those_of_the_first_convolution(trained: NetworkRun) -> None:
    model = trained.model()
    first = inspection.first_weights(model)
    kernel = model.layers[1].get_weights()[0]
    assert first.pictures.shape == (8, 5, 5)
    np.testing.assert_array_equal(first.pictures[3], kernel[:, :, 0, 3])


def test_the_softmax_has_ten_pictures() -> None:
    layers = keras.layers
    model = keras.Sequential([layers.Input((28, 28, 1)), layers.Flatten(), layers.Dense(10)])
    first = inspection.first_weights(model)
    assert first.names == list("0123456789")
    np.testing.assert_array_equal(first.pictures[4].ravel(), model.layers[1].get_weights()[0][:, 4])


def test_of_a_wide_layer_the_heaviest_units_are_shown() -> None:
    layers = keras.layers
    model = keras.Sequential([layers.Input((28, 28, 1)), layers.Flatten(), layers.Dense(100), layers.Dense(10)])
    kernel = np.ones((784, 100)) * (np.arange(100) % 90)
    model.layers[1].set_weights([kernel, np.zeros(100)])
    first = inspection.first_weights(model)
    assert first.names[:3] == ["unit 89", "unit 88", "unit 87"]
    assert len(first.names) == inspection.KERNELS_SHOWN
    assert "the 64 with the largest" in first.description


def test_normalization_and_activation_belong_to_their_layer() -> None:
    layers = keras.layers
    parts = [layers.Conv2D(2, 3, name="first"), layers.BatchNormalization(name="norm"), layers.ReLU(name="relu")]
    rest = [layers.Dropout(0.5), layers.MaxPooling2D(), layers.Flatten(), layers.Dense(10, name="last")]
    _, stages = inspection.activations(keras.Sequential([layers.Input((28, 28, 1)), *parts, *rest]), IMAGE)
    assert [stage.name for stage in stages] == ["first + norm + relu"]
    assert stages[0].values.min() >= 0


def test_files_are_written(trained: NetworkRun, training: mnist.Split, tmp_path: Path) -> None:
    folder = tmp_path / "new" / "folder"
    written = inspection.show(trained.model(), "lenet", folder, training.images[7])
    assert [path.name for path in written] == ["summary.txt", "filters.png", "maps.png"]
    assert sorted(folder.iterdir()) == sorted(written)
    lines = written[0].read_text(encoding="utf-8").splitlines()
    assert max(map(len, lines)) == inspection.SUMMARY_COLUMNS
    for path in written[1:]:
        with Image.open(path) as picture:
            assert picture.convert("L").getextrema()[0] < 50


def test_dense_layers_are_drawn(tmp_path: Path) -> None:
    model = networks.network("softmax").build()
    assert len(inspection.show(model, "softmax", tmp_path, IMAGE)) == 3
    assert len(inspection.show(model, "softmax", tmp_path)) == 2


@pytest.mark.parametrize("columns", [None, "40"])
def test_summary_is_whole_whatever_the_terminal(columns: str | None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("COLUMNS", raising=False)
    if columns:
        monkeypatch.setenv("COLUMNS", columns)
    model = networks.network("softmax").build()
    assert "Param #" in inspection.summary(model)
    assert "7,850" in inspection.summary(model)


def test_weights_that_are_no_pictures_are_rejected() -> None:
    layers = keras.layers
    pooled = keras.Sequential(
        [layers.Input((28, 28, 1)), layers.AveragePooling2D(2), layers.Flatten(), layers.Dense(10, name="ten")]
    )
    with pytest.raises(inspection.ShowError, match=r"ten, \(196, 10\), do not read"):
        inspection.first_weights(pooled)
    with pytest.raises(inspection.ShowError, match="no layer with kernels"):
        inspection.first_weights(keras.Sequential([layers.Input((28, 28, 1)), layers.Flatten()]))


def test_a_baseline_has_no_layers(baseline: str, tmp_path: Path) -> None:
    run = factory.create(tmp_path, baseline, images=100)
    with pytest.raises(inspection.ShowError, match=f"run of {baseline}, a baseline"):
        inspection.network(run.folder)


def test_a_blank_picture_is_rejected(tmp_path: Path) -> None:
    picture = Image.new("L", (50, 50), 255)
    picture.save(tmp_path / "blank.png")
    with pytest.raises(inspection.ShowError, match=r"blank\.png is blank"):
        inspection.normalized_image(tmp_path / "blank.png")
    ImageDraw.Draw(picture).rectangle((20, 10, 30, 40), fill=0)
    picture.save(tmp_path / "bar.png")
    assert inspection.normalized_image(tmp_path / "bar.png").shape == (28, 28)
