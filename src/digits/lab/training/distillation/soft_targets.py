"""Soft targets: a teacher's answers to the augmented training images of a run, computed once and stored.

Teacher and student see the same augmented images. The augmentation depends on seed, epoch and step only, so the
teacher answers each view (one epoch's augmented images) once, in advance, and the student cycles through the views
(Beyer, Zhai, Royer, Markeeva, Anil and Kolesnikov, "Knowledge distillation: a good teacher is patient and consistent",
2022, section 3.1, for shared views and long schedules). In the run's folder `teacher.json` identifies the teacher, and
`teacher/<view>.npy` holds the logits of a view, float16 (N, 10), in the order of the training images.
"""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from digits import metrics, mnist
from digits.atomic_write import atomic_write
from digits.lab.data.batches import Step, Targets, augmented, labels_of, steps_of
from digits.lab.training.distillation.teacher import Teacher, TeacherError
from digits.lab.training.parallel import in_threads
from digits.lab.training.recipe import Distillation
from digits.lab.training.runs.run import RunError, TrainableRun, write_json
from digits.mnist import Split

Progress = Callable[[int, int], None]
"""Called while the teacher answers, with the steps done and the steps in all. An exception from it stops the work."""

_STREAMS = "named"
"""How the augmentation of the answered images draws random numbers (`digits.lab.data.random_streams`)."""

_LABEL_LOGIT = 5.0  # margin of the right logit in a network that was trained with label smoothing of 0.05


def save_teacher(folder: Path, teacher: Teacher) -> None:
    """Write `teacher.json` into the folder of a new run."""
    write_json(folder / "teacher.json", teacher.as_dict() | {"streams": _STREAMS})


def teacher_of(run: TrainableRun) -> dict[str, Any]:
    """The teacher of a run, as `teacher.json` has it: `path`, `out_of_fold`, `sha256` and `streams`.

    Raises:
        RunError: the run has no teacher.
    """
    path = run.folder / "teacher.json"
    try:
        saved = json.loads(path.read_text())
        identity = {name: saved[name] for name in ("path", "out_of_fold", "sha256")}
        return identity | {"streams": saved.get("streams")}
    except (OSError, ValueError, KeyError, TypeError) as error:
        remedy = f"create a run that has one with `digits distill {run.name} --teacher MODEL`"
        raise RunError(f"{run.folder} has distillation in its recipe but no teacher ({error}): {remedy}") from error


def compute(run: TrainableRun, progress: Progress | None = None) -> None:
    """Compute and store the teacher's answers to the views that have none yet.

    Raises:
        TeacherError: the teacher's files have changed since the run was created.
        RunError: the run has no teacher, or its teacher answered images that were augmented differently.
    """
    settings = _settings(run)
    _require_same_images(run)
    missing = [view for view in range(settings.views) if not _path(run, view).exists()]
    if not missing:
        return
    saved = teacher_of(run)
    teacher = Teacher(Path(saved["path"]), saved["out_of_fold"])
    if teacher.sha256 != saved["sha256"]:
        raise TeacherError(f"{saved['path']} has changed since {run.folder} was created: create a new run")
    training = run.training_images()
    folds = writer_folds(run, training)
    (run.folder / "teacher").mkdir(exist_ok=True)
    steps, all_steps = run.steps_per_epoch(), run.steps_per_epoch() * settings.views
    for number, view in enumerate(missing):
        done = (settings.views - len(missing) + number) * steps
        logits = np.zeros((len(training.labels), metrics.CLASSES), np.float16)

        def answer(step: Step, logits: npt.NDArray[np.float16] = logits) -> None:
            images = augmented(training, run.recipe, step)
            logits[step.chosen] = teacher(images, folds[step.chosen], step.view)

        view_steps = steps_of(run.recipe, len(training.labels), view, view + 1)
        for finished, _ in enumerate(in_threads(answer, view_steps), start=done + 1):
            if progress:
                progress(finished, all_steps)
        with atomic_write(_path(run, view)) as hidden, hidden.open("wb") as file:
            np.save(file, logits)


def targets(run: TrainableRun, training: Split) -> Targets:
    """The targets of a step, (B, 20): one-hot labels, then the teacher's logits.

    Raises:
        RunError: the run has no teacher, or its stored answers are damaged.
        TeacherError: the teacher's files have changed since the run was created.
    """
    compute(run)
    settings, labels = _settings(run), labels_of(training)
    views = [_read(_path(run, view), len(training.labels)) for view in range(settings.views)]

    def labels_and_logits(step: Step) -> npt.NDArray[np.float32]:
        truth, logits = labels(step), views[step.view][step.chosen].astype(np.float32)
        if settings.teacher_filter == "where_right":
            wrong = logits.argmax(axis=1) != truth.argmax(axis=1)
            logits[wrong] = _LABEL_LOGIT * truth[wrong]
        return np.concatenate([truth, logits], axis=1)

    return labels_and_logits


def writer_folds(run: TrainableRun, training: Split) -> npt.NDArray[np.int8]:
    """The fold of each training image's writer; -1 for images that are not from MNIST."""
    folds = np.full(len(training.labels), -1, np.int8)
    chosen = run.chosen()
    folds[: len(chosen)] = mnist.folds()[chosen]
    return folds


def _require_same_images(run: TrainableRun) -> None:
    """Raise RunError where the stored answers are to images that training no longer makes."""
    if (run.folder / "teacher").exists() and teacher_of(run)["streams"] != _STREAMS:
        raise RunError(
            f"the teacher's answers in {run.folder} are to images that an earlier version augmented with other random "
            f"numbers: create a new run with `digits distill {run.name}`"
        )


def _settings(run: TrainableRun) -> Distillation:
    settings = run.recipe.distillation
    assert settings is not None
    return settings


def _path(run: TrainableRun, view: int) -> Path:
    return run.folder / "teacher" / f"{view}.npy"


def _read(path: Path, images: int) -> npt.NDArray[np.float16]:
    try:
        logits: npt.NDArray[np.float16] = np.load(path)
    except (OSError, ValueError, EOFError) as error:
        raise RunError(f"{path} is damaged ({error}): delete it, and it is computed again") from error
    if logits.shape != (images, metrics.CLASSES):
        raise RunError(f"{path} has shape {logits.shape} and not {(images, metrics.CLASSES)}: create a new run")
    return logits
