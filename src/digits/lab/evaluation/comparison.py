"""Compare every network and baseline on the same folds, then once on the test set.

`results/comparison/<name>.json` holds the outcomes of each model, `results/experiments/<name>.json` those of each
experiment. A job is a training run whose outcome these files lack; the same command runs all jobs, the missing ones, or
none.
"""

import dataclasses
import hashlib
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
from filelock import FileLock, Timeout

from digits.classifier import Classifier
from digits.lab import networks
from digits.lab.evaluation import experiments, seeds
from digits.lab.evaluation.evaluate import Evaluation
from digits.lab.evaluation.inference_time import microseconds
from digits.lab.evaluation.ledger import open_test_set, write_to_card
from digits.lab.evaluation.run_spec import Outcome, RunSpec, find_or_create_run, same_plan, train_and_evaluate
from digits.lab.export import export
from digits.lab.training.parallel import side_by_side
from digits.lab.training.runs import factory
from digits.lab.training.runs.baseline_run import BaselineRun
from digits.lab.training.runs.network_run import NetworkRun, logits
from digits.lab.training.runs.run import Run, write_json
from digits.metrics import Probabilities, softmax
from digits.model_card import shipped_models

FOLDS = (0, 1)

_SPEEDS = Path("comparison", "shipped.json")
"""In `results/`: inference times of the networks that `digits compare` does not train."""


class ComparisonError(ValueError):
    """A job failed, or a results file is damaged; the message says which and why."""


@dataclass(frozen=True)
class Folders:
    """The folders of runs, of results, and of exported models."""

    runs: Path
    results: Path
    models: Path


@dataclass(frozen=True)
class Job:
    """A training run whose outcome is missing in the results.

    Attributes:
        file: the results file, relative to `results/`.
        key: its key there: a fold, `final`, or an experiment's variant.
        spec: what is trained.
    """

    file: str
    key: str
    spec: RunSpec

    @property
    def is_final(self) -> bool:
        """Whether it opens the test set."""
        return self.file.startswith("comparison/") and self.key == "final"

    @property
    def title(self) -> str:
        """Its name in messages."""
        fold = self.file.startswith("comparison/") and not self.is_final
        return f"{Path(self.file).stem} {'fold ' if fold else ''}{self.key}"


def compared_models() -> list[str]:
    """The networks and baselines that `digits compare` trains; without networks whose file cannot be used."""
    left_out = {*shipped_separately(), *networks.faults()}
    return [name for name in factory.names() if name not in left_out]


def shipped_separately() -> list[str]:
    """The networks that other commands train (docs/ensemble.md); their cards are compared."""
    faults = networks.faults()
    return [name for name in networks.names() if name not in faults and not networks.is_compared(name)]


def missing_jobs(results: Path, names: Sequence[str], experiment_names: Sequence[str], last_seed: int = 1) -> list[Job]:
    """The jobs whose outcomes the results lack; those that open the test set come last.

    Args:
        results: the folder of the results.
        names: networks and baselines.
        experiment_names: experiments.
        last_seed: networks are trained on folds with the seeds from 1 to this one; for the test set with 1 alone.
    """
    folds = [
        Job(f"comparison/{name}.json", seeds.key(str(fold), seed), seeds.seeded(RunSpec(name, {}, fold), seed))
        for name in names
        for fold in FOLDS
        for seed in _seeds(name, last_seed)
    ]
    variants = [
        Job(f"experiments/{name}.json", seeds.key(label, seed), seeds.seeded(spec, seed))
        for name in experiment_names
        for label, spec in experiments.experiment(name).VARIANTS.items()
        for seed in _seeds(spec.name, last_seed)
    ]
    finals = [
        Job(f"comparison/{name}.json", "final", RunSpec(name, {}, factory.published_validation(name))) for name in names
    ]
    return [job for job in (*folds, *variants, *finals) if not _is_done(results, job)]


def _seeds(name: str, last: int) -> range:
    """The seeds of a network; a baseline is fitted once."""
    return range(seeds.FIRST, last + 1 if name in networks.names() else seeds.FIRST + 1)


def run_jobs(folders: Folders, jobs: Sequence[Job], processes: int, command: str) -> Iterator[tuple[Job, float]]:
    """Run jobs side by side, and store each outcome when it is there.

    Yields:
        Each job with the seconds of its training.

    Raises:
        ComparisonError: jobs failed (the others are done), or another process works on the same results.
    """
    folders.results.mkdir(parents=True, exist_ok=True)
    try:
        with FileLock(folders.results / ".lock", timeout=0):
            yield from _run_jobs(folders, jobs, processes, command)
    except Timeout:
        raise ComparisonError(
            f"another command works on {folders.results}. Wait for it, or give other --results."
        ) from None


def _run_jobs(folders: Folders, jobs: Sequence[Job], processes: int, command: str) -> Iterator[tuple[Job, float]]:
    failed = []
    for final in (False, True):  # a network's fold run calibrates its export
        tasks = _tasks([job for job in jobs if job.is_final == final], folders, command)
        for task, outcomes in side_by_side(_run_task, tasks, min(processes, max(len(tasks), 1))):
            if isinstance(outcomes, Exception):
                failed.append(f"{task.jobs[0].title}: {outcomes}")
                continue
            for job, outcome in zip(task.jobs, outcomes, strict=True):
                _store(folders.results, job, outcome)
                yield job, outcome["seconds"]
    if failed:
        raise ComparisonError("failed: " + "; ".join(failed))


def read_outcomes(results: Path, file: str) -> dict[str, Outcome]:
    """Read a results file; empty where it does not exist.

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
    raise ComparisonError(f"{path} is damaged. Delete it, and run `digits compare` again.")


@dataclass(frozen=True)
class _Task:
    """Jobs with the same specification: one process does them in turn, and trains once."""

    jobs: list[Job]
    folders: Folders
    command: str


def _tasks(jobs: Sequence[Job], folders: Folders, command: str) -> list[_Task]:
    same: dict[str, list[Job]] = {}
    for job in jobs:
        same.setdefault(json.dumps(job.spec.plan()), []).append(job)
    return [_Task(group, folders, command) for group in same.values()]


def _is_done(results: Path, job: Job) -> bool:
    kept = read_outcomes(results, job.file).get(job.key)
    return kept is not None and same_plan(kept["plan"], job.spec.plan())


def _store(results: Path, job: Job, outcome: Outcome) -> None:
    path = results / job.file
    path.parent.mkdir(parents=True, exist_ok=True)
    write_json(path, read_outcomes(results, job.file) | {job.key: outcome})


def _run_task(task: _Task) -> list[Outcome]:
    return [_run_job(job, task.folders, task.command) for job in task.jobs]


def _run_job(job: Job, folders: Folders, command: str) -> Outcome:
    outcome = train_and_evaluate(job.spec, folders.runs)
    run = find_or_create_run(job.spec, folders.runs)
    if job.is_final:
        if isinstance(run, NetworkRun):
            _calibration_run(run.name, folders)  # before the test set is opened
        last = _test_last_weights(run, folders, command)
        return outcome | {"test": _test(run, folders, command)} | ({"test_last": last} if last else {})
    if job.file.startswith("experiments/"):
        outcome.pop("wrong", None)
        outcome |= experiments.measured(Path(job.file).stem, run)
    return outcome


def _test(run: Run, folders: Folders, command: str) -> dict[str, Any]:
    """Open the test set for a network's exported file, or for a baseline's run."""
    if isinstance(run, BaselineRun):
        predict = run.predict()
        evaluation, entry = open_test_set(run.name, run.card(), predict, folders.results, command)
        return _test_outcome(evaluation, entry) | microseconds(predict)
    assert isinstance(run, NetworkRun)
    path = export(run, _calibration_run(run.name, folders), run.name, folders.models, overwrite=True, half=True)
    classifier = Classifier(path)
    evaluation, entry = open_test_set(run.name, classifier.card, classifier.probabilities, folders.results, command)
    write_to_card(path.with_suffix(".json"), evaluation)
    return _test_outcome(evaluation, entry) | microseconds(classifier.probabilities)


def _calibration_run(name: str, folders: Folders) -> NetworkRun:
    """The run on the first fold, trained again where its folder is gone."""
    run = find_or_create_run(RunSpec(name, {}, FOLDS[0]), folders.runs)
    run.train()
    assert isinstance(run, NetworkRun)
    return run


def _test_last_weights(run: Run, folders: Folders, command: str) -> dict[str, Any] | None:
    """Open the test set for the last epoch's weights, if they were published separately."""
    if not isinstance(run, NetworkRun) or factory.published(run.name).last_accuracy is None:
        return None
    model = run.model("last")
    sha256 = hashlib.sha256((run.folder / "last.weights.h5").read_bytes()).hexdigest()
    card = {"version": sha256[:8], "sha256": sha256, "training": {"recipe": dataclasses.asdict(run.recipe)}}

    def predict(images: npt.NDArray[np.uint8]) -> Probabilities:
        return softmax(logits(model, images))

    return _test_outcome(*open_test_set(f"{run.name}-last", card, predict, folders.results, command))


def _test_outcome(evaluation: Evaluation, entry: Path | None) -> dict[str, Any]:
    assert entry is not None
    return {
        "ledger_entry": entry.name,
        "images": len(evaluation.split.labels),
        "errors": len(evaluation.wrong),
        "cross_entropy": evaluation.as_dict()["cross_entropy"],
    }


def time_shipped(results: Path) -> None:
    """Measure the inference time of new files of networks that other commands train."""
    cards = shipped_models()
    speeds = {
        name: speed_of(results, cards[name])
        or {"sha256": cards[name]["sha256"], **microseconds(Classifier(name).probabilities)}
        for name in shipped_separately()
        if name in cards
    }
    (results / _SPEEDS).parent.mkdir(parents=True, exist_ok=True)
    write_json(results / _SPEEDS, speeds)


def speed_of(results: Path, card: dict[str, Any]) -> dict[str, Any] | None:
    """A shipped file's inference time from `time_shipped`; None where it is not measured.

    Raises:
        ComparisonError: the stored file is damaged.
    """
    path = results / _SPEEDS
    try:
        found: dict[str, Any] = json.loads(path.read_text()).get(card["name"], {}) if path.exists() else {}
        if found.get("sha256") != card["sha256"]:
            return None
        return {name: found[name] for name in ("sha256", "microseconds", "default_microseconds")}
    except (ValueError, AttributeError, KeyError) as error:
        raise ComparisonError(f"{path} is damaged. Delete it; `digits compare NAME` measures again.") from error
