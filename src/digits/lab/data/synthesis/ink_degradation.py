"""What pen, paper and camera add to ink."""

import io

import numpy as np
from PIL import Image, ImageFilter

from digits.image.ink import PHOTOGRAPH_SIDE
from digits.image.photographed import SMALLEST, find_photographed
from digits.lab.data.synthesis.glyphs import Floats
from digits.lab.data.synthesis.photograph_conditions import PAGES
from digits.lab.data.synthesis.photographs import photographed_page


def degraded(ink: Floats, generator: np.random.Generator) -> Floats:
    """What pen, paper and camera add to ink: grain, blur, traces of the back, noise; the darkest is 1."""
    if generator.random() < 0.35:  # a pencil's grain
        rough = generator.random(ink.shape, np.float32)
        ink = ink * (1 - np.float32(generator.uniform(0.1, 0.6)) * rough)
    if generator.random() < 0.2:  # a coarse picture, enlarged
        ink = _coarse(ink, float(generator.uniform(1.3, 3)))
    if generator.random() < 0.6:
        radius = float(generator.uniform(0.3, 2.2))
        blurred = Image.fromarray((ink * 255).astype(np.uint8)).filter(ImageFilter.GaussianBlur(radius))
        ink = np.asarray(blurred, np.float32) / np.float32(255)
    if generator.random() < 0.1:
        ink = np.maximum(ink, np.float32(generator.uniform(0.05, 0.2)) * np.roll(ink, 37, 1)[:, ::-1])
    if generator.random() < 0.15:  # uneven light that is left
        y, x = np.mgrid[: ink.shape[0], : ink.shape[1]].astype(np.float32)
        waves = np.sin(
            x * generator.uniform(-0.03, 0.03) + y * generator.uniform(-0.03, 0.03) + generator.uniform(0, 6)
        )
        ink = ink + np.float32(generator.uniform(0.02, 0.12)) * (1 + waves) / 2
    if generator.random() < 0.6:
        noise = generator.standard_normal(ink.shape, np.float32) * np.float32(generator.uniform(0.003, 0.06))
        if generator.random() < 0.4:  # coarse, as of a picture that was enlarged
            noise = (noise + np.roll(noise, 1, 0) + np.roll(noise, 1, 1) + np.roll(noise, (1, 1), (0, 1))) / 2
        ink = ink + noise
    if generator.random() < 0.15:
        _add_specks(ink, generator)
    if generator.random() < 0.3:  # a gamma of ink, as of a threshold
        ink = np.clip(ink, 0, None) ** np.float32(generator.uniform(0.5, 1.6))
    ink = np.clip(ink, 0, None)
    peak = float(np.quantile(ink, 0.999)) if ink.size else 0.0
    largest = max(peak, float(ink.max()) * 0.6, 1e-3)
    return np.clip(ink / largest, 0, 1) if largest > 0.12 else ink


def photographed(written: Floats, printed: Floats, generator: np.random.Generator) -> Floats:
    """The ink that is found in a photograph of a page, at the size of the page; see `degraded`.

    Args:
        written: (H, W), 0..1, what a pen wrote.
        printed: (H, W), 0..1, what is printed.
        generator: the source of chance.

    Returns:
        (H, W), 0..1; all 0 where nothing is found, or where the page is too small or too long for a photograph.
    """
    height, width = written.shape
    smallest, largest = max(SMALLEST / min(height, width), 1.0), PHOTOGRAPH_SIDE / max(height, width)
    if smallest > largest:
        return np.zeros_like(written)
    factor = float(np.exp(generator.uniform(np.log(smallest), np.log(largest))))
    size = max(SMALLEST, round(width * factor)), max(SMALLEST, round(height * factor))
    layers = [
        np.asarray(Image.fromarray(np.rint(255 * one).astype(np.uint8)).resize(size, Image.Resampling.BICUBIC))
        for one in (written, printed)
    ]
    with Image.open(io.BytesIO(photographed_page(layers[0], layers[1], generator, PAGES))) as picture:
        found, _ = find_photographed(np.asarray(picture))
    small = np.asarray(Image.fromarray(found).resize((width, height), Image.Resampling.BOX), np.float32)
    seen: Floats = np.clip(small / np.float32(max(float(np.quantile(small, 0.999)), 8.0)), 0, 1)
    return seen


def _add_specks(ink: Floats, generator: np.random.Generator) -> None:
    """Add a few dots of dirt, in place."""
    for _ in range(int(generator.integers(1, 6))):
        y, x = generator.integers(0, ink.shape[0]), generator.integers(0, ink.shape[1])
        size = generator.integers(1, 4, 2)
        ink[y : y + size[0], x : x + size[1]] = generator.uniform(0.2, 1)


def _coarse(ink: Floats, factor: float) -> Floats:
    """Ink made smaller by area, and enlarged again."""
    height, width = ink.shape
    image = Image.fromarray(ink)
    small = image.resize((max(1, round(width / factor)), max(1, round(height / factor))), Image.Resampling.BOX)
    return np.clip(np.asarray(small.resize((width, height), Image.Resampling.BICUBIC), np.float32), 0, 1)
