"""The report of a study: best trials, the command that repeats one, a table and figures."""

import csv
from collections.abc import Sequence
from pathlib import Path

import optuna
from optuna.trial import FrozenTrial, TrialState

from digits.atomic_write import atomic_write
from digits.lab.search import figures
from digits.lab.search.space import StudyPlan


def completed(study: optuna.Study) -> list[FrozenTrial]:
    """The completed trials, the best first."""
    trials = study.get_trials(deepcopy=False, states=(TrialState.COMPLETE,))
    return sorted(trials, key=figures.value)


def train_command(plan: StudyPlan, trial: FrozenTrial) -> list[str]:
    """The command that repeats a trial, as a list of words."""
    words = ["digits", "train", plan.name, "--fold", str(plan.fold)]
    if plan.images is not None:
        words += ["--images", str(plan.images)]
    for name, text in trial.user_attrs["settings"].items():
        words += ["--set", f"{name}={text}"]
    return words


def write_report(study: optuna.Study, plan: StudyPlan, folder: Path) -> list[Path]:
    """Write `trials.csv` and, once two trials are completed, the figures.

    Returns:
        The files written.
    """
    folder.mkdir(parents=True, exist_ok=True)
    trials = study.get_trials(deepcopy=False)
    table = folder / "trials.csv"
    _write_table(trials, plan, table)
    done = completed(study)
    if len(done) < 2:
        return [table]
    title = f"{plan.name}, fold {plan.fold}: {len(trials)} trials"
    paths = [folder / f"{name}.png" for name in ("history", "importance", "parallel")]
    figures.history(trials, plan.measure, title, paths[0])
    figures.importances(figures.importance_shares(study), len(done), title, paths[1])
    figures.parallel_coordinates(done, plan.measure, title, paths[2])
    return [table, *paths]


def _write_table(trials: Sequence[FrozenTrial], plan: StudyPlan, path: Path) -> None:
    kept = ("errors", "seconds", "run", "command", "reason")
    with atomic_write(path) as hidden, hidden.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow(["trial", "state", plan.measure, *kept, *plan.search])
        for trial in trials:
            about = trial.user_attrs
            value = trial.value if trial.state is TrialState.COMPLETE else ""
            settings = about.get("settings", {})
            writer.writerow(
                [
                    trial.number,
                    trial.state.name.lower(),
                    value,
                    *(about.get(name, "") for name in kept),
                    *(settings.get(name, "") for name in plan.search),
                ]
            )
