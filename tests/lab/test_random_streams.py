"""Order and augmentation draw from streams of their own, which seed, epoch and step decide."""

import numpy as np

from digits.lab.data.batches import steps_of
from digits.lab.data.random_streams import random_generator
from digits.lab.training.recipe import Recipe

RECIPE = Recipe(epochs=3, batch_size=50, seed=5)


def test_the_order_of_an_epoch_is_not_the_augmentation_of_its_first_step() -> None:
    for epoch in range(3):
        steps = list(steps_of(RECIPE, 200, epoch, epoch + 1))
        order = np.concatenate([step.chosen for step in steps])
        assert sorted(order) == list(range(200))
        for step in steps:
            assert (step.generator.permutation(200) != order).any()


def test_the_same_place_gives_the_same_numbers_and_another_place_others() -> None:
    places = [
        ("order", 1),
        ("order", 1, 0),
        ("order", 1, 0, 0),
        ("order", 2, 0),
        ("augmentation", 1),
        ("augmentation", 1, 0),
        ("augmentation", 1, 0, 0),
        ("augmentation", 1, 0, 1),
        ("batch normalization", 1),
    ]
    drawn = [random_generator(*place).random(4).tolist() for place in places]
    assert drawn == [random_generator(*place).random(4).tolist() for place in places]
    assert len({tuple(one) for one in drawn}) == len(places)
    assert np.random.default_rng(1).random(4).tolist() not in drawn
