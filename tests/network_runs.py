"""Runs of networks on few images."""

from collections.abc import Mapping
from pathlib import Path

from digits.lab.training.runs import factory
from digits.lab.training.runs.network_run import NetworkRun
from digits.lab.training.runs.run import Validation


def begin(
    folder: Path, name: str, settings: Mapping[str, str], images: int = 300, validation: Validation = 0
) -> NetworkRun:
    run = factory.create(folder, name, settings, validation, images)
    assert isinstance(run, NetworkRun)
    return run


def reopened(run: NetworkRun) -> NetworkRun:
    again = factory.reopen(run.folder)
    assert isinstance(again, NetworkRun)
    return again
