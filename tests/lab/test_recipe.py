"""Recipes are changed by name, and what is unknown or out of range is an error that lists what there is."""

from pathlib import Path

import pytest

from digits.lab.augment import Augmentation
from digits.lab.recipe import Recipe, SettingError

RECIPE = Recipe(epochs=5, batch_size=100, augmentation=Augmentation(rotation=10))


def test_settings_are_replaced_by_name() -> None:
    changed = RECIPE.changed(
        {"epochs": "7", "learning_rate": "3e-4", "keep": "best", "patience": "2", "augmentation.shift": "1.5"}
    )
    assert changed == Recipe(
        epochs=7,
        batch_size=100,
        learning_rate=3e-4,
        keep="best",
        patience=2,
        augmentation=Augmentation(rotation=10, shift=1.5),
    )


def test_augmentation_and_patience_are_turned_off() -> None:
    changed = RECIPE.changed({"augmentation": "none", "patience": "none"})
    assert changed.augmentation is None
    assert changed.patience is None


def test_a_part_of_an_absent_augmentation_brings_it() -> None:
    changed = Recipe(epochs=1, batch_size=1).changed({"augmentation.rotation": "5"})
    assert changed.augmentation == Augmentation(rotation=5)


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        ({"epoch": "5"}, "unknown setting epoch; there are: epochs, batch_size"),
        ({"augmentation.tilt": "5"}, r"unknown setting augmentation.tilt; there are: augmentation.rotation"),
        ({"epochs": "many"}, "epochs takes a whole number, not 'many'"),
        ({"epochs": "0"}, "epochs"),
        ({"schedule": "zigzag"}, "schedule is one of constant, one_cycle"),
        ({"augmentation": "strong"}, "set by its parts"),
        ({"augmentation.rotation": "-3"}, "rotation"),
        ({"plain_statistics": "1"}, "plain_statistics is true or false"),
        ({"optimizer": "magic"}, "optimizer is one of"),
        ({"learning_rate": "nan"}, "learning_rate"),
        ({"ema": "1"}, "ema"),
    ],
)
def test_a_wrong_setting_is_said(settings: dict[str, str], message: str) -> None:
    with pytest.raises(SettingError, match=message):
        RECIPE.changed(settings)


def test_written_and_read_again_it_is_the_same(tmp_path: Path) -> None:
    for recipe in (RECIPE, Recipe(epochs=1, batch_size=2)):
        recipe.write(tmp_path / "recipe.json")
        assert Recipe.read(tmp_path / "recipe.json") == recipe
