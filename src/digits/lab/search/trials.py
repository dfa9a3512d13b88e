"""Trials of a study: train a run with suggested settings and compute the objective."""

import math
import multiprocessing
import os
import socket
from pathlib import Path

import numpy as np
import optuna
from optuna.trial import Trial

from digits import metrics
from digits.lab.search.space import StudyPlan
from digits.lab.training.backend import keras
from digits.lab.training.runs import factory
from digits.lab.training.runs.run import Epoch, Run, RunError
from digits.lab.training.settings_parser import SettingError


def run_trial(study: optuna.Study, plan: StudyPlan, folder: Path, seed: int | None = None) -> int:
    """Run one trial.

    A trial whose loss is not finite, or whose settings do not fit together, is pruned, so that the search avoids its
    neighbourhood.

    Args:
        study: stores the trial, with the run's folder, settings, validation errors and seconds.
        plan: what the study trains and searches.
        folder: the parent folder of the runs.
        seed: of the sampler.

    Returns:
        The trial's number.
    """
    numbers = []
    study.sampler = optuna.samplers.TPESampler(seed=seed)
    study.optimize(
        lambda trial: _objective(trial, plan, folder),
        n_trials=1,
        callbacks=[lambda _, trial: numbers.append(trial.number)],
    )
    return numbers[0]


def _objective(trial: Trial, plan: StudyPlan, folder: Path) -> float:
    parent = multiprocessing.parent_process()
    trial.set_user_attr("command", command_id(os.getpid() if parent is None or parent.pid is None else parent.pid))
    settings = plan.settings | {name: dimension.suggest(trial, name) for name, dimension in plan.space.items()}
    trial.set_user_attr("settings", settings)
    try:
        run = factory.create(folder, plan.name, settings, plan.fold, plan.images)
        trial.set_user_attr("run", str(run.folder))
        keras.utils.clear_session()
        run.train(lambda _, epoch, metrics_of_epoch: _report_epoch(trial, epoch, metrics_of_epoch))
    except (SettingError, RunError) as error:
        raise _pruned(trial, str(error)) from error
    trial.set_user_attr("seconds", round(run.seconds, 1))
    return _objective_value(trial, plan, run)


def _report_epoch(trial: Trial, epoch: int, epoch_metrics: Epoch | None) -> None:
    """Report an epoch's loss, and prune the trial if it is bad."""
    if epoch_metrics is None:
        return
    loss = epoch_metrics["val_loss"]
    trial.report(loss, epoch)
    if not math.isfinite(epoch_metrics["loss"] + loss):
        raise _pruned(trial, f"the loss was not finite after epoch {epoch}")
    if trial.should_prune():
        raise _pruned(trial, f"validation loss {loss:.4g} after epoch {epoch}")


def _objective_value(trial: Trial, plan: StudyPlan, run: Run) -> float:
    """The objective, by the weights that the run keeps."""
    split = run.validation_images()
    assert split is not None
    probabilities = run.predict()(split.images)
    errors = len(metrics.wrong(probabilities, split.labels))
    trial.set_user_attr("errors", errors)
    if not plan.is_network:
        return 100 * errors / len(split.labels)
    if not np.isfinite(probabilities).all():
        raise _pruned(trial, "the trained network's answers are not finite")
    return metrics.cross_entropy(probabilities, split.labels)


def _pruned(trial: Trial, reason: str) -> optuna.TrialPruned:
    trial.set_user_attr("reason", reason)
    return optuna.TrialPruned(reason)


def command_id(process: int) -> str:
    """An id of a command that is unique among several machines."""
    return f"{socket.gethostname()}:{process}"
