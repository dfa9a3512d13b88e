"""What the folds say of the record: of each member that is written, and of all together."""

import json
from typing import Any

from digits.metrics import error_interval
from tools.documents.language import ENGLISH
from tools.documents.ledger import RESULTS, cards
from tools.documents.markdown import table

_FOLDER = RESULTS / "ensemble" / "members"


def folds() -> str:
    """The errors of each member on the fold that it left out, and of the ensemble on all folds, as far as known."""
    members = [json.loads(path.read_text("utf-8")) for path in sorted(_FOLDER.glob("*.json"))]
    asked = [member for member in members if member["out_of_fold"]]
    if not asked:
        return "Not known yet: the members are being trained."
    header = ["member", "network", "fold left out", "errors on it", "error [95 %], %"]
    return "\n\n".join([table(header, map(_row, asked), right=(2, 3, 4)), _together()])


def _row(member: dict[str, Any]) -> list[str]:
    found = member["out_of_fold"]
    errors, images = found["errors"], found["images"]
    rate = f"{ENGLISH.number(100 * errors / images, 3)} {ENGLISH.interval(error_interval(errors, images), 3)}"
    network = f"`{member['plan']['name']}`"
    return [f"`{member['name']}`", network, str(found["fold"]), f"{errors} in {ENGLISH.number(images)}", rate]


def _together() -> str:
    if "ensemble" not in cards():
        return "The other members are still in training."
    found = cards()["ensemble"]["calibration"]
    errors, images = found["errors"], found["images"]
    fewest, most = found["members_per_image"]
    counts = f"{most} member{'s' * (most > 1)}" if fewest == most else f"{fewest} or {most} members"
    return (
        f"Out of fold, with {counts} an image, there are {errors} errors in {ENGLISH.number(images)}: "
        f"{ENGLISH.percent(errors / images, 3)}, 95 % interval {ENGLISH.interval(error_interval(errors, images), 3)}."
    )


PASSAGES = {"record.folds": folds}
