"""The optimizer that a recipe describes."""

from typing import Any

from digits.lab.training.backend import keras
from digits.lab.training.recipe import Recipe

_OPTIMIZERS = {
    one.__name__.lower(): one
    for one in (
        keras.optimizers.SGD,
        keras.optimizers.RMSprop,
        keras.optimizers.Adagrad,
        keras.optimizers.Adadelta,
        keras.optimizers.Adam,
        keras.optimizers.Adamax,
        keras.optimizers.Nadam,
        keras.optimizers.AdamW,
        keras.optimizers.Adafactor,
        keras.optimizers.Lamb,
        keras.optimizers.Lion,
        keras.optimizers.Muon,
    )
}


def optimizer_of(recipe: Recipe, steps: int) -> keras.optimizers.Optimizer:
    """A new optimizer with the recipe's schedule, for epochs of `steps` steps."""
    rate: Any = recipe.learning_rate
    if recipe.schedule == "one_cycle":
        total = steps * recipe.epochs
        rising = int(total * recipe.warmup)
        rate = keras.optimizers.schedules.CosineDecay(
            0.0, total - rising, warmup_target=recipe.learning_rate, warmup_steps=rising
        )
    optimizer = _OPTIMIZERS[recipe.optimizer](learning_rate=rate, **_own_settings(recipe), **_averaging(recipe))
    if recipe.weight_decay:
        optimizer.exclude_from_weight_decay(var_names=["bias", "gamma", "beta"])
    return optimizer


def _own_settings(recipe: Recipe) -> dict[str, Any]:
    """Arguments that only some optimizers take; they override Keras's default weight decay (0.004)."""
    settings: dict[str, dict[str, Any]] = {
        "sgd": {"momentum": recipe.momentum, "nesterov": recipe.nesterov},
        "rmsprop": {"momentum": recipe.momentum},
        "adamw": {"weight_decay": recipe.weight_decay},
        "muon": {"weight_decay": None, "adam_weight_decay": None},
    }
    return settings.get(recipe.optimizer, {})


def _averaging(recipe: Recipe) -> dict[str, Any]:
    return {"use_ema": True, "ema_momentum": recipe.ema} if recipe.ema else {}
