"""Conditions of synthetic photographs: the ranges that every effect is drawn from.

`EVERYDAY` is what preprocessing was developed on, `HARSH` goes beyond it, and `PAGES` is what the detector learns from;
an evaluation may take ranges of its own.
"""

from dataclasses import dataclass

Range = tuple[float, float]


@dataclass(frozen=True)
class Conditions:
    """The conditions of a photograph; each pair of numbers is a range of uniform values.

    Attributes:
        side: pixels of the picture's longer side.
        aspect: the shorter side by the longer.
        digit: the digit's longest side as a share of the picture's shorter side; even in its logarithm.
        softness: pixels over which the edge of the ink rises.
        darkness: how much of the pen's colour the ink has.
        tilt: degrees, either way.
        perspective: how far each corner moves, as a share of the side.
        slope: how much darker the darkest end of the light is than the brightest.
        vignette: how much darker the corners are than the middle.
        shadow: the chance of a shadow with one straight edge.
        shadow_depth: how much light the shadow takes.
        penumbra: pixels from the shadow's dark to its light.
        lines: the chance of printed lines, half of them ruled and half squared.
        spacing: pixels between lines.
        line_width: pixels.
        bleed: the chance that writing on the back shows, mirrored and blurred.
        bleed_strength: how much of the ink's darkness it has.
        specks: how many specks of dust.
        grain: standard deviation of the paper's own texture, as a share of its brightness.
        blur: pixels, standard deviation of the lens's blur.
        noise: grey levels, standard deviation of the sensor's noise.
        quality: of the JPEG.
        blackboard: the chance of chalk on a blackboard instead of a pen on paper.
    """

    side: tuple[int, int] = (800, 1200)
    aspect: Range = (0.7, 1.0)
    digit: Range = (0.1, 0.6)
    softness: Range = (1.0, 3.0)
    darkness: Range = (0.6, 1.0)
    tilt: Range = (-4.0, 4.0)
    perspective: Range = (0.0, 0.03)
    slope: Range = (0.0, 0.4)
    vignette: Range = (0.0, 0.25)
    shadow: float = 0.4
    shadow_depth: Range = (0.15, 0.5)
    penumbra: Range = (4.0, 80.0)
    lines: float = 0.5
    spacing: Range = (22.0, 60.0)
    line_width: Range = (1.0, 3.0)
    bleed: float = 0.2
    bleed_strength: Range = (0.05, 0.15)
    specks: tuple[int, int] = (0, 8)
    grain: Range = (0.0, 0.012)
    blur: Range = (0.3, 1.8)
    noise: Range = (0.5, 5.0)
    quality: tuple[int, int] = (50, 95)
    blackboard: float = 0.0


EVERYDAY = Conditions()

HARSH = Conditions(
    digit=(0.05, 0.75),
    darkness=(0.45, 1.0),
    tilt=(-7.0, 7.0),
    perspective=(0.0, 0.06),
    slope=(0.2, 0.6),
    vignette=(0.0, 0.4),
    shadow=0.6,
    shadow_depth=(0.3, 0.65),
    penumbra=(2.0, 40.0),
    lines=0.7,
    spacing=(16.0, 80.0),
    line_width=(1.0, 4.0),
    bleed=0.4,
    bleed_strength=(0.1, 0.25),
    specks=(0, 20),
    grain=(0.0, 0.02),
    blur=(0.5, 3.0),
    noise=(2.0, 9.0),
    quality=(25, 80),
    blackboard=0.1,
)

PAGES = Conditions(
    darkness=(0.45, 1.0),
    slope=(0.0, 0.6),
    vignette=(0.0, 0.4),
    shadow=0.55,
    shadow_depth=(0.15, 0.65),
    penumbra=(1.0, 40.0),
    bleed=0.3,
    bleed_strength=(0.05, 0.25),
    specks=(0, 1),
    grain=(0.0, 0.02),
    blur=(0.2, 1.5),
    noise=(0.3, 5.0),
    quality=(25, 95),
    blackboard=0.1,
)
