"""Random forest: the mean of decision trees, each grown on random images and random pixels.

Breiman, "Random forests" (Machine Learning 45, 2001). A tree asks of one pixel at a time whether it is darker than some
grey level, and splits the images where that tells the classes apart best: the question that lowers the Gini impurity
1 - sum over c of p_c² of the two halves most. Grown until its leaves are pure it knows its images by heart. A forest
forgets again: each tree grows on a bootstrap sample of the images, each question is chosen among `pixels` random
pixels, and so the trees make different errors.

The probability of a class is the mean over the trees of its share among the training images in the leaf.
Pixels are independent questions to a tree: shuffle them, alike in all images, and nothing changes.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from sklearn.ensemble import RandomForestClassifier

from digits.lab.networks.common.published import Published
from digits.lab.training.settings_parser import require_ranges
from digits.metrics import CLASSES

Bytes = npt.NDArray[np.uint8]

PUBLISHED = Published(
    accuracy=0.972,
    source="the project's brief: random forest",
    note="the brief says neither whose forest it is nor how many trees it has",
)


@dataclass(frozen=True)
class Settings:
    """The forest.

    Attributes:
        trees: how many.
        pixels: how many pixels, 1..784, each question is chosen among; 28 is the square root of all.
        leaf: the fewest training images in a leaf.
        threads: trees grown at a time; it changes the time only.
        seed: of the samples and of the pixels.
    """

    trees: int = 300
    pixels: int = 28
    leaf: int = 1
    threads: int = 1
    seed: int = 1

    def __post_init__(self) -> None:
        """Reject settings out of range."""
        ranges = {
            "trees": (self.trees >= 1, "at least 1"),
            "pixels": (1 <= self.pixels <= 784, "at least 1 and at most 784"),
            "leaf": (self.leaf >= 1, "at least 1"),
            "threads": (self.threads >= 1, "at least 1"),
            "seed": (0 <= self.seed < 2**32, "at least 0 and below 2^32"),
        }
        require_ranges(self, ranges)


SETTINGS = Settings()


@dataclass(frozen=True)
class Classifier:
    """A grown forest."""

    forest: RandomForestClassifier

    def probabilities(self, images: Bytes) -> npt.NDArray[np.float64]:
        """(N, 28, 28) images to (N, 10) probabilities; 0 for a class that no training image had."""
        answers = np.zeros((len(images), CLASSES))
        answers[:, self.forest.classes_] = self.forest.predict_proba(images.reshape(len(images), -1))
        return answers


def fit(images: Bytes, labels: Bytes, settings: Settings) -> Classifier:
    """Grow the trees."""
    forest = RandomForestClassifier(
        settings.trees,
        max_features=settings.pixels,
        min_samples_leaf=settings.leaf,
        n_jobs=settings.threads,
        random_state=settings.seed,
    )
    return Classifier(forest.fit(images.reshape(len(images), -1), labels))
