"""Run specifications: everything that decides a training run, to find the run again."""

import dataclasses
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from digits import metrics
from digits.lab import networks
from digits.lab.evaluation.evaluate import evaluate
from digits.lab.macs import count_macs
from digits.lab.training.recipe import Recipe
from digits.lab.training.runs import factory
from digits.lab.training.runs.network_run import NetworkRun, parameters
from digits.lab.training.runs.run import Run, RunError, Validation

Outcome = dict[str, Any]
"""Outcome of a run, as JSON holds it: recipe, validation errors, history, cost."""


@dataclass(frozen=True)
class RunSpec:
    """A model, and how it is trained.

    Attributes:
        name: a network or a baseline.
        settings: changes to its recipe, as given to `--set`.
        validation: what validates: a fold, the last tenth, or nothing.
        images: how many of the first training images; None for all.
    """

    name: str
    settings: Mapping[str, str] = field(default_factory=dict)
    validation: Validation = 0
    images: int | None = None

    @property
    def command(self) -> str:
        """The command line that trains it."""
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
        """Everything but the code that decides the outcome, as JSON holds it.

        Raises:
            ValueError: the name or a setting is wrong.
        """
        return _plan(factory.planned(self.name, self.settings, self.validation, self.images))


def find_or_create_run(spec: RunSpec, folder: Path) -> Run:
    """Find the run of a specification in a folder of runs, or create it there."""
    run = find_run(spec, folder)
    return run or factory.create(folder, spec.name, spec.settings, spec.validation, spec.images)


def find_run(spec: RunSpec, folder: Path) -> Run | None:
    """Find the run of a specification in a folder of runs; None where it was not created."""
    plan = spec.plan()
    for path in sorted(folder.glob(f"{spec.name}-*/run.json")):
        try:
            run = factory.reopen(path.parent)
        except RunError:
            continue
        if _plan(run) == plan:
            return run
    return None


def train_and_evaluate(spec: RunSpec, folder: Path) -> Outcome:
    """Train the run of a specification if needed, and evaluate it on validation images."""
    run = find_or_create_run(spec, folder)
    run.train()
    return outcome_of(run)


def outcome_of(run: Run) -> Outcome:
    """Evaluate a finished run on its validation images.

    `wrong` lists, for each misread image, its index in the training set, its class, and the digit that was read.
    """
    found: Outcome = {"plan": _plan(run), "seconds": round(run.seconds, 1), "history": _rounded(run.history())}
    if isinstance(run, NetworkRun):
        model = run.model()
        found |= {"parameters": parameters(model), "macs": count_macs(model)}
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
    """Whether a stored plan is this one; settings that are younger than it had their defaults."""
    if kept["name"] in networks.names():
        recipe: Any = json.loads(json.dumps(Recipe.from_dict(kept["recipe"]).as_dict()))
        kept = kept | {"recipe": recipe}
    return kept == plan


def _rounded(history: list[dict[str, float]]) -> list[dict[str, float]]:
    return [{name: round(value, 5) for name, value in epoch.items()} for epoch in history]
