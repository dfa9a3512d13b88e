"""The rules, read from the top, as a person wrote them."""

from collections.abc import Callable
from dataclasses import dataclass

from digits.lab.baselines.expert.facts import Facts


@dataclass(frozen=True)
class Rule:
    """If the facts are so, it is this digit.

    Attributes:
        digit: 0..9.
        confidence: how sure the expert is when the rule holds, 0.1..1.
        reason: what is seen, in words; no two rules have the same.
        holds: whether it is seen.
    """

    digit: int
    confidence: float
    reason: str
    holds: Callable[[Facts], bool]


RULES = (
    Rule(
        0,
        0.99,
        "one loop is nearly the whole digit",
        lambda f: f.loop.height > 0.38 and 0.42 < f.loop.y < 0.65 and f.lower_left < 0.09 and f.upper_right < 0.16,
    ),
    Rule(
        8,
        0.95,
        "two loops, one above the other",
        lambda f: len(f.loops) > 1 and f.loops[0].y < 0.45 and f.loops[-1].y > 0.55 and f.left.size < 0.08,
    ),
    Rule(
        2,
        0.9,
        "a low loop, and above it a bay open to the left: a 2 whose foot is curled",
        lambda f: f.loop.y > 0.58 and f.left.size > 0.05 and f.left.y < f.loop.y and f.tongue < 0.06,
    ),
    Rule(
        6,
        0.95,
        "a low loop, with more room above its back than below its belly",
        lambda f: f.loop.y > 0.55 and f.upper_left > f.lower_right,
    ),
    Rule(
        6,
        0.8,
        "a low loop below a pointed head, with nothing cut out at the lower left",
        lambda f: f.loop.y > 0.55 and f.head < 0.4 and f.lower_left < 0.04,
    ),
    Rule(
        5,
        0.6,
        "a low loop below a wide bay open to the right: a 5 whose end touches",
        lambda f: f.loop.y > 0.58 and f.right.size > 0.075 and f.right.hidden < 0.1 and f.upper_right < 0.025,
    ),
    Rule(
        8,
        0.9,
        "a low loop and nothing that speaks for 2, 5 or 6: an 8 open at the top",
        lambda f: f.loop.y > 0.58,
    ),
    Rule(
        4,
        0.8,
        "a loop that ends in a point at the top, and a stem below it",
        lambda f: f.loop.size > 0 and f.lower_left > 0.05 and f.head < 0.4,
    ),
    Rule(
        9,
        0.98,
        "a high loop on a single stem",
        lambda f: f.loop.y < 0.45 and f.lower_left > 0.05 and f.foot < 0.37,
    ),
    Rule(
        9,
        0.6,
        "a high loop, and a low bay open to the left: a 9 whose tail is hooked",
        lambda f: f.loop.y < 0.45 and f.left.y > 0.55 and (f.waist < 0.28 or f.left.size > 0.05),
    ),
    Rule(
        8,
        0.7,
        "a high loop and nothing that speaks for 4 or 9: an 8 whose lower loop is blotted or open",
        lambda f: f.loop.y < 0.45,
    ),
    Rule(
        0,
        0.6,
        "a loop in the middle, however small",
        lambda f: f.loop.size > 0 and 0.42 < f.loop.y < 0.6,
    ),
    Rule(
        1,
        0.99,
        "narrow, without bays or corners: an upright line",
        lambda f: f.width < 0.4 and f.lower_left < 0.05 and f.left.size < 0.06 and f.right.size < 0.06,
    ),
    Rule(
        0,
        0.75,
        "a bay in the middle is nearly the whole digit and all but shut: a 0 with a gap",
        lambda f: (
            f.bay.size > 0.15 and f.bay.height > 0.55 and f.bay.hidden > 0.62 and f.bay.x > 0.44 and f.tongue < 0.03
        ),
    ),
    Rule(
        4,
        0.98,
        "open at the top, with a stem below",
        lambda f: f.up.size > 0.03 and f.up.bottom > 0.2 and f.up.hidden < 0.6 and f.lower_left > 0.05,
    ),
    Rule(
        3,
        0.98,
        "a tongue between two bays open to the left, on a broad foot",
        lambda f: f.tongue > 0.06 and f.left.size > 0.08 and f.foot > 0.3 and (f.right.size < 0.07 or f.right.y > 0.42),
    ),
    Rule(
        4,
        0.6,
        "a pointed head, no bay at the left, and a stem",
        lambda f: f.head < 0.38 and f.lower_left > 0.06 and f.left.size < 0.04,
    ),
    Rule(
        9,
        0.85,
        "a high bay open to the right, and a stem: a 9 with a gap at the right",
        lambda f: (
            f.right.y < 0.42 and f.right.bottom < 0.55 and f.lower_left > 0.06 and f.foot < 0.4 and f.left.y > 0.49
        ),
    ),
    Rule(
        9,
        0.7,
        "a roof and a stem, and at the left a low bay only: a 9 whose loop is blotted",
        lambda f: f.left.y > 0.52 and f.right.size < 0.03 and f.lower_left > 0.065 and f.lower_right > 0.05,
    ),
    Rule(
        7,
        0.95,
        "a roof and a stem",
        lambda f: f.lower_left > 0.065 and f.lower_right > 0.05 and f.right.size < 0.05 and f.foot < 0.42,
    ),
    Rule(
        9,
        0.7,
        "a high bay open to the right but almost shut, on a narrow foot",
        lambda f: f.right.y < 0.42 and f.right.hidden > 0.5 and f.lower_left > 0.03 and f.foot < 0.4,
    ),
    Rule(
        3,
        0.6,
        "a bay at the left from top to bottom, and a small notch at the right in the middle",
        lambda f: (
            f.left.size > 0.08
            and f.left.top < 0.25
            and f.left.bottom > 0.8
            and f.upper_right < 0.1
            and 0 < f.right.size < 0.1
            and 0.36 < f.right.y < 0.56
        ),
    ),
    Rule(
        5,
        0.95,
        "a bay open to the right above a bay open to the left",
        lambda f: f.right.size > 0.03 and f.left.size > 0.02 and f.right.y < f.left.y,
    ),
    Rule(
        2,
        0.95,
        "a bay open to the left, and room above a foot at the right",
        lambda f: f.left.size > 0.04 and f.left.y < 0.55 and f.upper_right > 0.035,
    ),
    Rule(
        2,
        0.8,
        "a bay open to the left above a bay open to the right",
        lambda f: f.left.size > 0.09 and f.left.top < 0.25 and f.right.y > 0.57,
    ),
    Rule(
        6,
        0.95,
        "a bay open to the right, none at the left, and nothing cut out at the lower left: an open or blotted 6",
        lambda f: f.right.size > 0.03 and f.left.size < 0.02 and f.lower_left < 0.05 and f.upper_left > 0.04,
    ),
    Rule(
        3,
        0.5,
        "a bay open to the left and nothing else",
        lambda f: f.left.size > 0.05,
    ),
    Rule(
        5,
        0.5,
        "a bay open to the right below a roof",
        lambda f: f.right.size > 0.05 and f.lower_left > 0.07,
    ),
    Rule(
        2,
        0.7,
        "much room above a foot at the right",
        lambda f: f.upper_right > 0.15 and f.width > 0.7,
    ),
    Rule(
        1,
        0.7,
        "narrow, and nothing else is seen",
        lambda f: f.width < 0.55,
    ),
)
"""Read from the top: a rule may count on those above it not holding."""
