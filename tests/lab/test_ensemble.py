"""The ensemble: members train once, and all together open the test set."""

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from click.testing import CliRunner
from ensemble_plan import PLAN
from filelock import FileLock

from digits import mnist
from digits.classifier import Classifier
from digits.cli import digits as command_line
from digits.lab.ensemble import combination, members
from digits.lab.ensemble.disputed_labels import PEOPLE, SEEN_BY
from digits.lab.ensemble.member_files import out_of_fold, read_member
from digits.lab.ensemble.members import EnsembleError, Progress, Workspace, progress_of, seconds_left
from digits.lab.ensemble.plan import Member, PlanError, read_plan
from digits.lab.ensemble.test_evaluation import misread_sheet
from digits.lab.evaluation.evaluate import Evaluation
from digits.lab.training.runs.factory import reopen
from digits.metrics import softmax
from one_process import one_after_the_other

FILES = ("members/one.onnx", "members/one.json", "out_of_fold/one.npz")


def typed(folder: Path, *arguments: str, command: str = "record", code: int = 0) -> str:
    """Run a command, `digits record` with the folder's plan, and return what it prints."""
    plan = ("--plan", str(folder / "plan.toml")) if command == "record" else ()
    result = CliRunner().invoke(command_line, [command, *plan, *arguments], prog_name="digits")
    if result.exception and not isinstance(result.exception, SystemExit):
        raise result.exception
    assert result.exit_code == code, result.output
    return str(result.output)


def stand_in(training: mnist.Split, openings: list[str]) -> Callable[[str], mnist.Split]:
    """The data set with training images in place of the test set, whose openings are counted."""
    split = mnist.Split(training.images[-300:], training.labels[-300:])

    def load(name: str) -> mnist.Split:
        if name == "train":
            return training
        openings.append(name)
        return split

    return load


@pytest.fixture
def opened(training: mnist.Split, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The openings of the stand-in for the test set."""
    openings: list[str] = []
    monkeypatch.setattr(mnist, "load", stand_in(training, openings))
    return openings


@pytest.fixture
def record(plan_file: Path, opened: list[str], monkeypatch: pytest.MonkeyPatch) -> Callable[..., str]:
    """`digits record` in this process, from a folder that holds nothing but the plan; gives what it prints."""
    monkeypatch.setattr(members, "side_by_side", one_after_the_other)
    monkeypatch.chdir(plan_file.parent)
    return lambda *arguments, **how: typed(plan_file.parent, *arguments, **how)


@pytest.fixture(scope="module")
def made(training: mnist.Split, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str, list[str]]:
    """A finished ensemble: its folder, what was printed, and the openings of the test set."""
    folder = tmp_path_factory.mktemp("made")
    (folder / "plan.toml").write_text(PLAN)
    openings: list[str] = []
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(members, "side_by_side", one_after_the_other)
        patch.setattr(mnist, "load", stand_in(training, openings))
        patch.chdir(folder)
        return folder, typed(folder), openings


@pytest.fixture
def finished(made: tuple[Path, str, list[str]], record: Callable[..., str], plan_file: Path) -> Callable[..., str]:
    """`record` in a folder with a finished ensemble."""
    shutil.copytree(made[0], plan_file.parent, dirs_exist_ok=True)
    return record


@pytest.mark.slow
def test_a_share_is_trained_and_written_and_the_test_set_stays_closed(
    record: Callable[..., str], opened: list[str]
) -> None:
    assert "one  epoch 0 of 1" in record("--status")
    said = record("--members", "one")
    assert "1/1  one: trained in" in said
    assert "the test set stays closed until 2 more members are trained: two, all" in said
    assert all(Path("results/ensemble", file).exists() for file in FILES)
    said = record("--status")
    assert "written: " in said
    assert "1 of 3 members written to results/ensemble" in said
    assert "remaining time: unknown until an epoch" in said
    assert "out of fold, 1 member per image: " in said
    assert "`digits record`" in record("ensemble", command="evaluate", code=1)
    assert "version must be text" in record("results/ensemble/members/one.onnx", command="evaluate", code=1)
    assert not opened


@pytest.mark.slow
def test_only_training_writes_nothing_into_the_results(record: Callable[..., str], plan_file: Path) -> None:
    record("--members", "one", "--train-only")
    assert not Path("results/ensemble").exists()
    assert "one  epoch 1 of 1" in record("--status")
    found = progress_of(read_plan(plan_file).members[0], Workspace(Path("runs"), Path("results")))
    assert (found.epochs, found.info) == (1, None)
    assert seconds_left([found]) == 0


@pytest.mark.slow
def test_a_member_is_trained_on_from_where_its_first_training_ended(
    record: Callable[..., str], plan_file: Path
) -> None:
    fine_tuning = '[fine_tuning]\nepochs = 2\nlearning_rate = 1e-9\naugmentation = "none"\n'
    plan_file.write_text(PLAN.replace("[combination]", fine_tuning + "[combination]"))
    member = read_plan(plan_file).members[0]
    assert member.epochs == 3
    record("--members", "one")
    assert "one  epoch 3 of 3" in record("--status")
    first, second = (reopen(Path("runs/ensemble/one") / name) for name in ("softmax-1", "softmax-2"))
    images = mnist.load("train").images[:50]
    np.testing.assert_allclose(second.predict()(images), first.predict()(images), atol=1e-4)
    assert read_member(member, Path("results")) is not None
    assert read_member(Member("one", member.spec), Path("results")) is None
    plan_file.write_text(plan_file.read_text().replace("epochs = 2", "epochs = 0", 1))
    with pytest.raises(PlanError, match=r"fine_tuning, for members\.one: epochs is out of range"):
        read_plan(plan_file)


@pytest.mark.slow
def test_all_members_make_one_test_evaluation(made: tuple[Path, str, list[str]], finished: Callable[..., str]) -> None:
    _, said, openings = made
    assert "test set, opened once, ensemble of 3 networks: " in said
    assert openings == ["test"]
    card = json.loads(Path("results/ensemble/ensemble.json").read_text())
    (path,) = Path("results").glob("ensemble-*/test_evaluation.json")
    entry = json.loads(path.read_text())
    assert path.parent.name == f"ensemble-{card['sha256'][:8]}"
    assert entry["seed"] == [1, 2, 3]
    assert entry["errors"] == card["evaluation"]["errors"]
    assert Path("results/ensemble/wrong.png").read_bytes().startswith(b"\x89PNG")
    split = mnist.load("test")
    assert (Classifier("ensemble").probabilities(split.images).argmax(axis=1) != split.labels).sum() == entry["errors"]


@pytest.mark.slow
def test_the_entry_is_verified_from_the_members_files(finished: Callable[..., str]) -> None:
    shutil.rmtree("runs")
    (path,) = Path("results").glob("ensemble-*/test_evaluation.json")
    entry = json.loads(path.read_text())
    assert f"{entry['errors']} errors in 300" in finished("ensemble", command="evaluate")
    path.write_text(json.dumps(entry | {"wrong": entry["wrong"][1:]}))
    assert "The entry was altered" in finished("ensemble", command="evaluate", code=1)


@pytest.mark.slow
def test_what_is_made_is_made_once(finished: Callable[..., str]) -> None:
    assert finished("--train-only") == ""


@pytest.mark.slow
def test_out_of_fold_answers_are_the_mean_of_members_that_left_the_fold_out(
    finished: Callable[..., str], plan_file: Path, training: mnist.Split
) -> None:
    plan = read_plan(plan_file)
    found = combination.out_of_fold_answers(plan, list(plan.members), Path("results"))
    assert found is not None
    assert (mnist.folds()[found.images] == 0).all()
    (images, one), (_, two) = (out_of_fold(member, Path("results")) for member in plan.members[:2])
    np.testing.assert_array_equal(images, found.images)
    np.testing.assert_allclose(found.logits, (one + two) / 2, rtol=1e-6)
    card = json.loads(Path("results/ensemble/ensemble.json").read_text())
    assert card["calibration"]["errors"] == (found.logits.argmax(axis=1) != training.labels[found.images]).sum()
    assert card["calibration"]["members_per_image"] == [2, 2]
    kept = json.loads(Path("results/ensemble/members/one.json").read_text())
    assert kept["weights"] == "float16"
    assert kept["out_of_fold"]["errors"] == (one.argmax(axis=1) != training.labels[images]).sum()


@pytest.mark.slow
def test_what_is_written_counts_only_for_the_plan_it_was_made_by(finished: Callable[..., str], plan_file: Path) -> None:
    plan_file.write_text(PLAN.replace("seed = 1 }", "seed = 9 }"))
    assert read_member(read_plan(plan_file).members[0], Path("results")) is None
    plan_file.write_text(PLAN)
    member = read_plan(plan_file).members[0]
    assert read_member(member, Path("results")) is not None
    Path("results/ensemble", FILES[0]).write_bytes(b"other")
    assert read_member(member, Path("results")) is None


@pytest.mark.slow
def test_members_that_are_too_large_make_no_test_evaluation(
    finished: Callable[..., str], opened: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(combination, "LARGEST", 100)
    assert "more than 0 MB. Plan fewer" in finished(code=1)
    assert not opened


@pytest.mark.slow
def test_a_plan_whose_members_saw_every_writer_calibrates_nothing(
    finished: Callable[..., str], opened: list[str], plan_file: Path
) -> None:
    plan_file.write_text("\n".join(line for line in PLAN.splitlines() if not line.startswith(("one =", "two ="))))
    assert "no member of the plan holds out a fold" in finished(code=1)
    assert not opened


def test_a_member_that_another_process_trains_is_left_to_it(record: Callable[..., str]) -> None:
    Path("runs/ensemble/one").mkdir(parents=True)
    with FileLock("runs/ensemble/one/.lock"):
        assert "one: another process trains in runs/ensemble/one" in record("--members", "one", code=1)


def test_an_unknown_member_is_named(record: Callable[..., str]) -> None:
    assert "no member 'three'. Its members: one, two, all" in record("--members", "three", code=1)


def test_the_time_to_go_is_that_of_the_epochs_that_are_missing(plan_file: Path) -> None:
    plan_file.write_text(PLAN.replace("epochs = 1", "epochs = 10"))
    one, two, all_writers = read_plan(plan_file).members
    begun = [Progress(one, None, 4, 3.0), Progress(two, {"epochs": 10}, 10, 7.0)]
    assert seconds_left(begun) == pytest.approx(18.0)
    assert seconds_left([*begun, Progress(all_writers, None, 0, None)]) is None
    like_one = Progress(one, None, 0, None)
    assert seconds_left([*begun, like_one]) == pytest.approx(48.0)


def test_members_that_are_missing_make_no_card(plan_file: Path, tmp_path: Path) -> None:
    with pytest.raises(EnsembleError, match="lacks the members one, two, all"):
        combination.write_card(read_plan(plan_file), tmp_path)


def test_the_figure_marks_the_labels_that_people_dispute(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, test_split: mnist.Split
) -> None:
    shown: dict[str, Any] = {}
    monkeypatch.setattr(
        "digits.lab.ensemble.test_evaluation.agreement_sheet",
        lambda _, captions, title, __: shown.update(captions=captions, title=title),
    )
    wrong = np.array([0, 947])
    probabilities = softmax(np.zeros((10_000, 10)))
    misread_sheet(Evaluation(test_split, probabilities, wrong), tmp_path / "wrong.png")
    assert [caption.partition("\n")[0] for caption in shown["captions"]] == ["#0", "#947 *0"]
    assert "1 of these" in shown["title"]


def test_fifteen_labels_are_disputed_by_most_of_the_people_who_were_asked() -> None:
    assert len(SEEN_BY) == 15
    assert all(seen < PEOPLE / 2 for seen in SEEN_BY.values())
    assert {index for index, seen in SEEN_BY.items() if seen == 0} == {947, 2462, 2597, 2654, 6651}
