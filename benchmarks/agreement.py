"""How many of 10,000 answers change when images are normalized again, and when they come as large pictures.

The images are the first 10,000 of a fold of writers. A network that was trained without this fold says more than the
shipped one, which saw every writer: `python -m benchmarks.agreement held-out.onnx 0`.
"""

import sys

import numpy as np
import numpy.typing as npt
from PIL import Image

from benchmarks.bar import against
from digits import Recognizer, mnist
from digits.image import normalize_picture

RENORMALIZED_BAR = 3
ENLARGED_BAR = 10
Bytes = npt.NDArray[np.uint8]


def images_of(fold: int) -> Bytes:
    """(10,000, 28, 28): the first images of a fold."""
    return mnist.load("train").images[np.flatnonzero(mnist.folds() == fold)[:10_000]]


def page_with(image: Bytes, random: np.random.Generator, resample: Image.Resampling) -> Image.Image:
    """The image enlarged tenfold, turned dark on light, somewhere on a page."""
    big = Image.fromarray(255 - image).resize((280, 280), resample)
    page = Image.new("L", (420, 400), 255)
    page.paste(big, (int(random.integers(0, 141)), int(random.integers(0, 121))))
    return page


def enlarged(images: Bytes, resample: Image.Resampling = Image.Resampling.NEAREST) -> Bytes:
    """The images again, after they were large pictures."""
    random = np.random.default_rng(0)
    return np.stack([_field(page_with(image, random, resample)) for image in images])


def renormalized(images: Bytes) -> Bytes:
    """The images again, each normalized as it is."""
    return np.stack([_field(image) for image in images])


def changes(recognizer: Recognizer, images: Bytes, again: Bytes) -> int:
    """How many answers change."""
    before, after = (recognizer.classifier.probabilities(these).argmax(axis=1) for these in (images, again))
    return int((before != after).sum())


def _field(picture: Bytes | Image.Image) -> Bytes:
    field = normalize_picture(picture).image
    assert field is not None, "a digit is never blank"
    return field


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
    against("answers changed by tenfold enlargement", changed, ENLARGED_BAR, "of 10,000")
