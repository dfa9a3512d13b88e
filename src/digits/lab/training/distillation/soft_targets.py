"""Distillation: a network learns the answers of a larger one, or of an ensemble, besides the labels.

Teacher and student see the same variations of the same images. As these depend on seed, epoch and step alone, the
teacher answers each view, an epoch's variations, once, in advance; the student goes through the views again and again
(Beyer, Zhai, Royer, Markeeva, Anil and Kolesnikov, "Knowledge distillation: a good teacher is patient and consistent",
2022, section 3.1, for the same views and long schedules). In the run's folder `teacher.json` says who teaches, and
`teacher/<view>.npy` holds the logits of a view, float16 (N, 10), in the order of the training images.
"""

import json
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from digits import metrics, mnist
from digits.atomic_write import replacing
from digits.lab.data.batches import Step, Targets, labels_of, steps_of, varied
from digits.lab.training.backend import keras
from digits.lab.training.distillation.teacher import Teacher, TeacherError
from digits.lab.training.parallel import in_threads
from digits.lab.training.recipe import Distillation
from digits.lab.training.runs.run import RunError, write_json
from digits.mnist import Split

if TYPE_CHECKING:
    from digits.lab.training.runs.network_run import NetworkRun

Progress = Callable[[int, int], None]
"""Told as the teacher answers: the steps that are answered, and all there are. What it raises ends the work."""

ops = keras.ops

_SURE = 5.0  # how far the right logit stands above the others where a network learned with label smoothing of 0.05


def appoint(run: "NetworkRun", teacher: Teacher) -> None:
    """Say in a fresh run's folder who teaches it."""
    write_json(run.folder / "teacher.json", teacher.as_dict())


def teacher_of(run: "NetworkRun") -> dict[str, Any]:
    """Who teaches a run, as `teacher.json` says.

    Raises:
        RunError: the run has no teacher.
    """
    path = run.folder / "teacher.json"
    try:
        said = json.loads(path.read_text())
        return {"path": said["path"], "out_of_fold": said["out_of_fold"], "sha256": said["sha256"]}
    except (OSError, ValueError, KeyError, TypeError) as error:
        remedy = f"`digits distill {run.name} --teacher MODEL` begins a run that has one"
        raise RunError(f"{run.folder} has distillation in its recipe and no teacher ({error}): {remedy}") from error


def answer(run: "NetworkRun", progress: Progress | None = None) -> None:
    """Let the teacher answer the views that it has not answered yet.

    Raises:
        TeacherError: the teacher is not what it was when it was appointed.
        RunError: the run has no teacher.
    """
    how = _how(run)
    missing = [view for view in range(how.views) if not _path(run, view).exists()]
    if not missing:
        return
    said = teacher_of(run)
    teacher = Teacher(Path(said["path"]), said["out_of_fold"])
    if teacher.sha256 != said["sha256"]:
        raise TeacherError(f"{said['path']} has changed since it was to teach {run.folder}: begin another run")
    training = run.training_images()
    folds = writer_folds(run, training)

    def teach(images: npt.NDArray[np.float32], step: Step) -> npt.NDArray[np.float32]:
        return teacher(images, folds[step.chosen], step.view)

    (run.folder / "teacher").mkdir(exist_ok=True)
    steps, all_steps = run.steps_per_epoch(), run.steps_per_epoch() * how.views
    for number, view in enumerate(missing):
        done = (how.views - len(missing) + number) * steps

        def told(step: int, done: int = done) -> None:
            if progress:
                progress(done + step, all_steps)

        logits = _answers(run, view, training, teach, told)
        with replacing(_path(run, view)) as hidden, hidden.open("wb") as file:
            np.save(file, logits)


def targets(run: "NetworkRun", training: Split) -> Targets:
    """What a step is to learn, (B, 20): the labels, one-hot, and the teacher's logits.

    Raises:
        RunError: the run has no teacher, or its answers are damaged.
        TeacherError: the teacher is not what it was when it was appointed.
    """
    answer(run)
    how, labels = _how(run), labels_of(training)
    views = [_read(_path(run, view), len(training.labels)) for view in range(how.views)]

    def both(step: Step) -> npt.NDArray[np.float32]:
        truth, taught = labels(step), views[step.view][step.chosen].astype(np.float32)
        if how.heard == "where_right":
            wrong = taught.argmax(axis=1) != truth.argmax(axis=1)
            taught[wrong] = _SURE * truth[wrong]
        return np.concatenate([truth, taught], axis=1)

    return both


def loss(how: Distillation, of_labels: Callable[[Any, Any], Any]) -> Callable[[Any, Any], Any]:
    """The loss on targets (B, 20) from the loss on labels: Hinton, Vinyals and Dean (2015), section 2.

    The teacher's part is multiplied by the squared temperature, so that its gradients are as large as the labels'.
    """

    def mixed(truth: Any, output: Any) -> Any:
        output = ops.cast(output, "float32")
        labels, teacher = truth[:, : metrics.CLASSES], truth[:, metrics.CLASSES :]
        soft = ops.softmax(teacher / how.temperature)
        of_teacher = keras.losses.categorical_crossentropy(soft, output / how.temperature, from_logits=True)
        return (1 - how.weight) * of_labels(labels, output) + how.weight * how.temperature**2 * of_teacher

    return mixed


def accuracy(truth: Any, output: Any) -> Any:
    """Whether the most probable class is the label, for targets (B, 20)."""
    return keras.metrics.categorical_accuracy(truth[:, : metrics.CLASSES], output)


def _how(run: "NetworkRun") -> Distillation:
    how = run.recipe.distillation
    assert how is not None
    return how


def _path(run: "NetworkRun", view: int) -> Path:
    return run.folder / "teacher" / f"{view}.npy"


def writer_folds(run: "NetworkRun", training: Split) -> npt.NDArray[np.int8]:
    """The fold of each training image's writer; -1 where no writer of MNIST wrote it."""
    folds = np.full(len(training.labels), -1, np.int8)
    chosen = run.chosen()
    folds[: len(chosen)] = mnist.folds()[chosen]
    return folds


def _answers(
    run: "NetworkRun",
    view: int,
    training: Split,
    teach: Callable[[npt.NDArray[np.float32], Step], npt.NDArray[np.float32]],
    told: Callable[[int], None],
) -> npt.NDArray[np.float16]:
    """(N, 10) logits for one view of the training images."""
    logits = np.zeros((len(training.labels), metrics.CLASSES), np.float16)

    def take(step: Step) -> None:
        logits[step.chosen] = teach(varied(training, run.recipe, step), step)

    steps = steps_of(run.recipe, len(training.labels), view, view + 1)
    for number, _ in enumerate(in_threads(take, steps), start=1):
        told(number)
    return logits


def _read(path: Path, images: int) -> npt.NDArray[np.float16]:
    try:
        logits: npt.NDArray[np.float16] = np.load(path)
    except (OSError, ValueError, EOFError) as error:
        raise RunError(f"{path} is damaged ({error}): delete it, and the teacher answers it again") from error
    if logits.shape != (images, metrics.CLASSES):
        raise RunError(f"{path} is of {logits.shape} and not of {images} images: begin another run")
    return logits
