"""Plans of ensembles are read strictly."""

import json
from pathlib import Path

import pytest
from ensemble_plan import PLAN

from digits.lab import networks
from digits.lab.ensemble import combination
from digits.lab.ensemble.plan import PLAN as PROJECT
from digits.lab.ensemble.plan import PlanError, read_plan


def test_the_plan_of_the_project_leaves_folds_out_and_has_members_of_two_kinds() -> None:
    plan = read_plan()
    assert len({member.fold for member in plan.members} - {None}) > 1
    assert len({json.dumps(member.spec.plan()["architecture"]) for member in plan.members}) > 1
    assert len({member.spec.plan()["recipe"]["seed"] for member in plan.members}) == len(plan.members)


def test_the_wide_plan_keeps_within_the_size_and_leaves_two_folds_out() -> None:
    plan = read_plan(PROJECT.with_name("wide.toml"))
    assert {member.fold for member in plan.members} == {0, 1, None}
    plans = [member.spec.plan() for member in plan.members]
    built = [networks.network(one["name"]).build(**one["architecture"]) for one in plans]
    assert 2 * sum(network.count_params() for network in built) < combination.LARGEST  # in float16


def test_a_plan_gives_specifications(plan_file: Path) -> None:
    one, two, all_writers = read_plan(plan_file).members
    assert (one.fold, two.fold, all_writers.fold) == (0, 0, None)
    assert two.spec.plan()["architecture"]["widths"] == [20, 10]
    assert two.spec.plan()["recipe"]["learning_rate"] == 0.01
    assert two.spec.plan()["recipe"]["batch_size"] == 100
    assert [member.epochs for member in (one, two, all_writers)] == [1, 1, 2]


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("[recipe]", "[recipe", "line"),
        (
            "images = 600",
            "pictures = 600",
            "unknown key 'pictures'. Known keys: architectures, combination, fine_tuning, images",
        ),
        ("images = 600", "images = true", "images must be a positive integer"),
        ('mean = "logits"', 'mean = "median"', "combination.mean must be one of logits, probabilities"),
        ('mean = "logits"', 'mode = "logits"', "unknown key 'mode' in combination"),
        ("epochs = 1", "epoch = 1", "members.one: unknown setting epoch"),
        ("epochs = 1", "epochs = 0", "members.one: epochs is out of range"),
        ("seed = 3, epochs = 2", "seed = 3, epochs = 0", "members.all: epochs is out of range"),
        ("widths =", "width =", "members.two: unknown setting network.width"),
        ('network = "softmax"', 'network = "soft"', "architectures.plain.network must be one of"),
        ('network = "softmax"', 'network = "svm"', "architectures.plain.network must be one of"),
        ("fold = 0, seed = 1", "fold = 5, seed = 1", 'members.one.fold must be one of 0 to 4, or "none", not 5'),
        ("fold = 0, seed = 1", "seed = 1", "members.one.fold must be one of"),
        ("fold = 0, seed = 1", 'fold = 0, seed = "1"', "members.one.seed must be an integer"),
        (
            'architecture = "hidden", fold = 0',
            'architecture = "other", fold = 0',
            "members.two.architecture must be one of plain, hidden",
        ),
        ("one = {", '"../one" = {', "is not a valid member name"),
        ("one = {", "one = 7\nother = {", "members.one must be a table"),
        (
            'architecture = "hidden", fold = 0, seed = 2',
            'architecture = "plain", fold = 0, seed = 1',
            "are the same. Change a seed",
        ),
        ("batch_size = 100", "batch_size = 1000", "members.one: 600 images are less than one batch"),
    ],
)
def test_a_plan_that_cannot_be_followed_is_rejected(plan_file: Path, old: str, new: str, message: str) -> None:
    plan_file.write_text(PLAN.replace(old, new, 1))
    with pytest.raises(PlanError, match=r"plan\.toml is not a valid plan: ") as rejected:
        read_plan(plan_file)
    assert message in str(rejected.value)


def test_a_plan_without_members_is_rejected(plan_file: Path) -> None:
    plan_file.write_text(PLAN.partition("[members]")[0])
    with pytest.raises(PlanError, match="the plan has no members"):
        read_plan(plan_file)
