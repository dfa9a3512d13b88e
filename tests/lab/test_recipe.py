"""Recipes are changed by name, and what is unknown or out of range is an error that lists what there is."""

from pathlib import Path

import pytest

from digits.lab.data.augmentation import Augmentation
from digits.lab.training.recipe import Distillation, Recipe, SettingError

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


def test_settings_come_in_any_order() -> None:
    typed = {"momentum": "0.9", "nesterov": "true", "optimizer": "sgd", "learning_rate": "0.1"}
    expected = Recipe(
        epochs=5,
        batch_size=100,
        optimizer="sgd",
        momentum=0.9,
        nesterov=True,
        learning_rate=0.1,
        augmentation=Augmentation(rotation=10),
    )
    assert RECIPE.changed(typed) == RECIPE.changed(dict(reversed(typed.items()))) == expected


def test_another_optimizer_comes_with_the_end_of_the_decay() -> None:
    decaying = Recipe(epochs=1, batch_size=1, optimizer="adamw", weight_decay=0.02)
    for typed in ({"optimizer": "sgd", "weight_decay": "0"}, {"weight_decay": "0", "optimizer": "sgd"}):
        assert decaying.changed(typed) == Recipe(epochs=1, batch_size=1, optimizer="sgd")
    with pytest.raises(SettingError, match="weight_decay needs the optimizer adamw, not sgd"):
        decaying.changed({"optimizer": "sgd"})


def test_what_is_put_on_a_network_is_off_until_it_is_set() -> None:
    assert (RECIPE.normalization, RECIPE.dropout, RECIPE.l2) == ("as_built", None, None)
    changed = RECIPE.changed({"normalization": "layer", "dropout": "0.3", "l2": "1e-5"})
    assert (changed.normalization, changed.dropout, changed.l2) == ("layer", 0.3, 1e-5)
    undone = changed.changed({"normalization": "as_built", "dropout": "none", "l2": "none"})
    assert undone == RECIPE


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        ({"epoch": "5"}, "unknown setting epoch; there are: epochs, batch_size"),
        ({"augmentation.tilt": "5"}, r"unknown setting augmentation.tilt; there are: augmentation.rotation"),
        ({"epochs": "many"}, "epochs takes a whole number, not 'many'"),
        ({"epochs": "0"}, "epochs is out of range: it must be at least 1, not 0"),
        ({"schedule": "zigzag"}, "schedule is one of constant, one_cycle"),
        ({"augmentation": "strong"}, "augmentation has parts"),
        ({"augmentation.rotation": "-3"}, "rotation"),
        ({"recompute_batchnorm": "1"}, "recompute_batchnorm is true or false"),
        ({"optimizer": "magic"}, "optimizer is one of"),
        ({"augmentation.faint": "1.5"}, "faint is at least 0 and at most 1"),
        ({"synthetic_ratio": "-0.1"}, "synthetic_ratio is out of range"),
        ({"learning_rate": "nan"}, "learning_rate is out of range: it must be above 0 and finite, not nan"),
        ({"ema": "1"}, "ema is out of range: it must be at least 0 and below 1, not 1"),
        ({"patience": "0"}, "patience is out of range: it must be at least 1, or none, not 0"),
        ({"seed": "-1"}, r"seed is out of range: it must be at least 0 and below 2\^32, not -1"),
        ({"distillation.views": "0"}, r"distillation\.views is out of range: it must be at least 1, not 0"),
        ({"momentum": "0.9"}, "momentum needs the optimizer sgd or rmsprop, not adam"),
        ({"momentum": "1", "optimizer": "sgd"}, "momentum is out of range"),
        ({"nesterov": "true", "optimizer": "sgd"}, "nesterov needs the optimizer sgd and a momentum"),
        ({"nesterov": "true", "optimizer": "rmsprop", "momentum": "0.5"}, "nesterov needs the optimizer sgd"),
        ({"normalization": "group"}, "normalization is one of as_built, none, batch, layer, not 'group'"),
        ({"dropout": "1"}, "dropout is out of range"),
        ({"dropout": "nan"}, "dropout is out of range"),
        ({"l2": "-1e-4"}, "l2 is out of range"),
    ],
)
def test_a_wrong_setting_is_reported(settings: dict[str, str], message: str) -> None:
    with pytest.raises(SettingError, match=message):
        RECIPE.changed(settings)


def test_written_and_read_again_it_is_the_same(tmp_path: Path) -> None:
    for recipe in (RECIPE, Recipe(epochs=1, batch_size=2)):
        recipe.write(tmp_path / "recipe.json")
        assert Recipe.read(tmp_path / "recipe.json") == recipe


def test_a_recipe_with_old_names_loads() -> None:
    old = {"epochs": 1, "batch_size": 1, "plain_statistics": True, "best_share": 0.75, "first_share": 0.1, "drawn": 0.2}
    teaching = {"temperature": 1.0, "weight": 0.9, "views": 16, "heard": "where_right"}
    recipe = Recipe.from_dict(old | {"distillation": teaching})
    assert recipe == Recipe(
        epochs=1,
        batch_size=1,
        recompute_batchnorm=True,
        average_with_best=0.75,
        average_with_initial=0.1,
        synthetic_ratio=0.2,
        distillation=Distillation(temperature=1.0, weight=0.9, views=16, teacher_filter="where_right"),
    )
