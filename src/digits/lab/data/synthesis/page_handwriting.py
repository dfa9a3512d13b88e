"""Numbers and words in one hand along a base line: their characters, and where each stands beside the last."""

import numpy as np

from digits.lab.data.synthesis import glyphs
from digits.lab.data.synthesis.glyphs import Floats, Hand
from digits.lab.data.synthesis.page_canvas import SIZE, Box, Canvas

_MORE_ONES = 0.07  # share of the digits that are 1, besides those by chance


def write_number(  # noqa: PLR0913, PLR0917 - where and how a number is written
    canvas: Canvas,
    hand: Hand,
    height: float,
    angle: float,
    start: tuple[float, float],
    room: float,
    fits: bool = False,
) -> list[Box]:
    """Write a number from `start`, its left end on the base line, as far as there is room."""
    generator = canvas.generator
    text = _random_text(generator, max(1, int(room / (0.62 * height))))
    joined = generator.random() < 0.6  # neighbours touch or overlap
    wide = not fits and len(text) > 2 and generator.random() < 0.2  # digits far apart, evenly
    spacing = generator.uniform(0.8, 2.5) if wide else generator.uniform(0.04, 0.7) ** 1.3 + 0.02
    uneven_base = generator.uniform(0, 0.08)
    darkness = canvas.darkness()
    x, base = start
    placed: list[tuple[Floats, float, float, str]] = []
    right_edge: Floats | None = None
    for place, character in enumerate(text):
        if character in glyphs.MARKS:
            ink = glyphs.mark(character, hand, height, angle, generator)
            value = character
            gap = height * generator.uniform(0.03, 0.35)
        else:
            ink, number = glyphs.digit(hand, _value(generator), height, angle, generator)
            value = str(number)
            gap = height * spacing * generator.uniform(0.6, 1.4)
            if joined and place and text[place - 1] not in glyphs.MARKS and generator.random() < 0.7:
                gap = -height * generator.uniform(-0.02, 0.12)
        y = _top_of(character, ink, base + np.tan(angle) * (x - start[0]), height, uneven_base, generator)
        left = x
        if right_edge is not None:
            left = _contact(right_edge, ink, y) + gap
        if left + ink.shape[1] > start[0] + room and (place or fits):
            break
        placed.append((ink, left, y, value))
        right_edge = _edge(right_edge, ink, left, y)
        x = left
    while placed and placed[-1][3] in glyphs.MARKS:
        placed.pop()
    return [
        canvas.write(ink, (left, y), value, height, place < len(placed) - 1, darkness)
        for place, (ink, left, y, value) in enumerate(placed)
    ]


def write_word(  # noqa: PLR0913, PLR0917 - where and how a word is written
    canvas: Canvas, letters: list[Floats], hand: Hand, height: float, angle: float, start: tuple[float, float]
) -> float:
    """Write a word of letters; return where it ends."""
    generator = canvas.generator
    x, base = start
    if generator.random() < 0.3:
        text = "".join(
            generator.choice(list("abcdefghijkmnopqrtuvwxyzABCDEFGHKLMNPRTUVWXYZ"), generator.integers(3, 9))
        )
        ink = glyphs.printed(text, height * generator.uniform(0.5, 1.0), generator)
        canvas.print(ink, (x, base - len(ink)))
        return float(x + ink.shape[1])
    darkness = canvas.darkness()
    for _ in range(int(generator.integers(2, 8))):
        if x > canvas.width:
            break
        ink = glyphs.letter(hand, height * 0.8, angle, generator, letters)
        canvas.write(ink, (x, base - len(ink)), None, height, False, darkness)
        x += ink.shape[1] + height * generator.uniform(-0.05, 0.2)
    return x


def _value(generator: np.random.Generator) -> int | None:
    """Any digit, and 1 more often: a bar is what a line most resembles."""
    return 1 if generator.random() < _MORE_ONES else None


def _random_text(generator: np.random.Generator, most: int) -> str:
    """A number's characters, "0" standing for any digit."""
    likely = np.array([5, 4, 3, 2.4, 2, 1.4, 1, 0.8, 0.6, 0.5, 0.4, 0.3])[: max(1, min(most, 12))]
    length = 1 + int(generator.choice(len(likely), p=likely / likely.sum()))
    text = "0" * length
    chance = generator.random()
    if length > 1 and chance < 0.35:
        place = int(generator.integers(1, length))
        text = f"{text[:place]},{text[place:]}"
    elif length > 1 and chance < 0.5:
        place = int(generator.integers(1, length))
        text = f"{text[:place]}/{text[place:]}"
    return "-" + text if generator.random() < 0.12 else text


def _top_of(  # noqa: PLR0913, PLR0917 - where a glyph stands on its line
    character: str, ink: Floats, base: float, height: float, uneven: float, generator: np.random.Generator
) -> float:
    if character == ",":
        if generator.random() < 0.2:  # a raised point
            return base - height * generator.uniform(0.35, 0.6)
        return base - height * generator.uniform(-0.05, 0.15) - len(ink) * generator.uniform(0.2, 0.8)
    if character == "-":
        return base - height * generator.uniform(0.35, 0.6) - len(ink) / 2
    if character == "/":
        return base - len(ink) + height * generator.uniform(0.0, 0.25)
    return base - len(ink) + height * float(generator.normal(0, uneven))


def _edge(before: Floats | None, ink: Floats, left: float, top: float) -> Floats:
    """(H,) the rightmost ink in each row of the page, as far as written."""
    edge = np.full(SIZE[0] + 400, -np.inf, np.float32) if before is None else before.copy()
    rows = np.arange(len(ink)) + round(top) + 200
    inside = (rows >= 0) & (rows < len(edge))
    own = np.where((ink > 0.3).any(1), left + ink.shape[1] - np.argmax((ink > 0.3)[:, ::-1], 1), -np.inf)
    edge[rows[inside]] = np.maximum(edge[rows[inside]], own[inside])
    return edge


def _contact(edge: Floats, ink: Floats, top: float) -> float:
    """How far left ink can go until it meets what is written, in the same row or the next."""
    near = np.maximum(edge, np.maximum(np.roll(edge, 1), np.roll(edge, -1)))
    rows = np.clip(np.arange(len(ink)) + round(top) + 200, 0, len(edge) - 1)
    own = np.where((ink > 0.3).any(1), np.argmax(ink > 0.3, 1), np.inf)
    reach = near[rows] - own
    finite = reach[np.isfinite(reach)]
    return float(finite.max()) if len(finite) else float(edge[np.isfinite(edge)].max(initial=0.0))
