"""A student learns a teacher's answers to its augmented images, and resumes where it was stopped."""

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

import digits
from digits import mnist
from digits.lab import networks
from digits.lab.data.augmentation import augment
from digits.lab.data.batches import steps_of
from digits.lab.export import export
from digits.lab.macs import count_macs
from digits.lab.networks import tiny
from digits.lab.training.distillation import soft_targets
from digits.lab.training.distillation.loss import accuracy, distillation_loss
from digits.lab.training.distillation.teacher import Teacher, TeacherError
from digits.lab.training.recipe import Distillation
from digits.lab.training.runs import factory
from digits.lab.training.runs.network_run import NetworkRun, parameters
from digits.lab.training.runs.run import RunError
from digits.lab.training.settings_parser import SettingError

pytestmark = pytest.mark.slow

TEACHER = Path(digits.__file__).parent / "models" / "lenet_8_16.onnx"
DIAGONAL = np.eye(28, dtype=np.float32) * 255
BRIEF = {"batch_size": "50", "distillation.views": "2", "augmentation.rotation": "10"}


def create(
    runs: Path, teacher: Teacher, settings: dict[str, str], images: int | None = None, name: str = "softmax"
) -> NetworkRun:
    return factory.create_student(runs, factory.planned(name, settings, 0, images, distilled=True), teacher)


@pytest.fixture
def student(data: Path, tmp_path: Path) -> NetworkRun:
    return create(tmp_path, Teacher(TEACHER), BRIEF | {"epochs": "3"}, 120)


@pytest.fixture(scope="session")
def members(trained: NetworkRun, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with two equal files, one of which left fold 0 out and the other fold 1."""
    folder = tmp_path_factory.mktemp("ensemble")
    path = export(trained, trained, "one", folder / "members")
    card = json.loads(path.with_suffix(".json").read_text())
    for fold, name in enumerate(("one", "other")):
        card |= {"name": name, "training": card["training"] | {"fold": fold}}
        (path.parent / f"{name}.onnx").write_bytes(path.read_bytes())
        (path.parent / f"{name}.json").write_text(json.dumps(card))
    return folder


def test_the_loss_is_that_of_labels_and_of_softened_answers() -> None:
    how = Distillation(temperature=2.0, weight=0.75)
    generator = np.random.default_rng(1)
    answers, teacher = generator.normal(0, 3, (2, 5, 10)).astype(np.float32)
    labels = np.eye(10, dtype=np.float32)[[3, 1, 4, 1, 5]]
    of_labels = np.arange(5, dtype=np.float32)
    loss = np.asarray(distillation_loss(how, lambda *_: of_labels)(np.hstack([labels, teacher]), answers))

    def softened(logits: np.ndarray) -> np.ndarray:
        exponentials = np.exp(logits / 2)
        return exponentials / exponentials.sum(axis=1, keepdims=True)

    cross_entropy = -(softened(teacher) * np.log(softened(answers))).sum(axis=1)
    np.testing.assert_allclose(loss, 0.25 * of_labels + 0.75 * 4 * cross_entropy, rtol=1e-5)


def test_accuracy_is_that_of_the_labels() -> None:
    targets = np.hstack([np.eye(10)[[1, 2]], 9 * np.eye(10)[[5, 6]]])
    assert np.asarray(accuracy(targets, np.eye(10)[[1, 3]])).tolist() == [1, 0]


def test_the_teacher_answers_what_the_student_sees(student: NetworkRun) -> None:
    soft_targets.compute(student)
    training = student.training_images()
    teacher, targets = Teacher(TEACHER), soft_targets.targets(student, training)
    assert student.recipe.augmentation is not None
    for step in steps_of(student.recipe, 120):
        seen = augment(training.images[step.chosen], student.recipe.augmentation, step.generator)
        taught = targets(step)
        np.testing.assert_array_equal(taught[:, :10].argmax(axis=1), training.labels[step.chosen])
        expected = teacher(seen, np.zeros(len(seen), np.int8), 0)
        np.testing.assert_allclose(taught[:, 10:], expected, rtol=2e-3, atol=2e-3)


def test_answers_to_images_of_other_random_numbers_are_not_used(student: NetworkRun) -> None:
    soft_targets.compute(student)
    path = student.folder / "teacher.json"
    saved = json.loads(path.read_text())
    del saved["streams"]
    path.write_text(json.dumps(saved))
    with pytest.raises(RunError, match="augmented with other random numbers: create a new run"):
        student.train()


def test_with_where_right_the_label_replaces_wrong_answers(data: Path, tmp_path: Path) -> None:
    settings = BRIEF | {"distillation.teacher_filter": "where_right"}
    run = create(tmp_path, Teacher(TEACHER), settings, 50)
    training = run.training_images()
    soft_targets.compute(run)
    given = np.load(run.folder / "teacher/0.npy")
    given[7] = -given[7]
    np.save(run.folder / "teacher/0.npy", given)
    step = next(steps_of(run.recipe, 50))
    taught = soft_targets.targets(run, training)(step)[:, 10:]
    np.testing.assert_array_equal(taught.argmax(axis=1), training.labels[step.chosen])
    turned = step.chosen == 7
    np.testing.assert_array_equal(taught[turned], 5 * np.eye(10)[training.labels[[7]]])
    right = given[step.chosen].argmax(axis=1) == training.labels[step.chosen]
    assert right.sum() > 40
    np.testing.assert_array_equal(taught[right], given[step.chosen][right].astype(np.float32))


def test_epochs_go_through_the_views_again(student: NetworkRun) -> None:
    steps = [(step.view, step.chosen.tolist()) for step in steps_of(student.recipe, 120)]
    assert [view for view, _ in steps] == [0, 0, 0, 1, 1, 1, 0, 0, 0]
    assert steps[:3] == steps[6:]
    assert steps[:3] != steps[3:6]


def test_an_interrupted_teacher_resumes(student: NetworkRun) -> None:
    class EnoughError(Exception):
        """What ends the answering."""

    def in_the_second_view(done: int, steps: int) -> None:
        assert steps == 6
        if done == 4:
            raise EnoughError

    with pytest.raises(EnoughError):
        soft_targets.compute(student, in_the_second_view)
    first = student.folder / "teacher/0.npy"
    before = first.stat().st_mtime_ns
    assert not (student.folder / "teacher/1.npy").exists()
    told: list[int] = []
    soft_targets.compute(student, lambda done, _: told.append(done))
    assert told == [4, 5, 6]
    assert first.stat().st_mtime_ns == before
    run = factory.reopen(student.folder)
    run.train()
    assert [one["epoch"] for one in run.history()] == [1, 2, 3]
    assert set(run.history()[0]) == {"epoch", "seconds", "loss", "accuracy", "val_loss", "val_accuracy"}


def test_a_student_follows_its_teacher_rather_than_wrong_labels(data: Path, tmp_path: Path, monkeypatch) -> None:
    split = mnist.load("train")
    wrong = mnist.Split(split.images, ((split.labels + 1) % 10).astype(np.uint8))
    monkeypatch.setattr(mnist, "load", lambda _: wrong)
    settings = BRIEF | {"epochs": "8", "learning_rate": "0.01", "distillation.weight": "1", "augmentation": "none"}
    settings.pop("augmentation.rotation")
    run = create(tmp_path, Teacher(TEACHER), settings, 1000)
    run.train()
    read = run.predict()(split.images[:1000]).argmax(axis=1)
    assert (read == split.labels[:1000]).mean() > 0.6


def told_apart(teacher: Teacher) -> tuple[Teacher, np.ndarray]:
    """A teacher whose members answer alike but for a factor, 1 and 3; and the answer to a diagonal."""
    answer = teacher.members[0].logits(DIAGONAL[None, ..., None])
    for factor, member in zip((1, 3), teacher.members, strict=True):
        object.__setattr__(member, "logits", lambda asked, factor=factor: factor * answer.repeat(len(asked), axis=0))
    return teacher, answer


@pytest.mark.parametrize(("view", "factors"), [(0, [1, 3, 1]), (1, [1, 3, 3])])
def test_out_of_fold_only_those_teach_who_never_saw_the_writer(members: Path, view: int, factors: list[int]) -> None:
    teacher, answer = told_apart(Teacher(members, out_of_fold=True))
    images = np.stack([DIAGONAL] * 3)
    taught = teacher(images, np.array([0, 1, -1], np.int8), view)
    np.testing.assert_allclose(taught, answer * np.array(factors)[:, None], rtol=1e-5)


@pytest.mark.parametrize(("view", "factor"), [(0, 1), (1, 3), (2, 1)])
def test_all_members_teach_in_turn_where_it_is_not_asked(members: Path, view: int, factor: int) -> None:
    teacher, answer = told_apart(Teacher(members))
    np.testing.assert_allclose(teacher(DIAGONAL[None], np.array([4], np.int8), view), factor * answer, rtol=1e-5)


def test_an_unusable_teacher_is_rejected(members: Path, data: Path, tmp_path: Path) -> None:
    with pytest.raises(TeacherError, match="no member trained without fold 2, 3, 4"):
        create(tmp_path / "runs", Teacher(members, out_of_fold=True), {})
    with pytest.raises(TeacherError, match=r"no \.onnx files"):
        Teacher(tmp_path)
    with pytest.raises(TeacherError, match=r"give an \.onnx file or a folder"):
        Teacher(tmp_path / "nobody.onnx")
    (tmp_path / "bare.onnx").write_bytes(TEACHER.read_bytes())
    with pytest.raises(TeacherError, match=r"bare\.json"):
        Teacher(tmp_path / "bare.onnx")
    assert not (tmp_path / "runs").exists()


def test_a_changed_teacher_is_rejected(members: Path, data: Path, tmp_path: Path) -> None:
    run = create(tmp_path, Teacher(members), BRIEF, 100)
    said = json.loads((run.folder / "teacher.json").read_text())
    said["sha256"]["one"] = "0" * 64
    (run.folder / "teacher.json").write_text(json.dumps(said))
    with pytest.raises(TeacherError, match="has changed since"):
        run.train()
    (run.folder / "teacher.json").unlink()
    with pytest.raises(RunError, match="digits distill softmax --teacher"):
        run.train()


def test_damaged_answers_are_reported(student: NetworkRun) -> None:
    soft_targets.compute(student)
    path = student.folder / "teacher/1.npy"
    path.write_bytes(path.read_bytes()[:500])
    with pytest.raises(RunError, match=r"1\.npy is damaged.*delete it"):
        student.train()


def test_without_a_teacher_there_is_no_distillation(tmp_path: Path) -> None:
    with pytest.raises(SettingError, match="digits distill softmax"):
        factory.create(tmp_path, "softmax", {"distillation.views": "3"})
    for setting in ("temperature=0", "weight=1.5", "views=0"):
        name, text = setting.split("=")
        with pytest.raises(SettingError, match=name):
            factory.create(tmp_path, "softmax", {f"distillation.{name}": text})
    with pytest.raises(SettingError, match=r"unknown setting distillation\.warmth"):
        factory.create(tmp_path, "softmax", {"distillation.warmth": "3"})


def test_tiny_is_as_small_as_it_says() -> None:
    model = networks.network("tiny").build()
    assert count_macs(model) <= 2_000_000
    assert parameters(model) <= 100_000


def test_a_network_is_taught_as_its_file_says(data: Path, tmp_path: Path) -> None:
    made = [
        create(tmp_path, Teacher(TEACHER), {"distillation.weight": "0.5"}, name=name) for name in ("tiny", "softmax")
    ]
    assert [one.recipe.distillation for one in made] == [
        replace(tiny.DISTILLATION, weight=0.5),
        Distillation(weight=0.5),
    ]
