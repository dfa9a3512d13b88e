"""The sentences that answer the project's question, made from what the ledger holds at the time."""

import json
from pathlib import Path
from typing import Any

from digits.lab.ensemble.combination import out_of_fold_answers as out_of_fold
from digits.lab.ensemble.combination import summary
from digits.lab.ensemble.disputed_labels import SEEN_BY
from digits.lab.ensemble.member_files import read_member
from digits.lab.ensemble.plan import Member, Plan, read_plan
from digits.model_card import shipped_models
from tools.exploration.claims import Claim, claims, compared

ENSEMBLE = "ensemble"
SIGNIFICANT = 0.05


def members(results: Path, plan: Plan | None = None) -> list[Member]:
    """The members of the record's plan whose files are there and whole."""
    chosen = plan or read_plan()
    return [member for member in chosen.members if read_member(member, results) is not None]


def state_of_the_record(results: Path) -> str:
    """How far the ensemble is: planned, in training, complete, or measured on the test set."""
    plan = read_plan()
    there = members(results, plan)
    found = out_of_fold(plan, there, results)
    claim = next((one for one in claims(results) if one.model == ENSEMBLE), None)
    parts = [f"{len(there)} of the plan's {len(plan.members)} members are trained."]
    if found is not None:
        parts.append(f"On writers whom they never saw ({summary(found)}).")
    if claim is not None:
        parts.append(f"The ensemble has read the test set once: **{claim.sentence}**.")
    elif len(there) < len(plan.members):
        parts.append(
            "The rest are still in training, and until the last is there no command opens the test set for the "
            "ensemble: nothing is claimed of it yet."
        )
    else:
        parts.append("The test set has not been opened for the ensemble: nothing is claimed of it yet.")
    return " ".join(parts)


def best_answer(results: Path) -> str:
    """The lowest error in the ledger, with its model and how sure it is."""
    best = claims(results)[0]
    rate, low, high = best.percent
    disputed = len(best.wrong & set(SEEN_BY))
    return (
        f"The lowest error in the ledger is **{rate:.2f} %** ({best.errors} of {best.images:,} test images), by "
        f"{_named(best)} (entry `{best.folder}`, {best.date}). With 95 % confidence its true error lies between "
        f"{low:.2f} and {high:.2f} %. {disputed} of these {best.errors} images are among the {len(SEEN_BY)} whose "
        "labels people dispute."
    )


def _named(claim: Claim) -> str:
    """A model's name, and whether it is an earlier one of the name than the model that ships."""
    card = shipped_models().get(claim.model)
    if card is None or claim.folder == f"{claim.model}-{card['sha256'][:8]}":
        return f"`{claim.model}`"
    return f"an earlier `{claim.model}`, which no longer ships and whose file is not kept"


def standing(results: Path, shipped: Claim) -> str:
    """What the network that ships is, beside the best entry of the ledger."""
    best = claims(results)[0]
    if shipped.folder == best.folder:
        return f"It is also the network that ships as `{shipped.model}`."
    pair = compared(shipped, best)
    sure = "chance could explain it" if pair.p_value > SIGNIFICANT else "more than chance explains"
    return (
        f"The network that ships as `{shipped.model}` makes **{shipped.sentence}**. On the same images it alone "
        f"misreads {pair.first_only}, the best entry alone {pair.second_only}, both {pair.both}: by McNemar's test a "
        f"difference as large comes about by chance with a probability of {pair.p_value:.2g} ({sure})."
    )


def beyond(results: Path) -> list[tuple[str, str, float, float, float]]:
    """How the shipped network reads what is not MNIST.

    Returns:
        of each kind of data its name, errors among images, and the error with its interval, percent.
    """
    found: dict[str, Any] = json.loads((results / "real-handwriting.json").read_text())
    kinds = {
        "MNIST, new writers": found["held-out writers"]["recognizer"],
        "Pendigits, strokes of a pen": found["pendigits"],
        "Semeion, scans": found["semeion"],
    }
    for conditions in ("everyday", "harsh"):
        kinds[f"photographs, {conditions}"] = found[f"photographs, {conditions}"]["mnist"]["photographs"]
    return [
        (name, f"{one['errors']} of {one['images']:,}", 100 * one["errors"] / one["images"], *_percent(one["interval"]))
        for name, one in kinds.items()
    ]


def _percent(interval: list[float]) -> tuple[float, float]:
    low, high = interval
    return 100 * low, 100 * high
