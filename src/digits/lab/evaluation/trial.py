"""A trial: one thing trained one way, and what came out, so that the same question is not answered twice."""

import dataclasses
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from digits import metrics
from digits.lab import networks
from digits.lab.evaluation.evaluate import evaluate
from digits.lab.export import multiplies
from digits.lab.training.recipe import Recipe
from digits.lab.training.runs import factory as lab_runs
from digits.lab.training.runs.network_run import NetworkRun, parameters
from digits.lab.training.runs.run import Run, RunError, Validation

Outcome = dict[str, Any]
"""What came out of a trial, as JSON has it: the recipe, the errors on what validated, the history, the cost."""


@dataclass(frozen=True)
class Trial:
    """One thing to train one way.

    Attributes:
        name: a network or a baseline.
        settings: changes to its recipe, as written after `--set`.
        validation: what validates.
        images: the first so many images only.
    """

    name: str
    settings: Mapping[str, str] = field(default_factory=dict)
    validation: Validation = 0
    images: int | None = None

    @property
    def command(self) -> str:
        """What would be typed to train it."""
        ways: dict[Validation, str] = {None: "--all", "tenth": "--tenth"}
        validation = ways.get(self.validation, f"--fold {self.validation}")
        parts = [
            "digits train",
            self.name,
            validation,
            *(f"--set {name}={text}" for name, text in self.settings.items()),
        ]
        return " ".join(parts + ([f"--images {self.images}"] if self.images else []))

    def plan(self) -> dict[str, Any]:
        """Everything that decides what comes out, but the code, as JSON has it.

        Raises:
            ValueError: the name or a setting is wrong.
        """
        return _plan(lab_runs.planned(self.name, self.settings, self.validation, self.images))


def run_of(trial: Trial, folder: Path) -> Run:
    """The run that made, makes or will make this trial: found among those of the folder, or begun there."""
    run = found_run(trial, folder)
    return run or lab_runs.create(folder, trial.name, trial.settings, trial.validation, trial.images)


def found_run(trial: Trial, folder: Path) -> Run | None:
    """The run of this trial among those of a folder, if it was begun."""
    plan = trial.plan()
    for path in sorted(folder.glob(f"{trial.name}-*/run.json")):
        try:
            run = lab_runs.reopen(path.parent)
        except RunError:
            continue
        if _plan(run) == plan:
            return run
    return None


def perform(trial: Trial, folder: Path) -> Outcome:
    """Train a trial's run, where that is not done, and let it read what validates it."""
    run = run_of(trial, folder)
    run.train()
    return outcome(run)


def outcome(run: Run) -> Outcome:
    """What came out of a finished run.

    `wrong` lists, for each image read wrongly, its index in the training set, its class, and what was read.
    """
    found: Outcome = {"plan": _plan(run), "seconds": round(run.seconds, 1), "history": _rounded(run.history())}
    if isinstance(run, NetworkRun):
        model = run.model()
        found |= {"parameters": parameters(model), "multiplies": multiplies(model)}
    split = run.validation_images(whole=True)
    if split is None:
        return found
    evaluation = evaluate(run.predict(), split)
    read = evaluation.probabilities.argmax(axis=1)
    indices = run.validation_indices(whole=True)
    return found | {
        "images": len(split.labels),
        "errors": len(evaluation.wrong),
        "cross_entropy": round(metrics.cross_entropy(evaluation.probabilities, split.labels), 5),
        "wrong": [[int(indices[one]), int(split.labels[one]), int(read[one])] for one in evaluation.wrong],
    }


def _plan(run: Run) -> dict[str, Any]:
    plan = {
        "name": run.name,
        "recipe": dataclasses.asdict(run.recipe),
        "validation": run.validation,
        "images": run.images,
        "architecture": run.architecture if isinstance(run, NetworkRun) else {},
    }
    as_json: dict[str, Any] = json.loads(json.dumps(plan))
    return as_json


def same_plan(kept: dict[str, Any], plan: dict[str, Any]) -> bool:
    """Whether a plan that was kept is this one; a recipe's settings that came later had their defaults then."""
    if kept["name"] in networks.names():
        recipe: Any = json.loads(json.dumps(Recipe.from_dict(kept["recipe"]).as_dict()))
        kept = kept | {"recipe": recipe}
    return kept == plan


def _rounded(history: list[dict[str, float]]) -> list[dict[str, float]]:
    return [{name: round(value, 5) for name, value in epoch.items()} for epoch in history]
