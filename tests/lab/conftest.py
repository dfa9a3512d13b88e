"""Small trained runs that the laboratory's tests share, and a baseline made for them."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from ensemble_plan import PLAN

from digits.lab import baselines
from digits.lab.training.runs import factory
from digits.lab.training.runs.network_run import NetworkRun

BRIEF = {"epochs": "1", "batch_size": "50"}

BASELINE = '''
"""The nearest mean image, a stand-in that is fitted in a moment."""

from dataclasses import dataclass

import numpy as np

from digits.lab.networks.common.published import Published


@dataclass(frozen=True)
class Settings:
    sharpness: float = 1.0
    ink: tuple[int, ...] = (0, 255)
    seed: int = 7


SETTINGS = Settings()
PUBLISHED = Published(source="nobody")


def fit(images, labels, settings):
    return Means(np.stack([images[labels == digit].mean(axis=0) for digit in range(10)]), settings.sharpness)


class Means:
    def __init__(self, means, sharpness):
        self.means, self.sharpness = means, sharpness

    def probabilities(self, images):
        distances = np.stack([((images - mean) ** 2).mean(axis=(1, 2)) for mean in self.means], axis=1)
        nearness = np.exp(-self.sharpness * distances / 1000)
        return nearness / nearness.sum(axis=1, keepdims=True)
'''


@pytest.fixture(scope="session")
def trained(data: Path, tmp_path_factory: pytest.TempPathFactory) -> NetworkRun:
    """The small LeNet after one epoch on 2,000 images, validated on writers of fold 0."""
    run = factory.create(tmp_path_factory.mktemp("runs"), "lenet_8_16", BRIEF, validation=0, images=2000)
    run.train()
    assert isinstance(run, NetworkRun)
    return run


@pytest.fixture(scope="module")
def baseline(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The name of a baseline that is there by the presence of its file."""
    folder = tmp_path_factory.getbasetemp() / "baselines"
    folder.mkdir(exist_ok=True)
    (folder / "nearest_mean.py").write_text(BASELINE.lstrip())
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(baselines, "__path__", [*baselines.__path__, str(folder)])
        yield "nearest_mean"


@pytest.fixture
def plan_file(tmp_path: Path) -> Path:
    """A file with the plan of three small members."""
    path = tmp_path / "plan.toml"
    path.write_text(PLAN)
    return path
