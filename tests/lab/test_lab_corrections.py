"""A run learns from corrections, and is exported only if it is none the worse for it."""

import itertools
import uuid
from pathlib import Path

import numpy as np
import pytest

from digits import mnist
from digits.corrections import CorrectionError, Corrections
from digits.lab.data import corrections
from digits.lab.evaluation.corrections_check import check
from digits.lab.training.runs import factory
from digits.lab.training.runs.network_run import NetworkRun


@pytest.fixture
def store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Corrections:
    """A store that numbers its corrections; of the first ten, two are held out."""
    numbers = itertools.count()
    monkeypatch.setattr("digits.corrections.uuid.uuid4", lambda: uuid.UUID(int=next(numbers)))
    return Corrections(f"sqlite:///{tmp_path / 'kept.sqlite'}")


def fill(store: Corrections, count: int, wrong: bool = False) -> None:
    """Keep MNIST's images as corrections, with right labels or with wrong ones."""
    split = mnist.load("train")
    for image, label in zip(split.images[:count], split.labels[:count], strict=True):
        store.save(str((label + wrong) % 10), read_as="", model="0" * 64, strokes=[[(0.0, 0.0)]], ink=image)


def begin(folder: Path, store: Corrections, fold: int = 0, **settings: str) -> NetworkRun:
    chosen = {"epochs": "1", "batch_size": "500", "augmentation": "none"} | settings
    run = factory.create(folder / "runs", "linear", chosen, fold, 2000)
    corrections.save(run.folder, corrections.trainable(store))
    assert isinstance(run, NetworkRun)
    return run


def test_few_corrections_are_not_enough(data: Path, store: Corrections) -> None:
    fill(store, 9)
    with pytest.raises(CorrectionError, match=r"there are 9 .* needs 10"):
        corrections.trainable(store)


def test_a_run_learns_from_four_in_five_repeated(data: Path, tmp_path: Path, store: Corrections) -> None:
    fill(store, 10)
    run = begin(tmp_path, store)
    learned = run.training_images()
    assert len(learned.labels) == 2000 + 8 * corrections.REPEATED
    assert run.steps_per_epoch() == -(-len(learned.labels) // 500)
    held_out = corrections.held_out(run.folder)
    assert len(held_out.labels) == 2
    assert not (held_out.images[:, None] == learned.images[None, 2000:]).all((2, 3)).any()


def test_one_more_correction_moves_no_other(data: Path, tmp_path: Path, store: Corrections) -> None:
    fill(store, 30)
    chosen = corrections.trainable(store)
    parts = []
    for number, some in enumerate((chosen, chosen[1:], chosen[:-1])):
        (tmp_path / str(number)).mkdir()
        corrections.save(tmp_path / str(number), some)
        parts.append({image.tobytes() for image in corrections.held_out(tmp_path / str(number)).images})
    all_of_them, without_first, without_last = parts
    assert 3 <= len(all_of_them) <= 9
    assert without_first == all_of_them - {chosen[0].ink.tobytes()}
    assert without_last == all_of_them - {chosen[-1].ink.tobytes()}


def test_none_held_out_is_an_error(
    data: Path, tmp_path: Path, store: Corrections, monkeypatch: pytest.MonkeyPatch
) -> None:
    fill(store, 10)
    monkeypatch.setattr(corrections, "is_held_out", lambda _: False)
    with pytest.raises(CorrectionError, match="of 10 corrections all or none are held out"):
        corrections.trainable(store)


@pytest.mark.slow
def test_a_network_that_is_worse_is_not_let_pass(data: Path, tmp_path: Path, store: Corrections) -> None:
    fill(store, 10)
    run = begin(tmp_path, store)
    run.train()
    with pytest.raises(CorrectionError, match=r"errors on fold 0; default makes \d+"):
        check(run)
    with pytest.raises(CorrectionError, match="train with --fold 0"):
        check(begin(tmp_path, store, fold=1))


@pytest.mark.slow
def test_a_network_that_is_as_good_passes(data: Path, tmp_path: Path, store: Corrections, monkeypatch) -> None:
    fill(store, 10)
    run = begin(tmp_path, store)
    truth = mnist.load("train")
    known = {image.tobytes(): int(label) for image, label in zip(truth.images, truth.labels, strict=True)}
    perfect = lambda images: np.eye(10)[[known[image.tobytes()] for image in images]]  # noqa: E731
    monkeypatch.setattr(NetworkRun, "predict", lambda _: perfect)
    found = check(run)
    assert found is not None
    assert (found["held_out"], found["errors"], found["fold_errors"]) == (2, 0, 0)


@pytest.mark.slow
def test_a_network_that_misreads_more_corrections_is_not_let_pass(
    data: Path, tmp_path: Path, store: Corrections, monkeypatch
) -> None:
    fill(store, 10)
    run = begin(tmp_path, store)
    truth = mnist.load("train")
    known = {image.tobytes(): int(label) for image, label in zip(truth.images, truth.labels, strict=True)}
    wrong = {image.tobytes() for image in corrections.held_out(run.folder).images}

    def answers(images):
        return np.eye(10)[[(known[one.tobytes()] + (one.tobytes() in wrong)) % 10 for one in images]]

    monkeypatch.setattr(NetworkRun, "predict", lambda _: answers)
    with pytest.raises(CorrectionError, match="misreads 2 of 2 held-out corrections; default misreads 0"):
        check(run)


def test_without_corrections_nothing_is_checked(data: Path, tmp_path: Path) -> None:
    run = factory.create(tmp_path, "linear", {}, 1, 200)
    assert check(run) is None
