"""What the model cards say in figures, from the cards beside the model files and from the ledger."""

import json

from digits.metrics import error_interval
from digits.onnx_session import MODELS
from tools.documents.language import ENGLISH
from tools.documents.ledger import Entry, cards, claims, folder
from tools.documents.markdown import table
from tools.documents.tables import error_of, protocol

HALVES = (("the first 5,000", 0), ("the last 5,000", 5_000))
"""The two parts of the test set, which are of different NIST collections, and where they begin."""

_number, _percent, _interval = ENGLISH.number, ENGLISH.percent, ENGLISH.interval


def details(name: str = "default") -> str:
    """What the file is: version, hash, size, training."""
    card = cards()[name]
    training = card["training"]
    rows = [
        ("version", f"`{card['version']}`"),
        ("SHA-256", f"`{card['sha256']}`"),
        ("what it is", card["description"].rstrip(".")),
        ("input and output", "28x28 grey levels, 0 paper to 255 ink, to ten logits"),
        ("size", _size(name, card)),
        ("training", f"{training['data']}; {protocol(name, ENGLISH)}; {_number(training['seconds'])} s"),
        ("made with", f"Keras {training['keras']} on {training['backend']}; it runs on ONNX Runtime"),
        ("licence", "MIT"),
    ]
    return table(("", ""), rows)


def _size(name: str, card: Entry) -> str:
    size = (MODELS / f"{name}.onnx").stat().st_size
    return (
        f"{_number(card['parameters'])} parameters, {_number(card['multiplies'])} multiplications per image, "
        f"{_number(size / 1e3)} kB, weights in {card['weights']}"
    )


def settings(name: str = "default") -> str:
    """The recipe, in one line: what differs from nothing."""
    recipe = cards()[name]["training"]["recipe"]
    distillation = {f"distillation.{key}": value for key, value in (recipe.get("distillation") or {}).items()}
    flat = {key: value for key, value in recipe.items() if not isinstance(value, dict)} | distillation
    flat |= recipe["augmentation"] or {}
    return ", ".join(f"`{key}` {value}" for key, value in flat.items() if value not in (None, False, 0, "as_built"))


def errors(name: str = "default") -> str:
    """Errors on writers it has not learned from, and on the test set; how true its probabilities are."""
    card, claim = cards()[name], claims()[name]
    calibration = card["calibration"]
    checked = calibration.get("checked", calibration)
    seen = "which chose it" if card["training"]["fold"] is not None else "by the same recipe without them"
    rows = [
        (f"MNIST's new writers (fold {calibration['fold']}, {seen})", *_rate(calibration)),
        ("MNIST's test images, opened once", *_rate(claim)),
        *((f"of these, {what}", *_rate(_half(claim, begin))) for what, begin in HALVES),
    ]
    lines = [table(("images", "errors", "error", "95 % interval"), rows, right=(1, 2)), ""]
    truth = f"The expected calibration error is {_percent(checked['expected_calibration_error'])}"
    if "coverage" in checked:
        promised = _percent(card["conformal"]["coverage"], 1)
        truth += (
            f"; {_percent(checked['coverage'])} of the sets of candidates hold the truth ({promised} was asked for), "
            f"and {_percent(checked['unsure'], 1)} have more than one"
        )
    return "\n".join([*lines, f"{truth}, on {_number(checked['images'])} images of new writers."])


def classes(name: str = "default") -> str:
    """Precision and recall of each digit, and what it is taken for most often."""
    confusion = claims()[name]["confusion"]
    rows = []
    for digit, row in enumerate(confusion):
        right, read = row[digit], sum(line[digit] for line in confusion)
        wrong = [(count, other) for other, count in enumerate(row) if other != digit and count]
        taken = ", ".join(f"{other} ({count})" for count, other in sorted(wrong, reverse=True)[:3])
        rows.append((str(digit), _number(sum(row)), _percent(right / sum(row)), _percent(right / read), taken))
    return table(("digit", "images", "recall", "precision", "taken for"), rows, right=(1, 2, 3))


def others() -> str:
    """A short card of each other model that ships, or has its members in the repository."""
    return "\n\n".join(_short(name) for name in cards() if name != "default" and name in claims())


def _short(name: str) -> str:
    card = cards()[name]
    lines = [f"### `{name}`", "", card["description"], ""]
    calibration = card["calibration"]
    rate = _percent(calibration["errors"] / calibration["images"])
    training = card.get("training")
    facts = [
        f"- Version `{card['version']}`; {_number(card['parameters'])} parameters, {_number(card['multiplies'])} "
        "multiplications per image.",
        f"- Trained: {protocol(name, ENGLISH)}" + (f"; {_number(training['seconds'])} s." if training else "."),
        f"- Test set: {error_of(ENGLISH, name)}; [test evaluation](../{folder(claims()[name])}/test_evaluation.json).",
        f"- New writers: {rate} of {_number(calibration['images'])} misread; expected calibration error "
        f"{_percent(calibration.get('checked', calibration)['expected_calibration_error'])}.",
    ]
    return "\n".join([*lines, *facts])


def gate() -> str:
    """Which digits the gate refuses, of which handwriting, and which mirrored ones it knows."""
    card = json.loads((MODELS / "rejection" / "rejection.json").read_text("utf-8"))
    rows = [
        (name, _number(found["images"]), _percent(found["rejected"]), _percent(found["mirrored"]))
        for name, found in card["calibration"]["digits"].items()
    ]
    return table(("digits", "images", "refused", "taken for mirrored"), rows, right=(1, 2, 3))


def _rate(found: Entry) -> tuple[str, str, str]:
    wrong, images = found["errors"], found["images"]
    return f"{wrong} of {_number(images)}", _percent(wrong / images), _interval(error_interval(wrong, images))


def _half(claim: Entry, begin: int) -> Entry:
    return {"errors": sum(begin <= index < begin + 5_000 for index in claim["wrong"]), "images": 5_000}


PASSAGES = {
    "card.details": details,
    "card.settings": settings,
    "card.errors": errors,
    "card.classes": classes,
    "card.others": others,
    "card.gate": gate,
}
