"""`digits distill` as it is typed."""

import itertools
import json
import uuid
from pathlib import Path

import numpy as np
import pytest

from digits import mnist
from digits.corrections import Corrections
from digits.lab.data.corrections import REPEATED
from digits.lab.training.csv_log import read_log
from digits.lab.training.runs.factory import reopen
from digits.onnx_session import MODELS

TEACHER = str(MODELS / "lenet_8_16.onnx")
BRIEF = ("--images", "200", "--set", "epochs=2", "--set", "batch_size=50", "--set", "distillation.views=1")


@pytest.mark.slow
def test_a_student_is_trained_evaluated_exported_and_not_trained_again(typed) -> None:
    done = typed("distill", "softmax", "--teacher", TEACHER, *BRIEF, "--set", "distillation.temperature=2")
    assert done.exit_code == 0, done.output
    assert "2 epochs, validated on the writers of fold 0" in done.stdout
    assert done.stdout.endswith("s: runs/softmax-1\n")
    recipe = json.loads(Path("runs/softmax-1/recipe.json").read_text())
    assert recipe["distillation"] == {"temperature": 2.0, "weight": 0.9, "views": 1, "teacher_filter": "always"}
    assert typed("train", "--resume", "runs/softmax-1").stdout.startswith("softmax in runs/softmax-1")
    assert "errors in 200" in typed("evaluate", "runs/softmax-1").stdout
    assert typed("export", "pupil", "--run", "runs/softmax-1").exit_code == 0
    card = json.loads(Path("pupil.json").read_text())
    warm = ("--set", "distillation.temperature=2", "--begin-with", "runs/softmax-1")
    again = typed("distill", "softmax", "--teacher", TEACHER, *BRIEF, *warm)
    assert again.exit_code == 0, again.output
    first, last = (read_log(Path("runs") / name) for name in ("softmax-1", "softmax-2"))
    assert last[0]["loss"] < first[-1]["loss"]
    begun = reopen(Path("runs/softmax-2")).begun_with
    assert begun == {"name": "softmax", "fold": 0, "epochs": 2, "recipe": recipe}
    assert typed("distill", "softmax", "--teacher", TEACHER, *BRIEF, "--begin-with", "runs/softmax-2").exit_code == 0
    assert reopen(Path("runs/softmax-3")).begun_with["begun_with"] == begun
    assert card["training"]["teacher"] == {"lenet_8_16": json.loads((MODELS / "lenet_8_16.json").read_text())["sha256"]}


@pytest.mark.slow
def test_a_student_learns_from_corrections_too(typed, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", "sqlite:///kept.sqlite")
    few = typed("distill", "linear", "--teacher", TEACHER, *BRIEF, "--with-corrections")
    assert few.exit_code == 1
    assert "there are 0" in few.stderr
    numbers = itertools.count()  # of ids: two of the first ten are held out
    monkeypatch.setattr("digits.corrections.uuid.uuid4", lambda: uuid.UUID(int=next(numbers)))
    split = mnist.load("train")
    for image, label in zip(split.images[:10], split.labels[:10], strict=True):
        Corrections().save(str(label), read_as="", model="0" * 64, strokes=[[(0.0, 0.0)]], ink=image)
    done = typed("distill", "linear", "--teacher", TEACHER, *BRIEF, "--with-corrections")
    assert done.exit_code == 0, done.output
    assert "10 corrections, 2 of them held out" in done.stdout
    taught = np.load("runs/linear-1/teacher/0.npy")
    assert len(taught) == 200 + 8 * REPEATED
    assert np.ptp(taught, axis=1).all()


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("svm", "--teacher", TEACHER), "there is no network 'svm'"),
        (("softmax",), "Missing option '--teacher'"),
        (("softmax", "--teacher", "nobody.onnx"), "'nobody.onnx' does not exist"),
        (("softmax", "--teacher", TEACHER, "--fold", "1", "--all"), "give only one of --fold and --all"),
        (("softmax", "--teacher", TEACHER, "--set", "distillation=none"), "`digits train softmax`"),
        (("softmax", "--teacher", TEACHER, "--set", "distillation.warmth=1"), "unknown setting distillation.warmth"),
    ],
)
def test_wrong_usage_is_reported(typed, arguments: tuple[str, ...], said: str) -> None:
    done = typed("distill", *arguments)
    assert done.exit_code == 2
    assert said in done.stderr
    assert not Path("runs").exists()


def test_a_teacher_that_saw_the_writers_cannot_teach_out_of_fold(typed) -> None:
    done = typed("distill", "softmax", "--teacher", TEACHER, "--out-of-fold", *BRIEF)
    assert done.exit_code == 1
    assert "cannot teach out of fold" in done.stderr


@pytest.mark.slow
def test_other_weights_cannot_be_begun_with(typed) -> None:
    assert typed("train", "softmax", "--images", "100", "--set", "epochs=1").exit_code == 0
    for arguments, said in [
        (("linear", "--begin-with", "runs/softmax-1"), "whose weights do not fit linear"),
        (("softmax", "--begin-with", "runs"), "runs has no run"),
        (("softmax", "--begin-with", "runs/softmax-1", "--fold", "1"), "trained on images that validate here"),
    ]:
        done = typed("distill", *arguments, "--teacher", TEACHER, *BRIEF)
        assert done.exit_code == 1
        assert said in done.stderr
    assert sorted(path.name for path in Path("runs").iterdir()) == ["softmax-1"]


def test_training_without_a_teacher_is_rejected(typed) -> None:
    done = typed("train", "softmax", "--set", "distillation.views=2")
    assert done.exit_code == 2
    assert "needs a teacher: `digits distill softmax --teacher MODEL`" in done.stderr
