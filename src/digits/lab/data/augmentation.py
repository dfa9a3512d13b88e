"""Augmentation of training images: stroke width, one geometric map with an elastic field, then degradation.

Rotation, scale, stretch, shear, perspective and shift are composed into a single map (Simard, Steinkraus and Platt,
"Best practices for convolutional neural networks applied to visual document analysis", 2003, for the idea and the
elastic field), so that an image is interpolated once and stays sharp. NumPy processes a whole batch at once.
`benchmarks/augmentation.py` compares it with the alternatives.

Images are normalized before they are classified: their darkest ink is full and their longest side is 20 pixels. So ink
fades in places and never as a whole, and a stretch stops at the longest side.
"""

import math
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

SIDE = 28
CENTRE = (SIDE - 1) / 2
MARGIN = 1
_WIDEST = 21.0  # pixels that a stretched digit may take: MNIST's longest side and a blurred edge
_DEGRADED_SHARE = 0.3  # of the images, for each kind of degradation
EDGE = 0.7  # pixels over which a gap's edge goes from ink to paper

_NO_GAP = -10.0  # pixels: the width of a gap that takes no ink
Images = npt.NDArray[np.float32]
Parameters = dict[str, Images]


class AugmentationError(ValueError):
    """An amount is out of range."""


@dataclass(frozen=True)
class Augmentation:
    """The amounts of augmentation; 0 turns one off, and draws no random numbers.

    Each image's amount is uniform in [-amount, amount], except for the elastic field and the degradations: faint, gap,
    blur and noise are uniform in [0, amount], each for three images in ten, and leave the others alone.

    Attributes:
        rotation: degrees.
        shift: pixels, on each axis.
        scale: fraction of the size, plus half as much on each axis separately.
        shear: horizontal pixels per vertical pixel.
        elastic: standard deviation of the displacement field, pixels.
        elastic_cells: the displacement field is smooth over SIDE / elastic_cells pixels.
        thickness: pixels that strokes grow at each edge, or shrink by half as many; at most 1.
        stretch: logarithm of the factor of the width; limited by the longest side.
        perspective: how much larger one edge of the image is than its middle, as a fraction, on each axis.
        faint: fraction of the ink that is missing at one end of the image, fading to none at the other.
        gap: width of a straight gap through the digit, pixels.
        blur: standard deviation, pixels; at most 1.
        noise: standard deviation, grey levels, of pixels on ink or next to it.
    """

    rotation: float = 0.0
    shift: float = 0.0
    scale: float = 0.0
    shear: float = 0.0
    elastic: float = 0.0
    elastic_cells: int = 4
    thickness: float = 0.0
    stretch: float = 0.0
    perspective: float = 0.0
    faint: float = 0.0
    gap: float = 0.0
    blur: float = 0.0
    noise: float = 0.0

    def __post_init__(self) -> None:
        """Reject amounts out of range."""
        for name in ("rotation", "shift", "scale", "shear", "elastic", "stretch", "gap", "noise"):
            if not 0 <= getattr(self, name) < math.inf:
                raise AugmentationError(f"{name} is at least 0 and finite, not {getattr(self, name)}")
        for name, most in (("thickness", 1), ("perspective", 0.4), ("faint", 1), ("blur", 1)):
            if not 0 <= getattr(self, name) <= most:
                raise AugmentationError(f"{name} is at least 0 and at most {most}, not {getattr(self, name)}")
        if self.scale > 0.6:
            raise AugmentationError(f"scale is a fraction of at most 0.6 (each axis adds half of it): {self.scale}")
        if self.elastic_cells < 1:
            raise AugmentationError(f"elastic_cells is at least 1: {self.elastic_cells}")


def augment(images: npt.NDArray[np.uint8], how: Augmentation, generator: np.random.Generator) -> Images:
    """Augment every image with random parameters of its own.

    Args:
        images: (N, 28, 28) uint8.
        how: the amounts.
        generator: the same state gives the same result.

    Returns:
        (N, 28, 28) float32, 0..255.
    """
    return _apply(images, draw_parameters(images, how, generator), how)


def draw_parameters(images: npt.NDArray[np.uint8], how: Augmentation, generator: np.random.Generator) -> Parameters:
    """Draw the random parameters of each image; arrays with one row per image, for the kinds that are on.

    Returns:
        `map`: (N, 6) angle in radians, scale, stretch, shear, and shift along x and along y.
        `knots`: (N, 2, knots, knots) displacements along x and y at the knots of the elastic field, pixels.
        `stretch`: (N,) factor of the width.
        `tilt`: (N, 2) perspective along x and y, per pixel.
        `pen`: (N,) share of the dilated image, or, below 0, of the eroded one.
        `faint`: (N, 2) missing fraction of the ink; direction, radians.
        `gap`: (N, 3) width, pixels, far below 0 for no gap; distance from the middle, pixels; direction.
        `blur`: (N,) standard deviation, pixels.
        `noise`: (N, 28, 28) grey levels.
    """
    count = len(images)
    parameters = {"map": _map_parameters(count, how, generator)}
    if how.elastic:
        knots = how.elastic_cells + 3
        noise = generator.standard_normal((2, count, knots, knots), np.float32) * np.float32(how.elastic)
        parameters["knots"] = noise.swapaxes(0, 1)
    if how.stretch:
        parameters["stretch"] = _stretch_factors(images, how.stretch, generator)
    if how.perspective:
        tilts = generator.uniform(-how.perspective, how.perspective, (2, count)).astype(np.float32)
        parameters["tilt"] = (tilts / np.float32(CENTRE)).T
    if how.thickness:
        parameters["pen"] = generator.uniform(-how.thickness / 2, how.thickness, count).astype(np.float32)
    return parameters | _degradation_parameters(count, how, generator)


def _map_parameters(count: int, how: Augmentation, generator: np.random.Generator) -> Images:
    amounts = (how.rotation, how.scale, how.scale / 2, how.shear, how.shift, how.shift)
    angle, *others = [generator.uniform(-amount, amount, count).astype(np.float32) for amount in amounts]
    return np.stack([np.deg2rad(angle), *others], axis=1)


def _stretch_factors(images: npt.NDArray[np.uint8], amount: float, generator: np.random.Generator) -> Images:
    """(N,) factors of the ink's width, limited so that no digit exceeds the longest side."""
    columns = np.asarray(images.any(axis=1))
    width = SIDE - columns.argmax(axis=1) - columns[:, ::-1].argmax(axis=1)
    factor = np.exp(generator.uniform(-amount, amount, len(images)))
    return np.asarray(np.minimum(factor, np.maximum(_WIDEST / width, 1)), np.float32)


def _degradation_parameters(count: int, how: Augmentation, generator: np.random.Generator) -> Parameters:
    """Parameters of faint ink, gap, blur and noise, each for a random share of the images."""

    def some(amount: float) -> tuple[npt.NDArray[np.intp], Images]:
        chosen = np.flatnonzero(generator.random(count) < _DEGRADED_SHARE)
        return chosen, generator.uniform(0, amount, len(chosen)).astype(np.float32)

    def direction(chosen: npt.NDArray[np.intp]) -> Images:
        return generator.uniform(0, 2 * math.pi, len(chosen)).astype(np.float32)

    parameters: Parameters = {}
    if how.faint:
        parameters["faint"] = np.zeros((count, 2), np.float32)
        chosen, amounts = some(how.faint)
        parameters["faint"][chosen] = np.stack([amounts, direction(chosen)], axis=1)
    if how.gap:
        parameters["gap"] = np.full((count, 3), _NO_GAP, np.float32)
        chosen, amounts = some(how.gap)
        place = generator.uniform(-6, 6, len(chosen)).astype(np.float32)
        parameters["gap"][chosen] = np.stack([amounts, place, direction(chosen)], axis=1)
    if how.blur:
        parameters["blur"] = np.zeros(count, np.float32)
        chosen, amounts = some(how.blur)
        parameters["blur"][chosen] = amounts
    if how.noise:
        parameters["noise"] = np.zeros((count, SIDE, SIDE), np.float32)
        chosen, amounts = some(how.noise)
        noise = generator.standard_normal((len(chosen), SIDE, SIDE), np.float32)
        parameters["noise"][chosen] = noise * amounts[:, None, None]
    return parameters


def _apply(images: npt.NDArray[np.uint8], parameters: Parameters, how: Augmentation) -> Images:
    """Augment images with these parameters."""
    x, y = _affine(parameters["map"].T)
    if "knots" in parameters:
        dx, dy = _elastic(parameters["knots"].swapaxes(0, 1), how.elastic_cells)
        x, y = x + dx, y + dy
    if "stretch" in parameters:
        x = (x - np.float32(CENTRE)) / parameters["stretch"][:, None, None] + np.float32(CENTRE)
    if "tilt" in parameters:
        x, y = _perspective(x, y, parameters["tilt"].T[..., None, None])
    if "pen" in parameters:
        images = _change_thickness(images, parameters["pen"][:, None, None])
    return _degrade(_sample(images, x, y), parameters)


def _affine(amounts: npt.NDArray[np.float32]) -> tuple[npt.NDArray[np.float32], npt.NDArray[np.float32]]:
    """Where each pixel of the result comes from, (N, 28, 28) each for x and y."""
    angle, overall, stretch, shear, shift_x, shift_y = amounts[:, :, None, None]
    scale_x, scale_y = 1 + overall + stretch, 1 + overall - stretch
    grid = np.arange(SIDE, dtype=np.float32) - np.float32(CENTRE)
    row, column = grid[None, :, None] - shift_y, grid[None, None, :] - shift_x
    cosine, sine = np.cos(angle), np.sin(angle)
    x = (cosine * column + sine * row) / scale_x
    y = (cosine * row - sine * column) / scale_y
    return x + shear * y + np.float32(CENTRE), y + np.float32(CENTRE)


def _perspective(x: Images, y: Images, tilts: Images) -> tuple[Images, Images]:
    """The coordinates that pixels come from when the paper is seen at an angle."""
    x, y = x - np.float32(CENTRE), y - np.float32(CENTRE)
    depth = np.maximum(1 + tilts[0] * x + tilts[1] * y, np.float32(0.1))
    return x / depth + np.float32(CENTRE), y / depth + np.float32(CENTRE)


def _elastic(noise: npt.NDArray[np.float32], cells: int) -> tuple[npt.NDArray[np.float32], npt.NDArray[np.float32]]:
    """A smooth displacement of every pixel, (N, 28, 28) each for x and y: noise on a coarse grid, interpolated."""
    weights = smoothing(cells)
    field = weights @ noise @ weights.T
    return field[0], field[1]


def smoothing(cells: int) -> npt.NDArray[np.float32]:
    """(28, cells + 3) cubic B-spline weights from knots to pixels, scaled so that white noise keeps its variance."""
    position = np.arange(SIDE)[:, None] * cells / (SIDE - 1) + 1
    distance = np.abs(position - np.arange(cells + 3)[None])
    near = 2 / 3 - distance**2 + distance**3 / 2
    far = np.clip(2 - distance, 0, None) ** 3 / 6
    spline = np.where(distance < 1, near, far)
    return np.asarray(spline / np.sqrt((spline**2).sum(axis=1, keepdims=True)), np.float32)


def _sample(
    images: npt.NDArray[np.uint8], x: npt.NDArray[np.float32], y: npt.NDArray[np.float32]
) -> npt.NDArray[np.float32]:
    """Bilinear interpolation at (x, y), paper outside."""
    padded = np.pad(images, ((0, 0), (MARGIN, MARGIN + 1), (MARGIN, MARGIN + 1))).astype(np.float32)
    width = padded.shape[2]
    x = np.clip(x, -MARGIN, SIDE) + MARGIN
    y = np.clip(y, -MARGIN, SIDE) + MARGIN
    column, row = x.astype(np.int32), y.astype(np.int32)
    right, down = x - column.astype(np.float32), y - row.astype(np.float32)
    first = np.arange(len(images), dtype=np.int32)[:, None, None] * (width * width)
    corner = first + row * width + column
    flat = padded.ravel()
    top = flat[corner] * (1 - right) + flat[corner + 1] * right
    corner += width
    bottom = flat[corner] * (1 - right) + flat[corner + 1] * right
    return np.asarray(top * (1 - down) + bottom * down)


def _change_thickness(images: npt.NDArray[np.uint8], mix: Images) -> npt.NDArray[np.uint8]:
    """Images mixed with their grey dilation (mix > 0) or erosion (mix < 0) by the four neighbours."""
    padded = np.pad(images, ((0, 0), (1, 1), (1, 1)))
    around = (padded[:, :-2, 1:-1], padded[:, 2:, 1:-1], padded[:, 1:-1, :-2], padded[:, 1:-1, 2:])
    other = images.copy()
    wider = np.asarray(mix[:, 0, 0] > 0)
    for neighbour in around:
        other[wider] = np.maximum(other[wider], neighbour[wider])
        other[~wider] = np.minimum(other[~wider], neighbour[~wider])
    mix = np.abs(mix)
    return np.rint(images * (1 - mix) + other * mix).astype(np.uint8)


def _degrade(images: Images, parameters: Parameters) -> Images:
    """Apply faint ink, gap, blur and noise, in the order in which they arise in a photograph."""
    for kind, degrade in (("faint", _fade), ("gap", _cut), ("blur", _blur), ("noise", _add_noise)):
        if kind in parameters:
            amounts = parameters[kind].reshape(len(images), -1)
            chosen = np.flatnonzero(amounts.any(axis=1) if kind != "gap" else amounts[:, 0] > _NO_GAP)
            images[chosen] = degrade(images[chosen], parameters[kind][chosen])
    return images


def _distance_along(angles: Images) -> Images:
    """(N, 28, 28): each pixel's distance from the middle along a direction (N,), pixels."""
    angle = angles[:, None, None]
    grid = np.arange(SIDE, dtype=np.float32) - np.float32(CENTRE)
    return np.asarray(np.cos(angle) * grid[None, None, :] + np.sin(angle) * grid[None, :, None])


def _fade(images: Images, parameters: Images) -> Images:
    """Fade the ink along a direction."""
    along = np.clip(_distance_along(parameters[:, 1]) / 20 + 0.5, 0, 1)
    return np.asarray(images * (1 - parameters[:, 0, None, None] * along))


def _cut(images: Images, parameters: Images) -> Images:
    """Cut a straight gap whose middle is within 6 pixels of the image's."""
    width, place, _ = parameters.T[..., None, None]
    beyond = np.abs(_distance_along(parameters[:, 2]) - place) - width / 2
    return np.asarray(images * np.clip(beyond / EDGE + 0.5, 0, 1))


def _blur(images: Images, parameters: Images) -> Images:
    """Blur by 3x3 pixels, with the given standard deviation on each axis."""
    side = parameters[:, None, None] ** 2 / 2
    padded = np.pad(images, ((0, 0), (1, 1), (1, 1)))
    rows = padded[:, 1:-1] * (1 - 2 * side) + (padded[:, :-2] + padded[:, 2:]) * side
    return np.asarray(rows[..., 1:-1] * (1 - 2 * side) + (rows[..., :-2] + rows[..., 2:]) * side)


def _add_noise(images: Images, parameters: Images) -> Images:
    """Add normal noise to each pixel that has ink, clipped to 0..255; paper stays clean, as normalization leaves it."""
    return np.asarray(np.where(images > 0, np.clip(images + parameters, 0, 255), 0))
