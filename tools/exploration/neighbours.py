"""Images as points in a space of 784 dimensions: its main directions, a map of it, and who lies next to whom."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from digits.metrics import CLASSES

Images = npt.NDArray[np.uint8]
Floats = npt.NDArray[np.floating]
Indices = npt.NDArray[np.intp]

DIMENSIONS = 50
"""Principal components that candidates for neighbours are found in."""
CANDIDATES = 8
"""Neighbours in these dimensions whose exact distances are compared."""
_BLOCK = 1_000
_SEED = 1


@dataclass(frozen=True)
class Components:
    """The principal components of images.

    Attributes:
        mean: (784,) the mean image.
        directions: (K, 784), orthonormal, by falling variance.
        shares: (K,) of the whole variance.
    """

    mean: Floats
    directions: Floats
    shares: Floats

    def coordinates(self, images: Images, count: int) -> npt.NDArray[np.float32]:
        """(N, count) where images lie along the first directions."""
        flat = images.reshape(len(images), -1).astype(np.float32) - self.mean.astype(np.float32)
        return flat @ self.directions[:count].T.astype(np.float32)

    def rebuilt(self, images: Images, count: int) -> Floats:
        """(N, 28, 28) what so many directions keep of images."""
        flat = self.coordinates(images, count) @ self.directions[:count] + self.mean
        return np.asarray(flat.reshape(images.shape))

    def needed(self, share: float) -> int:
        """How many directions hold so large a share of the variance."""
        return int(np.searchsorted(np.cumsum(self.shares), share) + 1)


def components(images: Images) -> Components:
    """All principal components, from the covariance of the pixels (Pearson, 1901; Hotelling, 1933)."""
    flat = images.reshape(len(images), -1).astype(np.float32)
    mean = flat.mean(axis=0)
    flat -= mean
    variances, directions = np.linalg.eigh((flat.T @ flat / len(flat)).astype(np.float64))
    variances = np.maximum(variances[::-1], 0)
    return Components(mean, directions[:, ::-1].T, variances / variances.sum())


def embedding(points: Floats, iterations: int = 1000) -> npt.NDArray[np.float32]:
    """(N, 2) a map on which neighbours stay neighbours, by t-SNE (van der Maaten and Hinton, 2008).

    Args:
        points: (N, D).
        iterations: of gradient descent, at least 250.
    """
    from sklearn.manifold import TSNE

    perplexity = min(30.0, (len(points) - 1) / 3)
    reducer = TSNE(2, perplexity=perplexity, init="pca", random_state=_SEED, max_iter=iterations)
    return np.asarray(reducer.fit_transform(points))


@dataclass(frozen=True)
class Nearest:
    """Of each image the nearest other one.

    Attributes:
        index: (N,) which.
        distance: (N,) Euclidean, in grey levels.
    """

    index: Indices
    distance: npt.NDArray[np.float64]


def nearest(images: Images, found: Components) -> Nearest:
    """Each image's nearest other image: candidates in the first 50 dimensions, then exact distances.

    Where more than one candidate is equally near, the first is taken. A neighbour that is not among the eight nearest
    of the 50 dimensions is missed; exact duplicates are not.
    """
    points = found.coordinates(images, DIMENSIONS)
    squares = (points**2).sum(axis=1)
    flat = images.reshape(len(images), -1)
    parts = [_nearest(points, squares, flat, at) for at in range(0, len(images), _BLOCK)]
    return Nearest(np.concatenate([index for index, _ in parts]), np.concatenate([far for _, far in parts]))


def _nearest(
    points: npt.NDArray[np.float32], squares: npt.NDArray[np.float32], flat: Images, at: int
) -> tuple[Indices, npt.NDArray[np.float64]]:
    block = np.arange(at, min(at + _BLOCK, len(points)))
    distances = squares - 2 * (points[block] @ points.T)
    distances[np.arange(len(block)), block] = np.inf
    kept = min(CANDIDATES, len(points) - 1)
    candidates = np.argpartition(distances, kept - 1, axis=1)[:, :kept]
    apart = flat[candidates].astype(np.float32) - flat[block, None].astype(np.float32)
    exact = np.sqrt((apart**2).sum(axis=2, dtype=np.float64))
    best = exact.argmin(axis=1)
    rows = np.arange(len(block))
    return candidates[rows, best], exact[rows, best]


def duplicates(images: Images) -> int:
    """How many images are the same, pixel by pixel, as one before them."""
    return len(images) - len({image.tobytes() for image in images})


def closest_pairs(found: Nearest, mask: npt.NDArray[np.bool_], count: int) -> list[tuple[int, int]]:
    """The nearest pairs among images in a mask, each once, the nearest first."""
    order = np.flatnonzero(mask)[np.argsort(found.distance[mask], kind="stable")]
    pairs: dict[frozenset[int], tuple[int, int]] = {}
    for one in order:
        other = int(found.index[one])
        pairs.setdefault(frozenset((int(one), other)), (int(one), other))
        if len(pairs) == count:
            break
    return list(pairs.values())


def mixing(labels: npt.NDArray[np.integer], found: Nearest) -> npt.NDArray[np.int64]:
    """(10, 10) how often an image of one digit (row) has an image of another (column) as its nearest."""
    pairs = labels.astype(np.int64) * CLASSES + labels[found.index]
    return np.bincount(pairs, minlength=CLASSES**2).reshape(CLASSES, CLASSES).astype(np.int64)


def nearest_mean(images: Images, means: Floats) -> npt.NDArray[np.intp]:
    """(N,) the class whose mean image, of (10, 28, 28), is nearest."""
    centres = means.reshape(len(means), -1)
    flat = images.reshape(len(images), -1).astype(np.float64)
    return np.asarray(((centres**2).sum(axis=1) - 2 * (flat @ centres.T)).argmin(axis=1))
