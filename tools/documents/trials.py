"""The error of each variant of an experiment, as `trial.EXPERIMENT.VARIANT`, for the sentences that tell of it."""

import json
import re
from collections.abc import Callable
from functools import partial
from itertools import chain

from tools.documents.language import Language, in_both
from tools.documents.ledger import RESULTS, Entry


def error(language: Language, outcome: Entry) -> str:
    """The error on new writers."""
    return language.percent(outcome["errors"] / outcome["images"])


def _passages() -> dict[str, Callable[[], str]]:
    found = (
        in_both(f"trial.{path.stem}.{_slug(variant)}", partial(error, outcome=outcome)).items()
        for path in sorted((RESULTS / "experiments").glob("*.json"))
        for variant, outcome in json.loads(path.read_text("utf-8")).items()
        if "errors" in outcome
    )
    return dict(chain.from_iterable(found))


def _slug(variant: str) -> str:
    return re.sub(r"[^a-z0-9.-]+", "-", variant.lower()).strip("-")


PASSAGES = _passages()
