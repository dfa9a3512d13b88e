"""What the notebooks compute: on images and results made by hand, where the answer is known."""

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from tools.exploration import answers, claims, mistakes, neighbours, people, pixels, place, regression, stages

from digits import mnist
from digits.image import normalize_picture
from digits.lab.ensemble.plan import read_plan
from digits.metrics import error_interval

ROOT = Path(__file__).parents[2]
GENERATOR = np.random.default_rng(2)


def bar(width: int, lean: float = 0.0) -> np.ndarray:
    """A bar of 20 rows, so many pixels wide, moved to the right by `lean` pixels per row upwards."""
    image = np.zeros((28, 28), np.uint8)
    for row in range(4, 24):
        left = round(13 + lean * (13.5 - row))
        image[row, left : left + width] = 255
    return image


def test_finds_the_repository_from_a_folder_within(tmp_path: Path) -> None:
    assert place.repository(ROOT / "notebooks") == ROOT
    with pytest.raises(place.PlaceError, match="open the notebook in the folder notebooks/"):
        place.repository(tmp_path)


def test_short_mode_does_less(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(place.SHORT, "short")
    assert place.amount(100, 3) == 3
    monkeypatch.delenv(place.SHORT)
    assert place.amount(100, 3) == 100


def test_overlap_counts_writers_and_their_images() -> None:
    writers = np.array([1, 1, 2, 2, 2, 3])
    part = np.array([True, False, True, True, True, False])
    assert people.overlap(writers, part) == people.Overlap(writers=2, shared=1, images=4, shared_images=1)


def test_folds_share_no_writer(data: Path) -> None:
    assert people.overlap(mnist.writers(), mnist.folds() == 3).shared == 0


@pytest.mark.parametrize("lean", [-0.5, 0.0, 0.5])
def test_slant_is_the_angle_of_a_leaning_bar(lean: float) -> None:
    (found,) = pixels.slant(bar(2, lean)[None])
    assert found == pytest.approx(np.degrees(np.arctan(lean)), abs=1.5)


@pytest.mark.parametrize("width", [2, 4])
def test_pen_width_is_the_width_of_a_bar(width: int) -> None:
    (found,) = pixels.pen_width(bar(width)[None])
    assert found == pytest.approx(width * 20 / (width + 20), rel=0.15)


def test_ink_centre_and_longest_side_of_a_bar() -> None:
    images = np.stack([bar(2), np.zeros((28, 28), np.uint8)])
    assert pixels.ink(images).tolist() == [40, 0]
    assert pixels.longest_sides(images).tolist() == [20, 0]
    assert pixels.centres(images)[0].tolist() == [13.5, 13.5]


def test_grey_levels_and_deviations_are_those_of_numpy() -> None:
    images = GENERATOR.integers(0, 256, (50, 28, 28), dtype=np.uint8)
    images[:, 0] = 0
    levels = pixels.grey_levels(images)
    assert (levels.mean, levels.deviation) == pytest.approx((images.mean(), images.std()))
    assert levels.never == 28
    assert levels.paper + levels.full + levels.between == pytest.approx(1)
    assert pixels.deviations(images) == pytest.approx(images.std(axis=0))


def test_components_rebuild_the_images_and_hold_all_variance() -> None:
    images = GENERATOR.integers(0, 256, (40, 28, 28), dtype=np.uint8)
    found = neighbours.components(images)
    assert found.shares.sum() == pytest.approx(1)
    assert found.rebuilt(images, 784) == pytest.approx(images, abs=0.5)
    assert 1 <= found.needed(0.5) <= found.needed(0.9) <= 40


def test_nearest_is_what_comparing_all_pairs_finds() -> None:
    shapes = GENERATOR.random((5, 28, 28))
    images = (255 * np.tensordot(GENERATOR.dirichlet(np.ones(5), 60), shapes, 1)).astype(np.uint8)
    images[7] = images[3]
    found = neighbours.nearest(images, neighbours.components(images))
    flat = images.reshape(60, -1).astype(float)
    distances = np.linalg.norm(flat[:, None] - flat[None], axis=2) + np.diag(np.full(60, np.inf))
    assert found.distance == pytest.approx(distances.min(axis=1))
    assert (found.index[7], found.index[3], found.distance[3]) == (3, 7, 0)
    assert neighbours.duplicates(images) == 1
    assert neighbours.closest_pairs(found, np.ones(60, bool), 2)[0] == (3, 7)


def test_nearest_mean_does_not_overflow() -> None:
    means = np.stack([np.full((28, 28), grey) for grey in (10.0, 130.0, 250.0)])
    images = np.stack([np.full((28, 28), grey, np.uint8) for grey in (0, 140, 255)])
    assert neighbours.nearest_mean(images, means).tolist() == [0, 1, 2]


def test_regression_learns_what_a_plane_can_part() -> None:
    labels = np.arange(200) % 10
    images = np.zeros((200, 28, 28), np.uint8)
    images[np.arange(200), 5, labels] = 255
    found = regression.train(images, labels, (images, labels), epochs=20)
    assert regression.error(found, images, labels) == 0
    losses = [epoch["loss"] for epoch in found.history]
    assert losses == sorted(losses, reverse=True)


def test_regression_follows_the_gradient() -> None:
    """One step of a batch is the rate times the slope of the loss, found by small differences."""
    images = GENERATOR.integers(0, 256, (30, 28, 28), dtype=np.uint8)
    labels = GENERATOR.integers(0, 10, 30)
    one = regression.train(images, labels, (images, labels), epochs=1)

    def loss(bias: float) -> float:
        moved = np.zeros(10)
        moved[4] = bias
        model = regression.Regression(np.zeros((784, 10)), moved, [])
        return float(-np.log(model.probabilities(images)[np.arange(30), labels]).mean())

    slope = (loss(1e-4) - loss(-1e-4)) / 2e-4
    assert one.biases[4] == pytest.approx(-regression.RATE * slope, rel=1e-3)


def test_a_page_becomes_ink_in_seven_steps() -> None:
    names = [name for name, _ in stages.steps(normalize_picture(stages.page(5, seed=11)))]
    assert [name[0] for name in names] == list("1234567")


def test_normalizing_undoes_what_displacing_did() -> None:
    images = np.stack([bar(3), bar(4, 0.3)])
    moved = stages.displaced(images, seed=1)
    assert not (pixels.longest_sides(moved) == 20).all()
    again = stages.normalized(moved)
    assert pixels.longest_sides(again).tolist() == [20, 20]
    assert np.abs(pixels.centres(again) - 14).max() <= 0.51


def comparison(folder: Path, wrong: dict[str, list[list[int]]], images: int = 100) -> None:
    """A results folder in which models misread these images: index, label, answer; all on fold 0."""
    (folder / "comparison").mkdir(parents=True)
    rows = []
    for name, rows_wrong in wrong.items():
        folds = {"0": {"wrong": rows_wrong, "images": images}, "1": {"wrong": [], "images": images}}
        (folder / f"comparison/{name}.json").write_text(json.dumps(folds))
        rows.append({"name": name, "validation": [len(rows_wrong), 2 * images], "test": [1, 10]})
    (folder / "comparison/table.json").write_text(json.dumps(rows))


def test_suspects_are_what_most_models_contradict_alike(tmp_path: Path) -> None:
    comparison(tmp_path, {"a": [[5, 1, 7], [6, 2, 3]], "b": [[5, 1, 7], [6, 2, 4]], "c": [[5, 1, 7]]})
    assert mistakes.models(tmp_path)[-1] == "c"
    first, second = mistakes.suspects(tmp_path, 5)
    assert (first.index, first.written, first.read, first.agreed, first.models) == (5, 1, 7, 3, 3)
    assert (second.index, second.agreed) == (6, 1)


def test_misread_adds_the_folds(tmp_path: Path) -> None:
    comparison(tmp_path, {"a": [[5, 1, 7], [6, 1, 7]]})
    found = mistakes.misread(tmp_path, "a")
    assert found.rate == 0.01
    assert found.pairs == {(1, 7): 2}


def test_rates_by_divides_all_that_was_read(data: Path) -> None:
    seen = mistakes.read_by_all()
    values = np.zeros(60_000)
    values[seen] = np.arange(len(seen))
    rates = mistakes.rates_by(values, seen[: len(seen) // 4], parts=4)
    assert [round(rate) for _, rate, _, _ in rates] == [100, 0, 0, 0]
    assert rates[0][0] < rates[1][0]


def test_rates_by_source_and_writer_count_every_mistake(data: Path) -> None:
    wrong = mistakes.read_by_all()[:500]
    assert mistakes.errors_per_writer(wrong).sum() == 500
    by_source = mistakes.rates_by_source(wrong)
    counts = {source: int((mnist.sources()[mistakes.read_by_all()] == source).sum()) for source in by_source}
    assert sum(by_source[source][0] * counts[source] for source in by_source) == pytest.approx(50_000)


def ledger(folder: Path, name: str, wrong: list[int], date: str = "2026-01-01") -> None:
    """An entry that misreads these images, all of them a 3 read as an 8."""
    confusion = np.diag(np.full(10, 1000))
    confusion[3, 3] -= len(wrong)
    confusion[3, 8] += len(wrong)
    entry: dict[str, Any] = {"model": name, "date": date, "images": 10_000, "wrong": wrong}
    path = folder / f"{name}-{len(wrong):08x}"
    path.mkdir(parents=True)
    (path / "test_evaluation.json").write_text(json.dumps(entry | {"confusion": confusion.tolist()}))


def test_claims_are_sorted_and_found(tmp_path: Path) -> None:
    ledger(tmp_path, "good", [1, 2])
    ledger(tmp_path, "poor", [1, 2, 3, 4])
    ledger(tmp_path, "good", [1], date="2026-02-02")
    assert [one.errors for one in claims.claims(tmp_path)] == [1, 2, 4]
    assert claims.claim_of(tmp_path, "good").errors == 1
    assert claims.shipped_claim(tmp_path, "good", "00000002" + "f" * 56).errors == 2
    with pytest.raises(LookupError):
        claims.claim_of(tmp_path, "absent")


def test_a_pair_is_compared_on_the_images_that_one_misreads(tmp_path: Path) -> None:
    ledger(tmp_path, "one", [1, 2, 3])
    ledger(tmp_path, "other", [3, *range(10, 20)])
    pair = claims.compared(*claims.claims(tmp_path))
    assert (pair.first_only, pair.second_only, pair.both) == (2, 10, 1)
    assert pair.p_value == pytest.approx(2 * sum([1, 12, 66]) / 2**12)
    same = claims.compared(claims.claims(tmp_path)[0], claims.claims(tmp_path)[0])
    assert same.p_value == 1


def test_a_report_in_words_names_the_worst(tmp_path: Path) -> None:
    ledger(tmp_path, "one", [1, 2, 3])
    said = claims.report_in_words(claims.claims(tmp_path)[0])
    assert "3 × a 3 read as 8" in said
    assert "misses the **3** most: 0.30 %" in said
    assert "answer **8** is to be trusted least" in said


def test_the_answer_is_the_best_entry_with_its_interval(tmp_path: Path) -> None:
    ledger(tmp_path, "one", [1, 2, 2462])
    ledger(tmp_path, "other", list(range(30)))
    said = answers.best_answer(tmp_path)
    low, high = error_interval(3, 10_000)
    assert "**0.03 %** (3 of 10,000 test images), by `one`" in said
    assert f"between {100 * low:.2f} and {100 * high:.2f} %" in said
    assert "1 of these 3 images" in said
    assert "also the network that ships" in answers.standing(tmp_path, claims.claims(tmp_path)[0])
    assert "more than chance explains" in answers.standing(tmp_path, claims.claims(tmp_path)[1])


def test_the_answer_says_where_the_best_entry_is_of_a_model_that_no_longer_ships(tmp_path: Path) -> None:
    ledger(tmp_path, "default", [1])
    assert "by an earlier `default`, which no longer ships and whose file is not kept" in answers.best_answer(tmp_path)


def test_of_a_record_that_is_not_there_nothing_is_claimed(tmp_path: Path) -> None:
    said = answers.state_of_the_record(tmp_path)
    assert said.startswith(f"0 of the plan's {len(read_plan().members)} members are trained.")
    assert "nothing is claimed of it yet" in said


def test_of_a_record_that_read_the_test_set_the_claim_is_told(tmp_path: Path) -> None:
    ledger(tmp_path, "ensemble", [1, 2])
    assert "has read the test set once: **2 errors in 10,000: 0.02 %" in answers.state_of_the_record(tmp_path)


def test_beyond_mnist_every_kind_has_an_interval_around_its_error() -> None:
    for _, _, rate, low, high in answers.beyond(ROOT / "results"):
        assert low <= rate <= high
