"""The front door of training: networks and baselines, begun and gone on with in the same way."""

import dataclasses
import inspect
import json
from collections.abc import Mapping
from pathlib import Path
from types import ModuleType
from typing import Any

from digits.lab import baselines, networks
from digits.lab.data.augmentation import Augmentation
from digits.lab.networks.common.published import Published
from digits.lab.training.backend import keras
from digits.lab.training.distillation import soft_targets
from digits.lab.training.distillation.teacher import Teacher
from digits.lab.training.recipe import Distillation, Recipe, SettingError
from digits.lab.training.runs.baseline_run import BaselineRun
from digits.lab.training.runs.network_run import NetworkRun
from digits.lab.training.runs.run import Run, RunError, Validation, new_folder, write_json
from digits.lab.training.settings_parser import arguments, values

_NORMALIZED_BY = {"batch": "BatchNormalization", "layer": "LayerNormalization"}


class UnknownNameError(ValueError):
    """A name that no network and no baseline has; the message lists those there are."""


def names() -> list[str]:
    """Networks, then baselines, each in alphabetical order."""
    return [*networks.names(), *baselines.names()]


def module(name: str) -> ModuleType:
    """The file that describes a network or a baseline.

    Raises:
        UnknownNameError: there is none of that name.
    """
    if name in networks.names():
        return networks.network(name)
    if name in baselines.names():
        return baselines.baseline(name)
    raise UnknownNameError(f"there is no network or baseline {name!r}; there are: {', '.join(names())}")


def published(name: str) -> Published:
    """What others report for it."""
    figures = module(name).PUBLISHED
    assert isinstance(figures, Published)
    return figures


def published_validation(name: str) -> Validation:
    """What validates in the run that is laid beside the published figure.

    A tenth of the training images where the recipe watches the validation loss, else nothing.
    """
    recipe = getattr(module(name), "RECIPE", None)
    return "tenth" if recipe is not None and _watches(recipe) else None


def create(
    runs: Path,
    name: str,
    settings: Mapping[str, str] | None = None,
    validation: Validation = 0,
    images: int | None = None,
) -> Run:
    """Begin a run in a folder of its own, `<name>-<k>` with the first free k.

    Args:
        runs: where the folder is made.
        name: a network or a baseline.
        settings: changes to its recipe as written after `--set`; for a network also `network.<argument>`.
        validation: what validates.
        images: train and validate on the first so many images only.

    Raises:
        UnknownNameError: there is no such network or baseline.
        SettingError: a setting is unknown or out of range, or the network has no layer for it to follow.
        RunError: the recipe needs something to validate on, or the images are too few.
    """
    run = planned(runs, name, settings or {}, validation, images)
    _refuse_impossible(run, settings or {})
    if getattr(run.recipe, "distillation", None) is not None:
        raise SettingError(f"distillation needs a teacher: `digits distill {name} --teacher MODEL`")
    return _make(runs, run)


def create_student(  # noqa: PLR0913, PLR0917 - what learns, from whom, how, and from which images
    runs: Path,
    name: str,
    teacher: Path,
    out_of_fold: bool = False,
    settings: Mapping[str, str] | None = None,
    validation: Validation = 0,
    images: int | None = None,
    begin_with: Path | None = None,
) -> NetworkRun:
    """Begin a run that learns from a teacher, as the network's file says (`TAUGHT`) or usually; changes as in `create`.

    Args:
        runs: where the folder is made.
        name: a network.
        teacher: an .onnx file, or a folder of them.
        out_of_fold: an image is taught only by members that never saw its writer.
        settings: changes to the recipe.
        validation: what validates.
        images: train and validate on the first so many images only.
        begin_with: the folder of a trained run of such a network, whose weights are the first; None for chance's.

    Raises:
        TeacherError: the teacher cannot be read, or nobody may teach some of the images.
        RunError: the run to begin with is not trained to its end, or its network is another.
        What `create` raises.
    """
    run = planned(runs, name, settings or {}, validation, images, taught=True)
    assert isinstance(run, NetworkRun)
    if run.recipe.distillation is None:
        raise SettingError(f"who is taught needs distillation: without it, `digits train {name}`")
    _refuse_impossible(run, settings or {})
    appointed = Teacher(teacher, out_of_fold)
    appointed.refuse_untaught(soft_targets.writer_folds(run, run.training_images()))
    first = None if begin_with is None else _first(begin_with, run)
    made = _make(runs, run)
    assert isinstance(made, NetworkRun)
    soft_targets.appoint(made, appointed)
    if first is not None:
        made.begin_with(first)
    return made


def _first(folder: Path, then: NetworkRun) -> NetworkRun:
    """The run in a folder, if another can begin with its weights and be validated."""
    run = reopen(folder)
    if not isinstance(run, NetworkRun):
        raise RunError(f"{folder} is of {run.name}, which has no weights to begin with")
    if [weight.shape for weight in run.model().weights] != [weight.shape for weight in then.build().weights]:
        raise RunError(f"{folder} is of a {run.name} whose weights do not fit {then.name}: begin with another run")
    if then.validation is not None and run.validation != then.validation:
        raise RunError(f"{folder} learned from images that are to validate: begin with a run that left out the same")
    return run


def _make(runs: Path, run: Run) -> Run:
    """The folder of a planned run."""
    folder = new_folder(runs, run.name)
    write_json(folder / "recipe.json", dataclasses.asdict(run.recipe))
    what = {"name": run.name, "validation": run.validation, "images": run.images}
    write_json(folder / "run.json", what | ({"architecture": run.architecture} if isinstance(run, NetworkRun) else {}))
    return reopen(folder)


def planned(  # noqa: PLR0913, PLR0917 - what a run is made of
    runs: Path,
    name: str,
    settings: Mapping[str, str],
    validation: Validation,
    images: int | None,
    taught: bool = False,
) -> Run:
    """The run that `create` would make, or, `taught`, `create_student`; nothing is made, its folder is only a name.

    Raises:
        What `create` raises, but for what only building the network shows.
    """
    if name in baselines.names():
        begun = baselines.baseline(name).SETTINGS
        changed = dataclasses.replace(begun, **values(begun, settings))
        return BaselineRun(runs / name, name, changed, validation, images)
    network = module(name)
    _refuse_unknown(settings, network)
    prefix = "network."
    inner = {one.removeprefix(prefix): text for one, text in settings.items() if one.startswith(prefix)}
    begun = network.RECIPE
    if taught and begun.distillation is None:
        begun = dataclasses.replace(begun, distillation=getattr(network, "TAUGHT", Distillation()))
    recipe = begun.changed({one: text for one, text in settings.items() if not one.startswith(prefix)})
    if validation is None and _watches(recipe):
        raise RunError(f"{name}'s recipe watches the validation loss: give a fold to validate on, or the last tenth")
    if images is not None and images < recipe.batch_size:
        raise RunError(f"{images} images are less than one batch of {recipe.batch_size}")
    published = {one: parameter.default for one, parameter in inspect.signature(network.build).parameters.items()}
    architecture = published | arguments(network.build, inner, prefix)
    return NetworkRun(runs / name, name, recipe, validation, images, architecture)


def check(name: str, settings: Mapping[str, str], validation: Validation = 0, images: int | None = None) -> None:
    """Raise what `create` would raise, and make nothing."""
    _refuse_impossible(planned(Path(), name, settings, validation, images), settings)


def reopen(folder: Path) -> Run:
    """The run in a folder.

    Raises:
        RunError: the folder holds no run.
    """
    try:
        what = json.loads((folder / "run.json").read_text())
        validation, images = what["validation"], what["images"]
        if what["name"] in networks.names():
            recipe = Recipe.read(folder / "recipe.json")
            architecture = {name: _as_typed(value) for name, value in what["architecture"].items()}
            return NetworkRun(folder, what["name"], recipe, validation, images, architecture)
        saved = json.loads((folder / "recipe.json").read_text())
        begun = module(what["name"]).SETTINGS
        settings = dataclasses.replace(begun, **{name: _as_typed(value) for name, value in saved.items()})
        return BaselineRun(folder, what["name"], settings, validation, images)
    except (OSError, ValueError, TypeError, KeyError, AttributeError) as error:
        raise RunError(f"{folder} holds no run that can be opened: {error}") from error


def _as_typed(value: Any) -> Any:
    """JSON knows no tuples."""
    return tuple(value) if isinstance(value, list) else value


def without_effect(run: NetworkRun, model: keras.Model) -> dict[str, str]:
    """Settings of a run that put layers after hidden ones, where its network, as built, has none for them to follow.

    Returns:
        By setting, the kind of hidden layer that is missing.
    """
    kinds = {type(layer).__name__ for layer in model.layers}
    missing = {}
    if run.recipe.dropout and "Dropout" not in kinds:
        missing["dropout"] = "dense layer"
    if run.recipe.normalization in _NORMALIZED_BY and _NORMALIZED_BY[run.recipe.normalization] not in kinds:
        missing["normalization"] = "dense layer or convolution"
    return missing


def _refuse_impossible(run: Run, settings: Mapping[str, str]) -> None:
    """Build the network once, so that what cannot be built, or has no effect, is said before anything is made."""
    if not isinstance(run, NetworkRun):
        return
    try:
        model = run.build()
    except SettingError:
        raise
    except Exception as error:  # for too little memory each backend has an error of its own
        given = [f"{one}={text}" for one, text in settings.items() if one.startswith("network.")]
        too_large = isinstance(error, MemoryError) or "alloc" in str(error)  # the word is in every backend's message
        reason = "its weights do not fit into memory" if too_large else str(error).partition("\n")[0]
        raise SettingError(f"{run.name} cannot be built with {', '.join(given) or 'its recipe'}: {reason}") from error
    for setting, layer in without_effect(run, model).items():
        value = getattr(run.recipe, setting)
        raise SettingError(f"{setting}={value} has no effect on {run.name}, which has no hidden {layer}: leave it out")


def _watches(recipe: Recipe) -> bool:
    return recipe.patience is not None or recipe.keep == "best" or recipe.best_share > 0


def _refuse_unknown(settings: Mapping[str, str], network: ModuleType) -> None:
    known = [one.name for one in dataclasses.fields(Recipe)]
    known += [f"augmentation.{one.name}" for one in dataclasses.fields(Augmentation)]
    known += [f"distillation.{one.name}" for one in dataclasses.fields(Distillation)]
    known += [f"network.{one}" for one in inspect.signature(network.build).parameters]
    for name in settings:
        if name not in known:
            raise SettingError(f"unknown setting {name}; there are: {', '.join(known)}")
