"""A small trained run that the laboratory's tests share."""

from pathlib import Path

import pytest

from digits.lab.recipe import Recipe
from digits.lab.train import Run, train

BRIEF = Recipe(epochs=1, batch_size=50)


@pytest.fixture(scope="session")
def trained(data: Path, tmp_path_factory: pytest.TempPathFactory) -> Run:
    """The small LeNet after one epoch on 2,000 images, validated on writers of fold 0."""
    run = Run.create(tmp_path_factory.mktemp("runs"), "lenet_8_16", BRIEF, fold=0, images=2000)
    train(run)
    return run
