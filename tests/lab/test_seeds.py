"""Trainings with several seeds: what is trained, and what is said of their spread."""

from pathlib import Path

import pytest

from digits.lab.evaluation import comparison_report, seeds
from digits.lab.evaluation.comparison import missing_jobs
from digits.lab.evaluation.run_spec import RunSpec


def outcomes(**errors: list[int]) -> dict:
    return {
        seeds.key(label, seed): {"errors": count, "images": 1000, "history": [], "seconds": 1}
        for label, counts in errors.items()
        for seed, count in enumerate(counts, start=1)
    }


def test_networks_are_trained_on_folds_with_every_seed_and_tested_with_one(tmp_path: Path) -> None:
    jobs = missing_jobs(tmp_path, ["softmax", "svm"], [], last_seed=3)
    assert [job.key for job in jobs if job.spec.name == "softmax"] == [
        *("0", "0, seed 2", "0, seed 3"),
        *("1", "1, seed 2", "1, seed 3"),
        "final",
    ]
    assert [job.key for job in jobs if job.spec.name == "svm"] == ["0", "1", "final"]
    plans = [job.spec.plan()["recipe"] for job in jobs if job.key.startswith("0") and job.spec.name == "softmax"]
    assert [plan["seed"] for plan in plans] == [1, 2, 3]
    assert len({str(plan | {"seed": 0}) for plan in plans}) == 1


def test_the_first_seed_is_that_of_a_recipe_without_one() -> None:
    spec = RunSpec("softmax")
    assert seeds.seeded(spec, seeds.FIRST).plan() == spec.plan()
    assert spec.plan()["recipe"]["seed"] == seeds.FIRST


def test_the_spread_is_the_deviation_of_a_sample() -> None:
    found = seeds.spread(outcomes(one=[10, 20, 30]), "one")
    assert found is not None
    assert (found.mean, found.deviation, found.seeds) == pytest.approx((0.02, 0.01, 3))
    assert seeds.spread(outcomes(one=[10]), "one") is None


def test_variants_are_paired_by_seed() -> None:
    found = outcomes(plain=[10, 50, 90, 130], better=[8, 47, 88, 127], unclear=[20, 30, 110, 100], brief=[8, 9])
    better, unclear = (seeds.paired_p(found, label, "plain") for label in ("better", "unclear"))
    assert better is not None
    assert unclear is not None
    assert better < 0.05 < unclear
    assert seeds.paired_p(found, "brief", "plain") is None


def test_the_report_has_mean_and_deviation_where_there_are_several_seeds() -> None:
    lines = comparison_report._experiment("cnn_kernel", outcomes(**{"1": [40, 44, 42], "3": [20, 24, 23], "5": [21]}))
    text = "\n".join(lines)
    assert "| 1 | 3 | 4.20 ± 0.20 |  |" in text
    assert "| 3 | 3 | 2.23 ± 0.21 | 0.0" in text
    assert "| 5 | 3 |" not in text
