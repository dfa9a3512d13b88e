"""Synthetic phone photographs of digits on a page.

What ink and print take from light multiplies; so does light itself. Then come the lens, the sensor and JPEG. Every
effect is drawn from the ranges in `photograph_conditions`.
"""

import io
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from PIL import Image, ImageDraw, ImageFilter

from digits.lab.data.synthesis.photograph_conditions import EVERYDAY, Conditions, Range

Bytes = npt.NDArray[np.uint8]
Floats = npt.NDArray[np.float32]

_MARGIN = 0.12  # of the page's side, drawn around it so that tilt and perspective never show its end
_PAPERS = ((250, 250, 248), (246, 240, 222), (228, 228, 226), (236, 226, 200), (215, 225, 235))
_PENS = ((25, 25, 30), (30, 45, 120), (20, 30, 90), (150, 30, 35), (25, 95, 55), (75, 75, 78))
_PRINTS = ((150, 185, 225), (170, 170, 172), (215, 150, 155), (150, 200, 170), (120, 120, 135))
_BLACKBOARDS = ((38, 62, 50), (35, 35, 38), (30, 45, 85))
_CHALK = (235, 235, 225)


def photograph(ink: Bytes, generator: np.random.Generator, conditions: Conditions = EVERYDAY) -> bytes:
    """Photograph a digit on a page.

    Args:
        ink: (h, w), 0 = paper, 255 = full ink: a digit of any size, or a whole number.
        generator: all of chance; the same state gives the same bytes.
        conditions: the ranges that the effects are drawn from.

    Returns:
        The bytes of a colour JPEG, its longer side within `conditions.side`.

    Raises:
        ValueError: there is no ink.
    """
    if not ink.any():
        raise ValueError("there is no ink to photograph: give (h, w) with values above 0")
    side = int(generator.integers(conditions.side[0], conditions.side[1] + 1))
    height, width = side, int(side * _within(generator, conditions.aspect))
    if generator.random() < 0.5:
        height, width = width, height
    page = _page(ink, (height, width), generator, conditions)
    turned = _turned(page, (height, width), generator, conditions)
    light = _light((height, width), generator, conditions)
    return _sensed(turned * light[..., None], generator, conditions)


def _within(generator: np.random.Generator, ends: Range) -> float:
    return float(generator.uniform(*ends))


def photographed_page(
    written: Bytes, printed: Bytes, generator: np.random.Generator, conditions: Conditions = EVERYDAY
) -> bytes:
    """Photograph a page from right above.

    Args:
        written: (H, W), 0 = paper, 255 = full ink: what a pen wrote.
        printed: (H, W), 0..255: what is printed; `conditions.lines` adds no more lines.
        generator: all of chance.
        conditions: the ranges that the effects are drawn from; sizes, tilt and perspective do not count.

    Returns:
        The bytes of a colour JPEG of (H, W).
    """
    colours = _Colours.random(generator, conditions)
    page = _inked(written.copy(), printed.astype(np.float32) / np.float32(255), colours, generator, conditions)
    light = _light(written.shape, generator, conditions)
    return _sensed(page * light[..., None], generator, conditions)


@dataclass(frozen=True)
class _Colours:
    """Colours of paper or blackboard, pen or chalk, and print, (3,) each."""

    board: bool
    paper: Floats
    pen: Floats
    printed: Floats

    @classmethod
    def random(cls, generator: np.random.Generator, conditions: Conditions) -> "_Colours":
        board = bool(generator.random() < conditions.blackboard)
        paper = np.array(_one(generator, _BLACKBOARDS if board else _PAPERS), np.float32)
        pen = np.array(_CHALK if board else _one(generator, _PENS), np.float32)
        return cls(board, paper, pen, np.array(_one(generator, _PRINTS), np.float32))


def _page(ink: Bytes, size: tuple[int, int], generator: np.random.Generator, conditions: Conditions) -> Bytes:
    """The page with all that is on it, evenly lit, (H, W, 3), wider than `size` by the margin on all sides."""
    height, width = (side + 2 * round(_MARGIN * side) for side in size)
    colours = _Colours.random(generator, conditions)
    cover = _placed(_enlarged(ink, size, generator, conditions), (height, width), size, generator)
    lines = np.zeros((height, width), np.float32)
    if not colours.board and generator.random() < conditions.lines:
        lines = _lines((height, width), generator, conditions)
    return _inked(cover, lines, colours, generator, conditions)


def _inked(
    cover: Bytes, printed: Floats, colours: _Colours, generator: np.random.Generator, conditions: Conditions
) -> Bytes:
    """Evenly lit paper, (H, W, 3), with print 0..1 and ink 0..255, to which bleed and specks are added in place."""
    taken: Floats = printed[..., None] * (1 - colours.printed / np.float32(255))
    shades: Floats = colours.paper * (1 - taken)
    strength = _within(generator, conditions.darkness)
    if generator.random() < conditions.bleed:
        back = Image.fromarray(np.ascontiguousarray(cover[:, ::-1])).filter(ImageFilter.GaussianBlur(3))
        cover = np.maximum(cover, (np.asarray(back) * _within(generator, conditions.bleed_strength)).astype(np.uint8))
    _speckle(cover, generator, conditions)
    share = cover.astype(np.float32)[..., None] * np.float32(strength / 255)
    shades += share * ((colours.pen if colours.board else shades * colours.pen / 255) - shades)
    grain = generator.standard_normal(cover.shape, np.float32) * np.float32(_within(generator, conditions.grain))
    return np.clip(shades * (1 + grain)[..., None], 0, 255).astype(np.uint8)


def _one(generator: np.random.Generator, of: tuple[tuple[int, int, int], ...]) -> tuple[int, int, int]:
    return of[int(generator.integers(len(of)))]


def _enlarged(ink: Bytes, size: tuple[int, int], generator: np.random.Generator, conditions: Conditions) -> Bytes:
    """The ink cut to its box and enlarged smoothly, its edge rising over a few pixels at half of its height."""
    rows, columns = np.flatnonzero(ink.any(1)), np.flatnonzero(ink.any(0))
    cut = np.pad(ink[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1], 2)
    longest = np.exp(generator.uniform(*np.log(conditions.digit))) * min(size)
    factor = longest / (max(cut.shape) - 4)
    target = max(1, round(cut.shape[1] * factor)), max(1, round(cut.shape[0] * factor))
    smooth = np.asarray(Image.fromarray(cut).resize(target, Image.Resampling.BICUBIC), np.float32) / 255
    steepness = max(1.0, factor / _within(generator, conditions.softness) / 2)
    edged: Bytes = (np.clip((smooth - 0.45) * steepness + 0.45, 0, 1) * 255).astype(np.uint8)
    return edged


def _placed(cover: Bytes, whole: tuple[int, int], size: tuple[int, int], generator: np.random.Generator) -> Bytes:
    """The ink anywhere on the part of the page that the picture shows, apart from its outermost parts."""
    page = np.zeros(whole, np.uint8)
    place = []
    for axis in (0, 1):
        outside = (whole[axis] - size[axis]) // 2
        border = round(0.07 * size[axis])
        free = max(size[axis] - 2 * border - cover.shape[axis], 0)
        place.append(outside + border + int(generator.integers(0, free + 1)))
    top, left = place
    part = page[top : top + cover.shape[0], left : left + cover.shape[1]]
    part[:] = cover[: part.shape[0], : part.shape[1]]
    return page


def _lines(whole: tuple[int, int], generator: np.random.Generator, conditions: Conditions) -> Floats:
    """How much of each pixel is printed on, 0..1: ruled or squared, sometimes with a margin."""
    finer = 4
    spacing, thick = _within(generator, conditions.spacing), _within(generator, conditions.line_width)
    start = _within(generator, (0, spacing))
    profiles = [_comb(length, start, spacing, thick, finer) for length in whole]
    cover: Floats = np.repeat(profiles[0][:, None], whole[1], 1)
    if generator.random() < 0.5:
        cover = np.maximum(cover, profiles[1][None, :])
    elif generator.random() < 0.4:
        margin = _comb(whole[1], _within(generator, (0.15, 0.3)) * whole[1], 10.0 * whole[1], thick, finer)
        cover = np.maximum(cover, margin[None, :])
    return cover


def _comb(length: int, start: float, spacing: float, thick: float, finer: int) -> Floats:
    """(length,) share of each pixel that lies on one of the lines."""
    places = np.arange(length * finer, dtype=np.float32) / finer - start
    on = (places >= 0) & (places % spacing < thick)
    shares: Floats = on.reshape(length, finer).mean(1, dtype=np.float32)
    return shares


def _speckle(cover: Bytes, generator: np.random.Generator, conditions: Conditions) -> None:
    """Draw specks onto the ink, 1 to 5 pixels across, half to fully dark."""
    specks = Image.new("L", (cover.shape[1], cover.shape[0]))
    draw = ImageDraw.Draw(specks)
    for _ in range(int(generator.integers(conditions.specks[0], conditions.specks[1] + 1))):
        x, y = generator.random(2) * specks.size
        across = generator.uniform(1, 5)
        draw.ellipse((x, y, x + across, y + across), fill=int(generator.integers(120, 256)))
    np.maximum(cover, np.asarray(specks), out=cover)


def _turned(page: Bytes, size: tuple[int, int], generator: np.random.Generator, conditions: Conditions) -> Floats:
    """The page as a lens sees it, tilted and not quite from above: (H, W, 3)."""
    height, width = size
    angle = np.deg2rad(_within(generator, conditions.tilt))
    centre = np.array((page.shape[1] / 2, page.shape[0] / 2))
    corners = np.array(((-1, -1), (1, -1), (1, 1), (-1, 1))) * (width / 2, height / 2)
    turn = np.array(((np.cos(angle), -np.sin(angle)), (np.sin(angle), np.cos(angle))))
    reach = _within(generator, conditions.perspective) * max(size)
    source = corners @ turn.T + centre + generator.uniform(-reach, reach, (4, 2))
    target = np.array(((0, 0), (width, 0), (width, height), (0, height)), float)
    seen = Image.fromarray(page).transform(
        (width, height),
        Image.Transform.PERSPECTIVE,
        _homography(target, source),
        Image.Resampling.BICUBIC,
        fillcolor=tuple(int(shade) for shade in np.median(page[::16, ::16], (0, 1))),
    )
    return np.asarray(seen, np.float32)


def _homography(target: npt.NDArray[np.float64], source: npt.NDArray[np.float64]) -> list[float]:
    """The eight coefficients that bring each point of `target` to one of `source`, as Pillow takes them."""
    rows, values = [], []
    for (x, y), (u, v) in zip(target, source, strict=True):
        rows += [[x, y, 1, 0, 0, 0, -u * x, -u * y], [0, 0, 0, x, y, 1, -v * x, -v * y]]
        values += [u, v]
    solution: list[float] = np.linalg.solve(np.array(rows), np.array(values)).tolist()
    return solution


def _light(size: tuple[int, int], generator: np.random.Generator, conditions: Conditions) -> Floats:
    """(H, W) how much light falls on each place, up to 1: a slope, a vignette, and perhaps a shadow."""
    y, x = (np.linspace(-1, 1, side, dtype=np.float32) for side in size)
    y = y[:, None]
    towards = generator.uniform(0, 2 * np.pi)
    along = (x * np.cos(towards) + y * np.sin(towards)) / np.sqrt(2)
    light: Floats = 1 - np.float32(_within(generator, conditions.slope)) * (1 + along) / 2
    light *= 1 - np.float32(_within(generator, conditions.vignette)) * (x * x + y * y) / 2
    if generator.random() < conditions.shadow:
        towards = generator.uniform(0, 2 * np.pi)
        soft = _within(generator, conditions.penumbra) / max(size) * 2
        distance = x * np.cos(towards) + y * np.sin(towards) - generator.uniform(-0.6, 0.6)
        depth = np.float32(_within(generator, conditions.shadow_depth))
        light *= 1 - depth * np.clip(distance / soft + 0.5, 0, 1)
    return light.astype(np.float32)


def _sensed(scene: Floats, generator: np.random.Generator, conditions: Conditions) -> bytes:
    """Blur, noise (mostly of brightness, a third as much of colour), and JPEG."""
    picture = Image.fromarray(np.clip(scene, 0, 255).astype(np.uint8))
    blurred = np.asarray(picture.filter(ImageFilter.GaussianBlur(_within(generator, conditions.blur))), np.float32)
    brightness = generator.standard_normal(blurred.shape[:2], np.float32)
    tint = np.stack([np.roll(brightness, (31 * shift, 17 * shift), (0, 1)) for shift in (1, 2, 3)], -1)
    deviation = np.float32(_within(generator, conditions.noise))
    noisy = blurred + deviation * (brightness[..., None] + tint / 3)
    buffer = io.BytesIO()
    quality = int(generator.integers(conditions.quality[0], conditions.quality[1] + 1))
    Image.fromarray(np.clip(np.rint(noisy), 0, 255).astype(np.uint8)).save(buffer, "JPEG", quality=quality)
    return buffer.getvalue()
