"""Tables of the model cards, from the cards beside the model files and from the test evaluations."""

import json
from collections.abc import Callable

from digits.onnx_session import MODELS
from tools.documents.language import ENGLISH, Language, table
from tools.documents.ledger import ENSEMBLE, Entry, cards, test_evaluations


def protocol(name: str, language: Language) -> str:
    """How a model was trained whose test error is shown, in a few words."""
    card = cards().get(name, {})
    training = card.get("training") or {"fold": None}
    if "members" in card:
        count = len(card["members"])
        return language.choose(
            (f"{count} networks, plan adjusted on the folds", f"{count} réseaux, plan ajusté sur les plis")
        )
    fold = training["fold"]
    words = [(f"{training.get('epochs')} epochs", f"{training.get('epochs')} époques")] if "epochs" in training else []
    words += [("distilled from `ensemble`", "distillé de `ensemble`")] if "teacher" in training else []
    if fold is None:
        words.append(("all training images", "toutes les images d’entraînement"))
    elif fold == "tenth":
        words.append(("best epoch on the last tenth", "meilleure époque sur le dernier dixième"))
    else:
        words.append((f"fold {fold} held out", f"sans le pli {fold}"))
    return ", ".join(map(language.choose, words))


def errors(language: Language, name: str) -> str:
    """Errors on held-out writers and on the test set, and how well calibrated the probabilities are."""
    card, evaluation = cards()[name], test_evaluations()[name]
    calibration, checked = card["calibration"], card["calibration"]["checked"]
    images = {f"MNIST, held-out writers (fold {calibration['fold']})": calibration, "MNIST test set": evaluation}
    for part, begin in (("first", 0), ("last", 5_000)):
        wrong = sum(begin <= index < begin + 5_000 for index in evaluation["wrong"])
        images[f"its {part} 5,000 images"] = {"errors": wrong, "images": 5_000}
    rows = [(what, language.number(one["images"]), str(one["errors"]), _error(one)) for what, one in images.items()]
    promises = {
        "expected calibration error": checked["expected_calibration_error"],
        "candidate sets that hold the label": checked["coverage"],
        "the same, as promised on the card": card["conformal"]["coverage"],
        "candidate sets of several digits": checked["unsure"],
    }
    header = (f"on {language.number(checked['images'])} images of held-out writers", "")
    shares = table(header, [(what, language.percent(share)) for what, share in promises.items()], right=(1,))
    return f"{table(('data', 'images', 'errors', 'error, % [95 %]'), rows, right=(1, 2, 3))}\n\n{shares}"


def classes(language: Language, name: str) -> str:
    """Recall and precision of each digit, and what it is taken for most often."""
    confusion = test_evaluations()[name]["confusion"]
    rows = []
    for digit, row in enumerate(confusion):
        answers = sum(line[digit] for line in confusion)
        wrong = sorted(((count, other) for other, count in enumerate(row) if other != digit and count), reverse=True)
        taken = ", ".join(f"{other} ({count}×)" for count, other in wrong[:3])
        rates = (language.percent(row[digit] / total) for total in (sum(row), answers))
        rows.append((str(digit), language.number(sum(row)), *rates, taken))
    return table(("digit", "images", "recall", "precision", "taken for"), rows, right=(1, 2, 3))


def models(language: Language) -> str:
    """One row for each model that ships, and for the ensemble."""
    rows = []
    for name, card in cards().items():
        calibration = card["calibration"]
        rate = language.number(100 * calibration["errors"] / calibration["images"], 2)
        sizes = (language.number(card[size]) for size in ("parameters", "macs"))
        link = f"[`{name}`](../results/{name}-{card['sha256'][:8]}/test_evaluation.json)"
        rows.append(
            (link, card["description"], *sizes, protocol(name, language), rate, _error(test_evaluations()[name]))
        )
    header = ("model", "description", "parameters", "MACs per image", "training", "held-out writers: error, %",
              "test set: error, % [95 %]")  # fmt: skip
    return table(header, sorted(rows), right=(2, 3, 5, 6))


def rejection(language: Language) -> str:
    """Share of digits that the rejection network rejects or takes for mirrored, by collection."""
    card = json.loads((MODELS / "rejection" / "rejection.json").read_text("utf-8"))
    rows = [
        (name, language.number(one["images"]), *(language.percent(one[share]) for share in ("rejected", "mirrored")))
        for name, one in card["calibration"]["digits"].items()
    ]
    return table(("digits", "images", "rejected", "taken for mirrored"), rows, right=(1, 2, 3))


def folds(language: Language) -> str:
    """Errors of the ensemble's members on the fold that each left out, and of all of these answers together."""
    found = {"all of them": cards()["ensemble"]["calibration"] | {"fold": ""}}
    for path in sorted((ENSEMBLE / "members").glob("*.json")):
        member = json.loads(path.read_text("utf-8"))
        found |= {f"`{member['name']}`": member["out_of_fold"]} if member["out_of_fold"] else {}
    rows = [
        (name, str(one["fold"]), language.number(one["images"]), str(one["errors"]), _by_writer(one))
        for name, one in sorted(found.items())
    ]
    return table(
        ("member", "fold left out", "images", "errors", "error, % [95 %, by writer]"), rows, right=(1, 2, 3, 4)
    )


def _by_writer(found: Entry) -> str:
    rate = ENGLISH.number(100 * found["errors"] / found["images"], 3)
    return f"{rate} {ENGLISH.interval(found['error_interval_by_writer'], 3)}"


def _error(found: Entry, places: int = 2) -> str:
    return ENGLISH.error(found["errors"], found["images"], places)


BLOCKS: dict[str, Callable[..., str]] = {
    "models": models,
    "model.errors": errors,
    "model.classes": classes,
    "rejection": rejection,
    "ensemble.folds": folds,
}
