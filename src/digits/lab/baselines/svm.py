"""Support vector machines with a kernel, one for each pair of digits.

Cortes and Vapnik, "Support-vector networks" (Machine Learning 20, 1995). The machine of the pair i/j answers

    d_ij(x) = b + sum over training images x_n of both classes of a_n t_n K(x_n, x),    t_n = +1 for i, -1 for j,

and a quadratic program sets the a_n in 0..C so that the margin between the classes is as wide as can be, at the price
of C for each unit that an image intrudes into it. Only images at the margin or within it have a_n > 0: the support
vectors. K is the inner product of two images in a space of far more dimensions, which nobody has to visit:

    rbf:   K(x, y) = exp(-gamma |x - y|²)          poly:   K(x, y) = (1 + gamma x · y)^degree

What the images go through first:

- `deslant`: each is sheared upright, so that the principal axis of its ink stands vertical (LeCun et al., 1998, section
  III.A, did this to many of the methods they compared). The slant of handwriting tells writers apart, not digits.
- `components`: only the projections on the first principal components of the training images are kept. Distances
  hardly change, as the rest of the pixels' variance is small, and the machines train many times faster.

A class is as likely as the pair that speaks most against it allows: its score is the least of its nine answers, and
the probabilities are the softmax of `sharpness` times the scores. On fold 0 the highest score read 147 of 12,012 images
wrongly, and the usual vote of the pairs 148. The sum of the answers made 269 errors, since the machines that never saw
an image's class answer too. Platt's logistic regression on held-out decisions would take five more trainings.
"""

from dataclasses import dataclass
from itertools import combinations
from typing import Literal

import numpy as np
import numpy.typing as npt
from sklearn.decomposition import PCA
from sklearn.svm import SVC

from digits.lab.networks.common.published import Published
from digits.lab.training.settings_parser import SettingError, require_ranges
from digits.metrics import CLASSES, softmax

Bytes = npt.NDArray[np.uint8]
Floats = npt.NDArray[np.float32]

PUBLISHED = Published(
    accuracy=0.986,
    source="LeCun, Cortes and Burges, the MNIST page: SVM, Gaussian kernel, no preprocessing",
    note="there also: polynomial of degree 4 on deslanted images 1.1 % error, of degree 9 with virtual examples 0.8 %",
)
_CACHE_MEGABYTES = 1000


@dataclass(frozen=True)
class Settings:
    """The kernel, the price of an intrusion, and what images go through first.

    Attributes:
        kernel: `rbf` (Gaussian) or `poly`.
        C: the price of intruding into the margin.
        gamma: of the kernel; pixels are in 0..1.
        degree: of the kernel `poly`.
        deslant: whether images are sheared upright first.
        components: how many principal components are kept, at most 784.
        sharpness: of the probabilities; it changes no answer. 3.3 has the least cross-entropy on fold 0.
    """

    kernel: Literal["rbf", "poly"] = "rbf"
    C: float = 10.0
    gamma: float = 0.025
    degree: int = 4
    deslant: bool = True
    components: int = 50
    sharpness: float = 3.3

    def __post_init__(self) -> None:
        """Reject settings out of range."""
        ranges = {
            "C": (0 < self.C < np.inf, "above 0 and finite"),
            "gamma": (0 < self.gamma < np.inf, "above 0 and finite"),
            "degree": (self.degree >= 1, "at least 1"),
            "components": (1 <= self.components <= 784, "at least 1 and at most 784"),
            "sharpness": (0 < self.sharpness < np.inf, "above 0 and finite"),
        }
        require_ranges(self, ranges)


SETTINGS = Settings()


@dataclass(frozen=True)
class Classifier:
    """The machines, and what an image goes through before them."""

    machines: SVC
    projection: PCA
    settings: Settings

    def probabilities(self, images: Bytes) -> npt.NDArray[np.float64]:
        """(N, 28, 28) images to (N, 10) probabilities; 0 for a class that no training image had."""
        answers = self.machines.decision_function(self.projection.transform(_inputs(images, self.settings)))
        scores = np.full((len(images), CLASSES), -np.inf)
        scores[:, self.machines.classes_] = np.inf
        for answer, (i, j) in zip(answers.T, combinations(self.machines.classes_, 2), strict=True):
            scores[:, i] = np.minimum(scores[:, i], answer)
            scores[:, j] = np.minimum(scores[:, j], -answer)
        return softmax(self.settings.sharpness * scores)


def fit(images: Bytes, labels: Bytes, settings: Settings) -> Classifier:
    """Train a machine for each pair of classes.

    Raises:
        SettingError: the images are too few, or of fewer than three digits.
    """
    if len(images) < settings.components or len(np.unique(labels)) < 3:
        raise SettingError(f"{len(images)} images do not do: give more than {settings.components}, of three digits")
    inputs = _inputs(images, settings)
    projection = PCA(settings.components, svd_solver="covariance_eigh").fit(inputs)
    machines = SVC(
        kernel=settings.kernel,
        C=settings.C,
        gamma=settings.gamma,
        degree=settings.degree,
        coef0=1,
        decision_function_shape="ovo",
        cache_size=_CACHE_MEGABYTES,
    )
    return Classifier(machines.fit(projection.transform(inputs), labels), projection, settings)


def _inputs(images: Bytes, settings: Settings) -> Floats:
    """(N, 784) float32, 0..1."""
    pixels = deslanted(images) if settings.deslant else images.astype(np.float32)
    return pixels.reshape(len(images), -1) / np.float32(255)


def deslanted(images: Bytes) -> Floats:
    """(N, 28, 28) images sheared upright about their centres of mass, 0..255.

    A row y below the centre moves to the left by y times cov(x, y) / var(y), the slope of the line that best tells an
    ink pixel's column from its row, at most 1.
    """
    place = np.arange(images.shape[1], dtype=np.float32)
    ink = images / np.maximum(images.sum(axis=(1, 2), keepdims=True), np.float32(1)).astype(np.float32)
    down = place - (ink.sum(axis=2) @ place)[:, None]
    across = place - (ink.sum(axis=1) @ place)[:, None]
    covariance = np.einsum("ni,nij,nj->n", down, ink, across, optimize=True)
    variance = np.einsum("ni,nij->n", down**2, ink, optimize=True)
    slope = np.clip(covariance / np.maximum(variance, np.float32(1e-6)), -1, 1)
    return _moved(images, slope[:, None] * down)


def _moved(images: Bytes, to_the_left: Floats) -> Floats:
    """(N, 28, 28) images with each row moved by a distance of its own, (N, 28) pixels, interpolated; blank outside."""
    width = images.shape[2]
    whole = np.floor(to_the_left).astype(np.intp)
    part = (to_the_left - whole).astype(np.float32)[..., None]
    columns = np.arange(width) + whole[..., None]
    padded = np.pad(images, ((0, 0), (0, 0), (1, 1)))

    def taken(columns: npt.NDArray[np.intp]) -> Bytes:
        return np.take_along_axis(padded, np.clip(columns + 1, 0, width + 1), axis=2)

    return np.asarray(taken(columns) * (1 - part) + taken(columns + 1) * part, np.float32)
