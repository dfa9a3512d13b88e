"""Answers out of 10,000 that change when images are normalized again or enlarged tenfold.

The images are the first 10,000 of a fold of writers. A network that was trained without this fold says more than the
shipped one, which learned from every writer: `python -m benchmarks.agreement held-out.onnx 0`.
"""

import sys

import numpy as np
import numpy.typing as npt
from PIL import Image

from benchmarks.measure import check_target
from digits import Recognizer, mnist
from digits.image import normalize_picture

RENORMALIZED_LIMIT = 3
ENLARGED_LIMIT = 10
Bytes = npt.NDArray[np.uint8]


def images_of(fold: int) -> Bytes:
    """(10,000, 28, 28): the first images of a fold."""
    return mnist.load("train").images[np.flatnonzero(mnist.folds() == fold)[:10_000]]


def page_with(image: Bytes, random: np.random.Generator, resample: Image.Resampling) -> Image.Image:
    """The image enlarged tenfold, dark on light, at a random place of a page."""
    big = Image.fromarray(255 - image).resize((280, 280), resample)
    page = Image.new("L", (420, 400), 255)
    page.paste(big, (int(random.integers(0, 141)), int(random.integers(0, 121))))
    return page


def enlarged(images: Bytes, resample: Image.Resampling = Image.Resampling.NEAREST) -> Bytes:
    """The images normalized again from tenfold enlargements."""
    random = np.random.default_rng(0)
    return np.stack([_normalized(page_with(image, random, resample)) for image in images])


def renormalized(images: Bytes) -> Bytes:
    """The images normalized again."""
    return np.stack([_normalized(image) for image in images])


def changes(recognizer: Recognizer, images: Bytes, again: Bytes) -> int:
    """The number of answers that change."""
    before, after = (recognizer.classifier.probabilities(these).argmax(axis=1) for these in (images, again))
    return int((before != after).sum())


def _normalized(picture: Bytes | Image.Image) -> Bytes:
    image = normalize_picture(picture).image
    assert image is not None, "a digit is never blank"
    return image


if __name__ == "__main__":
    recognizer = Recognizer(sys.argv[1] if len(sys.argv) > 1 else "default")
    images = images_of(int(sys.argv[2]) if len(sys.argv) > 2 else 0)
    for name in ("BILINEAR", "BICUBIC", "LANCZOS"):
        changed = changes(recognizer, images, enlarged(images, Image.Resampling[name]))
        print(f"answers changed by tenfold enlargement, {name.lower()}: {changed} in {len(images):,}")
    print(
        f"answers changed by normalizing again: {changes(recognizer, images, renormalized(images))} in {len(images):,}"
    )
    changed = changes(recognizer, images, enlarged(images))
    check_target("answers changed by tenfold enlargement", changed, ENLARGED_LIMIT, "of 10,000")
