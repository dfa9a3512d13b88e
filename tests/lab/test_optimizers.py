"""Every optimizer of a recipe does what the recipe says."""

from typing import get_args, get_type_hints

import keras
import numpy as np
import pytest

from digits.lab import networks
from digits.lab.training.loop import compile_model
from digits.lab.training.optimizers import optimizer_of
from digits.lab.training.recipe import Recipe

OPTIMIZERS = get_args(get_type_hints(Recipe)["optimizer"])


@pytest.mark.parametrize("name", OPTIMIZERS)
def test_every_optimizer_takes_a_step(name: str, training) -> None:
    model = networks.network("mlp_800").build(units=8)
    compile_model(model, Recipe(epochs=1, batch_size=100, optimizer=name), steps=1)
    before = model.get_weights()
    model.train_on_batch(training.images[:100, ..., None].astype(np.float32), np.eye(10)[training.labels[:100]])
    for old, new in zip(before, model.get_weights(), strict=True):
        assert np.isfinite(new).all()
        assert (old != new).any()


@pytest.mark.parametrize("name", OPTIMIZERS)
def test_no_optimizer_decays_weights_unasked(name: str) -> None:
    optimizer = optimizer_of(Recipe(epochs=1, batch_size=1, optimizer=name, learning_rate=0.1), steps=1)
    kernel, bias = (keras.Variable(np.ones(shape, np.float32)) for shape in ((3, 4), (4,)))
    optimizer.apply([np.zeros((3, 4), np.float32), np.zeros(4, np.float32)], [kernel, bias])
    assert (kernel.numpy() == 1).all()
    assert (bias.numpy() == 1).all()


@pytest.mark.parametrize(
    ("settings", "places"),
    [({}, [-0.1, -0.2]), ({"momentum": 0.5}, [-0.1, -0.25]), ({"momentum": 0.5, "nesterov": True}, [-0.15, -0.325])],
)
def test_gradient_descent_has_the_recipes_momentum(settings: dict[str, float], places: list[float]) -> None:
    optimizer = optimizer_of(Recipe(epochs=1, batch_size=1, optimizer="sgd", learning_rate=0.1, **settings), steps=1)
    place = keras.Variable(np.zeros(1))
    for expected in places:
        optimizer.apply([np.ones(1, np.float32)], [place])
        assert float(place.numpy()[0]) == pytest.approx(expected)


def test_rmsprop_has_the_recipes_momentum() -> None:
    moved = []
    for momentum in (0.0, 0.9):
        recipe = Recipe(epochs=1, batch_size=1, optimizer="rmsprop", momentum=momentum)
        optimizer, place = optimizer_of(recipe, steps=1), keras.Variable(np.zeros(1))
        for _ in range(3):
            optimizer.apply([np.ones(1, np.float32)], [place])
        moved.append(-float(place.numpy()[0]))
    assert moved[1] > 1.5 * moved[0] > 0


def test_one_cycle_rises_from_zero_and_falls_to_zero() -> None:
    recipe = Recipe(epochs=10, batch_size=100, learning_rate=0.01, schedule="one_cycle", warmup=0.2)
    rate = optimizer_of(recipe, steps=100)._learning_rate
    assert [float(rate(step)) for step in (0, 100, 200, 600, 1000)] == pytest.approx([0, 0.005, 0.01, 0.005, 0])


def test_only_kernels_decay() -> None:
    optimizer = optimizer_of(Recipe(epochs=1, batch_size=1, optimizer="adamw", weight_decay=0.1), steps=1)
    model = networks.network("default").build()
    optimizer.build(model.trainable_variables)
    decaying = {variable.name for variable in model.trainable_variables if optimizer._use_weight_decay(variable)}
    assert decaying == {"kernel"}
