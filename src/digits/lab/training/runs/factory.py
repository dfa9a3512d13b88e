"""Create and reopen training runs of networks and baselines."""

import dataclasses
import inspect
import json
import re
from collections.abc import Mapping
from pathlib import Path
from types import ModuleType
from typing import Any

from digits.lab import baselines, networks
from digits.lab.data.augmentation import Augmentation
from digits.lab.networks import NetworkFileError
from digits.lab.networks.common.published import Published
from digits.lab.training.distillation import soft_targets
from digits.lab.training.distillation.teacher import Teacher
from digits.lab.training.recipe import Distillation, Recipe, SettingError
from digits.lab.training.runs.baseline_run import BaselineRun
from digits.lab.training.runs.buildable import require_buildable
from digits.lab.training.runs.network_run import NetworkRun
from digits.lab.training.runs.run import Run, RunError, Validation, new_folder, write_json
from digits.lab.training.settings_parser import parse_arguments, parse_fields

_OWN_FILE = "network.py"
"""In the folder of a run: the network's file, if it is not one of the project's."""


class UnknownNameError(ValueError):
    """No network or baseline has this name; the message lists those there are."""


def names() -> list[str]:
    """Names of networks, then of baselines, each in alphabetical order."""
    return [*networks.names(), *baselines.names()]


def is_baseline(name: str) -> bool:
    """Whether a name is a baseline's; others are networks' names or files."""
    return name in baselines.names()


def module(name: str) -> ModuleType:
    """The module of a network or a baseline.

    Raises:
        UnknownNameError: there is none of that name.
    """
    if name in networks.names():
        return networks.network(name)
    if name in baselines.names():
        return baselines.baseline(name)
    raise UnknownNameError(f"there is no network or baseline {name!r}; there are: {', '.join(names())}")


def published(name: str) -> Published:
    """The results that others report for a network or a baseline."""
    figures = getattr(module(name), "PUBLISHED", Published())
    assert isinstance(figures, Published)
    return figures


def published_validation(name: str) -> Validation:
    """The validation of the run that is compared with published results.

    The last tenth of the training images where the recipe uses the validation loss, else None.
    """
    recipe = getattr(module(name), "RECIPE", None)
    return "tenth" if recipe is not None and _uses_validation(recipe) else None


def create(
    runs: Path,
    name: str,
    settings: Mapping[str, str] | None = None,
    validation: Validation = 0,
    images: int | None = None,
) -> Run:
    """Create a run in a new folder, `<name>-<k>` with the first free k.

    Args:
        runs: the parent folder.
        name: a network or a baseline, or a path that ends in `.py`: a network's file, which the run keeps a copy of.
        settings: changes to its recipe, written as after `--set`; for a network also `network.<argument>`.
        validation: the images that validate.
        images: train and validate on the first `images` images only.

    Raises:
        UnknownNameError: there is no such network or baseline.
        NetworkFileError: the network's file cannot be used.
        SettingError: a setting is unknown or out of range, or has no effect on the network.
        RunError: the recipe needs images to validate on, or the images are too few.
    """
    run = planned(name, settings or {}, validation, images)
    require_buildable(run)
    if getattr(run.recipe, "distillation", None) is not None:
        raise SettingError(f"distillation needs a teacher: `digits distill {name} --teacher MODEL`")
    return _write(runs, run)


def create_student(runs: Path, student: Run, teacher: Teacher, begin_with: Path | None = None) -> NetworkRun:
    """Create a run that learns from a teacher.

    Args:
        runs: the parent folder.
        student: the run as `planned(..., distilled=True)` returns it.
        teacher: answers the training images.
        begin_with: the folder of a trained run of the same architecture, to start from its weights; None for random
            weights.

    Raises:
        TeacherError: no member of the teacher may classify some of the images.
        RunError: the run to start from is not fully trained, or does not fit.
        SettingError: the recipe has no distillation, or a setting has no effect on the network.
    """
    if not isinstance(student, NetworkRun) or student.recipe.distillation is None:
        raise SettingError(f"the recipe has no distillation: train without a teacher, `digits train {student.name}`")
    require_buildable(student)
    teacher.require_members_for(soft_targets.writer_folds(student, student.training_images()))
    source = None if begin_with is None else _source(begin_with, student)
    run = _write(runs, student)
    assert isinstance(run, NetworkRun)
    soft_targets.save_teacher(run.folder, teacher)
    if source is not None:
        run.begin_with(source)
    return run


def _source(folder: Path, student: NetworkRun) -> NetworkRun:
    """The run in a folder, checked to have weights that the student can start from."""
    run = reopen(folder)
    if not isinstance(run, NetworkRun):
        raise RunError(f"{folder} is a run of {run.name}, which has no weights to start from")
    if [weight.shape for weight in run.model().weights] != [weight.shape for weight in student.build().weights]:
        raise RunError(f"{folder} is a run of {run.name} whose weights do not fit {student.name}: give another run")
    if student.validation is not None and run.validation != student.validation:
        raise RunError(f"{folder} was trained on images that validate here: give a run with the same validation")
    return run


def _write(runs: Path, run: Run) -> Run:
    """Create the folder of a planned run."""
    folder = new_folder(runs, run.name)
    if isinstance(run, NetworkRun) and run.file is not None:
        (folder / _OWN_FILE).write_bytes(run.file.read_bytes())
    write_json(folder / "recipe.json", dataclasses.asdict(run.recipe))
    what = {"name": run.name, "validation": run.validation, "images": run.images}
    write_json(folder / "run.json", what | ({"architecture": run.architecture} if isinstance(run, NetworkRun) else {}))
    return reopen(folder)


def planned(
    name: str, settings: Mapping[str, str], validation: Validation, images: int | None, distilled: bool = False
) -> Run:
    """The run that `create` would create, without a folder; with `distilled`, for `create_student`.

    A distilled run has the distillation of the network's file (`DISTILLATION`), or the default.

    Raises:
        What `create` raises, except for what only building the network shows.
    """
    if name in baselines.names():
        defaults = baselines.baseline(name).SETTINGS
        changed = dataclasses.replace(defaults, **parse_fields(defaults, settings))
        return BaselineRun(Path(name), name, changed, validation, images)
    name, file = name_and_file(name)
    network = module(name) if file is None else networks.load(file)
    _reject_unknown(settings, network)
    prefix = "network."
    inner = {one.removeprefix(prefix): text for one, text in settings.items() if one.startswith(prefix)}
    recipe = network.RECIPE
    if distilled and recipe.distillation is None:
        recipe = dataclasses.replace(recipe, distillation=getattr(network, "DISTILLATION", Distillation()))
    recipe = recipe.changed({one: text for one, text in settings.items() if not one.startswith(prefix)})
    if validation is None and _uses_validation(recipe):
        raise RunError(f"{name}'s recipe uses the validation loss: validate on a fold, or on the last tenth")
    if images is not None and images < recipe.batch_size:
        raise RunError(f"{images} images are less than one batch of {recipe.batch_size}")
    defaults = {one: parameter.default for one, parameter in inspect.signature(network.build).parameters.items()}
    architecture = defaults | parse_arguments(network.build, inner, prefix)
    return NetworkRun(Path(name), name, recipe, validation, images, architecture, file)


def name_and_file(given: str) -> tuple[str, Path | None]:
    """The name of a network or a baseline, and its file if that was given and is not the project's.

    Raises:
        NetworkFileError: the file's name cannot be a network's name.
    """
    path = Path(given)
    if path.suffix != ".py":
        return given, None
    if path.resolve().parent in [Path(folder).resolve() for folder in networks.__path__]:
        return path.stem, None
    if path.stem in names():
        raise NetworkFileError(f"{path} has the name of one of the project's networks or baselines: rename it")
    if not re.fullmatch(r"[A-Za-z0-9_][A-Za-z0-9_-]*", path.stem):
        raise NetworkFileError(f"{path} cannot name a network: use letters, digits, underscores and hyphens")
    return path.stem, path


def check(name: str, settings: Mapping[str, str], validation: Validation = 0, images: int | None = None) -> None:
    """Raise what `create` would raise, without creating anything."""
    require_buildable(planned(name, settings, validation, images))


def reopen(folder: Path) -> Run:
    """The run in a folder.

    Raises:
        RunError: the folder has no run, or a damaged one.
    """
    try:
        what = json.loads((folder / "run.json").read_text())
        validation, images = what["validation"], what["images"]
        own = folder / _OWN_FILE
        if own.exists() or what["name"] in networks.names():
            recipe = Recipe.read(folder / "recipe.json")
            architecture = {name: _as_typed(value) for name, value in what["architecture"].items()}
            file = own if own.exists() else None
            return NetworkRun(folder, what["name"], recipe, validation, images, architecture, file)
        saved = json.loads((folder / "recipe.json").read_text())
        defaults = module(what["name"]).SETTINGS
        settings = dataclasses.replace(defaults, **{name: _as_typed(value) for name, value in saved.items()})
        return BaselineRun(folder, what["name"], settings, validation, images)
    except FileNotFoundError as error:
        raise RunError(f"{folder} has no run: {error.filename} does not exist") from error
    except (OSError, ValueError, TypeError, KeyError, AttributeError) as error:
        raise RunError(f"{folder} has no run that can be opened: {error}") from error


def _as_typed(value: Any) -> Any:
    """A value from JSON, with lists as tuples."""
    return tuple(value) if isinstance(value, list) else value


def _uses_validation(recipe: Recipe) -> bool:
    return recipe.patience is not None or recipe.keep == "best" or recipe.average_with_best > 0


def _reject_unknown(settings: Mapping[str, str], network: ModuleType) -> None:
    known = [one.name for one in dataclasses.fields(Recipe)]
    known += [f"augmentation.{one.name}" for one in dataclasses.fields(Augmentation)]
    known += [f"distillation.{one.name}" for one in dataclasses.fields(Distillation)]
    known += [f"network.{one}" for one in inspect.signature(network.build).parameters]
    for name in settings:
        if name not in known:
            raise SettingError(f"unknown setting {name}; there are: {', '.join(known)}")
