"""The comparison: every network and baseline on the same writer-grouped folds, then once on the test set.

`results/comparison/<name>.json` holds what came out for each, and `results/experiments/<name>.json` for each
experiment. Work is what these files do not answer yet; so the same command does all, or what is missing, or nothing.
"""

import dataclasses
import hashlib
import json
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
from filelock import FileLock, Timeout

from digits import mnist
from digits.classifier import Classifier
from digits.lab import networks
from digits.lab.evaluation import experiments
from digits.lab.evaluation.evaluate import Evaluation, claim, record_on_card
from digits.lab.evaluation.trial import Outcome, Trial, perform, run_of, same_plan
from digits.lab.export import export
from digits.lab.training.parallel import side_by_side
from digits.lab.training.runs import factory as lab_runs
from digits.lab.training.runs.baseline_run import BaselineRun
from digits.lab.training.runs.network_run import NetworkRun, logits
from digits.lab.training.runs.run import Run, write_json
from digits.metrics import Predict, Probabilities, softmax
from digits.model_card import shipped_models

FOLDS = (0, 1)
SHIPPED = "default"
"""The network that reads where no other is asked for: each time is measured beside its time."""

_TIMED = 50
_SPEEDS = Path("comparison", "shipped.json")
"""In `results/`: the speeds of the files that other commands make."""


class ComparisonError(ValueError):
    """Work that failed; the message says which and why."""


@dataclass(frozen=True)
class Workplace:
    """Where runs, results and exported models are kept."""

    runs: Path
    results: Path
    models: Path


@dataclass(frozen=True)
class Piece:
    """A piece of work.

    Attributes:
        file: the results file it belongs to, in `results/`.
        key: its place there: a fold, `final`, or an experiment's variant.
        trial: what is trained.
    """

    file: str
    key: str
    trial: Trial

    @property
    def final(self) -> bool:
        """Whether it opens the test set."""
        return self.file.startswith("comparison/") and self.key == "final"

    @property
    def title(self) -> str:
        """A name for people."""
        fold = self.file.startswith("comparison/") and not self.final
        return f"{Path(self.file).stem} {'fold ' if fold else ''}{self.key}"


def compared() -> list[str]:
    """What is trained and compared: all networks and baselines but those made by commands of their own."""
    return [name for name in lab_runs.names() if name not in apart()]


def apart() -> list[str]:
    """The networks made by commands of their own (docs/record.md): their cards are shown."""
    return [name for name in networks.names() if not networks.is_compared(name)]


def missing(results: Path, names: Sequence[str], experiment_names: Sequence[str]) -> list[Piece]:
    """The pieces of work that the results do not answer: first the trials, then the openings of the test set."""
    folds = [Piece(f"comparison/{name}.json", str(fold), Trial(name, {}, fold)) for name in names for fold in FOLDS]
    variants = [
        Piece(f"experiments/{name}.json", label, trial)
        for name in experiment_names
        for label, trial in experiments.experiment(name).TRIALS.items()
    ]
    finals = [
        Piece(f"comparison/{name}.json", "final", Trial(name, {}, lab_runs.published_validation(name)))
        for name in names
    ]
    return [piece for piece in (*folds, *variants, *finals) if not _answered(results, piece)]


def work(place: Workplace, pieces: Sequence[Piece], processes: int, command: str) -> Iterator[tuple[Piece, float]]:
    """Do pieces of work, so many at a time; each is written once done, and given with the seconds of its training.

    Raises:
        ComparisonError: pieces failed, and the others are done; or another process works on the same results.
    """
    place.results.mkdir(parents=True, exist_ok=True)
    try:
        with FileLock(place.results / ".lock", timeout=0):
            yield from _work(place, pieces, processes, command)
    except Timeout:
        raise ComparisonError(
            f"another command works on {place.results}: wait for it, or give other --results"
        ) from None


def _work(place: Workplace, pieces: Sequence[Piece], processes: int, command: str) -> Iterator[tuple[Piece, float]]:
    failed = []
    for final in (False, True):  # a network's fold run calibrates its export
        tasks = _tasks([piece for piece in pieces if piece.final == final], place, command)
        for task, found in side_by_side(_do, tasks, min(processes, max(len(tasks), 1))):
            if isinstance(found, Exception):
                failed.append(f"{task.pieces[0].title}: {found}")
                continue
            for piece, one in zip(task.pieces, found, strict=True):
                _keep(place.results, piece, one)
                yield piece, one["seconds"]
    if failed:
        raise ComparisonError("failed: " + "; ".join(failed))


def results_of(results: Path, file: str) -> dict[str, Any]:
    """What a results file says so far; empty where there is none.

    Raises:
        ComparisonError: the file is damaged.
    """
    path = results / file
    try:
        found: dict[str, Outcome] = json.loads(path.read_text()) if path.exists() else {}
        if all({"plan", "seconds", "history"} <= set(one) for one in found.values()):
            return found
    except (ValueError, AttributeError, TypeError):
        pass
    raise ComparisonError(f"{path} is damaged: delete it to have it made anew")


@dataclass(frozen=True)
class _Task:
    """Pieces with one trial: a process does them one after the other, so that it is trained once."""

    pieces: list[Piece]
    place: Workplace
    command: str


def _tasks(pieces: Sequence[Piece], place: Workplace, command: str) -> list[_Task]:
    same: dict[str, list[Piece]] = {}
    for piece in pieces:
        same.setdefault(json.dumps(piece.trial.plan()), []).append(piece)
    return [_Task(group, place, command) for group in same.values()]


def _answered(results: Path, piece: Piece) -> bool:
    kept = results_of(results, piece.file).get(piece.key)
    return kept is not None and same_plan(kept["plan"], piece.trial.plan())


def _keep(results: Path, piece: Piece, found: Outcome) -> None:
    path = results / piece.file
    path.parent.mkdir(parents=True, exist_ok=True)
    write_json(path, results_of(results, piece.file) | {piece.key: found})


def _do(task: _Task) -> list[Outcome]:
    """In a process of its own: a trial, or the opening of the test set."""
    return [_outcome(piece, task.place, task.command) for piece in task.pieces]


def _outcome(piece: Piece, place: Workplace, command: str) -> Outcome:
    found = perform(piece.trial, place.runs)
    run = run_of(piece.trial, place.runs)
    if piece.final:
        if isinstance(run, NetworkRun):
            _calibration(run.name, place)  # before the test set is opened
        last = _claimed_last(run, place, command)
        return found | {"test": _claimed(run, place, command)} | ({"test_last": last} if last else {})
    if piece.file.startswith("experiments/"):
        found.pop("wrong", None)
        found |= experiments.measured(Path(piece.file).stem, run)
    return found


def _claimed(run: Run, place: Workplace, command: str) -> dict[str, Any]:
    """Open the test set for a final run: for its model file if it is a network's, else for the run."""
    if isinstance(run, BaselineRun):
        predict = run.predict()
        evaluation, folder = claim(run.name, run.card(), predict, place.results, command)
        return _entry(evaluation, folder) | _speed(predict)
    assert isinstance(run, NetworkRun)
    path = export(run, _calibration(run.name, place), run.name, place.models, overwrite=True, half=True)
    classifier = Classifier(path)
    evaluation, folder = claim(run.name, classifier.card, classifier.probabilities, place.results, command)
    record_on_card(path.with_suffix(".json"), evaluation)
    return _entry(evaluation, folder) | _speed(classifier.probabilities)


def _calibration(name: str, place: Workplace) -> NetworkRun:
    """The run on the first fold, trained anew where the results have it and the runs do not."""
    run = run_of(Trial(name, {}, FOLDS[0]), place.runs)
    run.train()
    assert isinstance(run, NetworkRun)
    return run


def _claimed_last(run: Run, place: Workplace, command: str) -> dict[str, Any] | None:
    """The same for the weights after the last epoch, where the published figures tell them apart."""
    if not isinstance(run, NetworkRun) or lab_runs.published(run.name).last_accuracy is None:
        return None
    model = run.model("last")
    sha256 = hashlib.sha256((run.folder / "last.weights.h5").read_bytes()).hexdigest()
    card = {"version": sha256[:8], "sha256": sha256, "training": {"recipe": dataclasses.asdict(run.recipe)}}

    def predict(images: npt.NDArray[np.uint8]) -> Probabilities:
        return softmax(logits(model, images))

    evaluation, folder = claim(f"{run.name}-last", card, predict, place.results, command)
    return _entry(evaluation, folder)


def _entry(evaluation: Evaluation, folder: Path | None) -> dict[str, Any]:
    assert folder is not None
    return {
        "claim": folder.name,
        "images": len(evaluation.split.labels),
        "errors": len(evaluation.wrong),
        "cross_entropy": evaluation.summary()["cross_entropy"],
    }


def time_shipped(results: Path) -> None:
    """Measure the speed of the files that `digits compare` shows and other commands make, where they are new."""
    cards = shipped_models()
    speeds = {
        name: speed_of(results, cards[name])
        or {"sha256": cards[name]["sha256"], **_speed(Classifier(name).probabilities)}
        for name in apart()
        if name in cards
    }
    (results / _SPEEDS).parent.mkdir(parents=True, exist_ok=True)
    write_json(results / _SPEEDS, speeds)


def speed_of(results: Path, card: dict[str, Any]) -> dict[str, Any] | None:
    """The speed of the file that a card is of, as `time_shipped` found it; None where it did not yet.

    Raises:
        ComparisonError: the file with the speeds is damaged.
    """
    path = results / _SPEEDS
    try:
        found: dict[str, Any] = json.loads(path.read_text()).get(card["name"], {}) if path.exists() else {}
        if found.get("sha256") != card["sha256"]:
            return None
        return {"sha256": found["sha256"], "microseconds": found["microseconds"], "beside": found["beside"]}
    except (ValueError, AttributeError, KeyError) as error:
        raise ComparisonError(f"{path} is damaged: delete it, and `digits compare NAME` measures anew") from error


def _speed(predict: Predict) -> dict[str, float]:
    """Microseconds per image, one at a time, and of the network that ships beside it: medians of turns about."""
    images = mnist.load("train").images[:_TIMED]
    reference = Classifier(SHIPPED).probabilities
    taken: dict[str, list[float]] = {"microseconds": [], "beside": []}
    for image in images:
        for name, function in (("microseconds", predict), ("beside", reference)):
            began = time.perf_counter()
            function(image[np.newaxis])
            taken[name].append(1e6 * (time.perf_counter() - began))
    return {name: round(float(np.median(times[1:])), 1) for name, times in taken.items()}
