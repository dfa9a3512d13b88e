"""Trainings that differ by their seed alone: how far chance in training moves an error."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from statistics import fmean, stdev

from digits.lab.evaluation.run_spec import Outcome, RunSpec

FIRST = 1
"""The seed of a recipe that names none."""


@dataclass(frozen=True)
class Spread:
    """Error rates, 0..1, of trainings with several seeds.

    Attributes:
        mean: of the rates.
        deviation: their standard deviation, of a sample.
        seeds: how many.
    """

    mean: float
    deviation: float
    seeds: int


def key(label: str, seed: int) -> str:
    """The key in a results file of a training with a seed."""
    return label if seed == FIRST else f"{label}, seed {seed}"


def seeded(spec: RunSpec, seed: int) -> RunSpec:
    """The specification with a seed."""
    return spec if seed == FIRST else replace(spec, settings={**spec.settings, "seed": str(seed)})


def rates(outcomes: Mapping[str, Outcome], label: str) -> dict[int, float]:
    """The error rates of a label's trainings, by seed; those that are there."""
    found: dict[int, float] = {}
    seed = FIRST
    while key(label, seed) in outcomes:
        one = outcomes[key(label, seed)]
        found[seed] = one["errors"] / one["images"]
        seed += 1
    return found


def spread(outcomes: Mapping[str, Outcome], label: str) -> Spread | None:
    """The spread of a label's error rates; None for a single training."""
    found = list(rates(outcomes, label).values())
    return Spread(fmean(found), stdev(found), len(found)) if len(found) > 1 else None


def paired_p(outcomes: Mapping[str, Outcome], label: str, other: str) -> float | None:
    """How likely two labels differ so much by chance alone: the paired t test over the seeds that both have.

    None with fewer than three such seeds.
    """
    from scipy import stats

    one, two = rates(outcomes, label), rates(outcomes, other)
    both = sorted(one.keys() & two.keys())
    if len(both) < 3:
        return None
    return float(stats.ttest_rel([one[seed] for seed in both], [two[seed] for seed in both]).pvalue)
