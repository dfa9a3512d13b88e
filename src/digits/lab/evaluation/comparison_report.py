"""What the comparison says: the table, the figures, the images that all get wrong."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from digits import mnist
from digits.atomic_write import atomic_write
from digits.lab.evaluation import experiments
from digits.lab.evaluation.comparison import FOLDS, apart, compared, results_of, speed_of
from digits.lab.figures import agreement_sheet, confusions_by_network, error_against_size, learning_curves
from digits.lab.networks.common.published import Published
from digits.lab.training.runs import factory as lab_runs
from digits.lab.training.runs.run import write_json
from digits.metrics import error_interval
from digits.model_card import shipped_models

SHEET = 40
CONFUSIONS = 12
TEST_IMAGES = 10_000
_HEADER = (
    "| model | error on new writers, % | error on the test set, % | published, % | parameters | multiplies | "
    "training, s | one image, µs | protocol |",
    "|---|---|---|---|---|---|---|---|---|",
)

_INTRODUCTION = f"""# Results

Made by `digits compare --all`: every figure is computed; the notes and the sentences on what an experiment shows are
written by people and stand in the files of the networks and the experiments. The folders `<name>-<hash>` are the
ledger: one for each model that read the test set, which it did once, with the entry `claim.json` and figures.

## The comparison

Every network and every baseline, as published. "New writers" are folds {" and ".join(map(str, FOLDS))} of
the five writer-grouped folds of the training set, each read by a model that saw none of its writers. The test set was
read once by a model trained as in the column "protocol". Brackets hold 95 % intervals (Clopper-Pearson). Where the
protocol keeps the best epoch by validation loss, the fold's own writers chose it, and "new writers" is flattered; so
it is for `svm`, `knn_deformation` and `pairwise_linear`, whose settings were chosen on fold 0, and for `default` and
`tiny`, most of whose teachers learned from it. Training seconds are without the teachers', on
one processor thread of a machine with other work; one image is read alone, on one thread, and
[table.json](comparison/table.json) has beside each the time of the network that shipped as `default` then.
"""
_BELOW = """
A published figure is marked where it lies outside what chance explains between two tests of 10,000 images (95 %; both
are of the same images, so that chance explains less than this allows).
What is to be known of the published figures and of our departures:
"""
_FIGURES = """![Error against multiplications per image](comparison/size.png)

![Confusions by model](comparison/confusions.png)

![The images that most models misread](comparison/hardest.png)

Learning curves of each network on fold 0 are `comparison/<name>.png`.

## Experiments

Each was run once, with one seed, on fold 0: differences smaller than the intervals are no findings."""


@dataclass(frozen=True)
class Row:
    """A model's line in the table.

    Attributes:
        name: the model.
        validation: errors and images of new writers, over the folds there are.
        test: errors and images of the test set, or None.
        published: what others report.
        parameters: what training changes; None for what has none to count.
        multiplies: per image; None where they are not counted.
        seconds: of the final training, on one processor thread.
        microseconds: of one image read alone on one thread.
        beside: of the network that shipped then, read beside it.
        protocol: how the final training was validated.
    """

    name: str
    validation: tuple[int, int] | None
    test: tuple[int, int] | None
    published: Published
    parameters: int | None = None
    multiplies: int | None = None
    seconds: float | None = None
    microseconds: float | None = None
    beside: float | None = None
    protocol: str = ""

    @property
    def published_error(self) -> float | None:
        """In percent."""
        accuracy = self.published.accuracy
        return None if accuracy is None else round(100 * (1 - accuracy), 2)

    @property
    def differs(self) -> bool:
        """Whether the published figure lies outside what chance explains: two tests of 10,000 images, 95 %."""
        if self.test is None or self.published_error is None:
            return False
        one, other = self.test[0] / self.test[1], self.published_error / 100
        deviation = np.sqrt((one * (1 - one) + other * (1 - other)) / TEST_IMAGES)
        return bool(abs(one - other) > 1.96 * deviation)


def rows(results: Path) -> list[Row]:
    """The lines of the table, from most to fewest errors on new writers."""
    found = [row for name in compared() if (row := _row(results, name))]
    found += [_shipped_row(results, name) for name in apart() if name not in _without_card()]
    return sorted(found, key=lambda row: -_rate(row.validation or row.test))


def table(results: Path) -> str:
    """The table in Markdown."""
    return "\n".join([*_HEADER, *(_line(row) for row in rows(results))])


def page(results: Path) -> str:
    """Everything the results say, in Markdown: the table, why figures differ, the experiments and what they show."""
    notes = [f"- `{row.name}`: {row.published.note}" for row in rows(results) if row.published.note]
    parts = [_INTRODUCTION, table(results), *_left_out(), _BELOW, *notes, *_last_weights(results), "", _FIGURES]
    for name in experiments.names():
        outcomes = results_of(results, f"experiments/{name}.json")
        if outcomes:
            parts += ["", *_answer(name, outcomes)]
    return "\n".join(parts) + "\n"


def write(results: Path) -> None:
    """Write the page, the table as data, and every figure that the results have something for."""
    folder = results / "comparison"
    folder.mkdir(parents=True, exist_ok=True)
    with atomic_write(results / "README.md") as hidden:
        hidden.write_text(page(results))
    lines = rows(results)
    write_json(folder / "table.json", [_as_dict(row) for row in lines])
    error_against_size([_point(row) for row in lines if row.test], folder / "size.png")
    for name in compared():
        history = results_of(results, f"comparison/{name}.json").get(str(FOLDS[0]), {}).get("history")
        if history:
            best = 1 + int(np.argmin([one["val_loss"] for one in history]))
            learning_curves(history, f"{name}, fold {FOLDS[0]}", folder / f"{name}.png", best, False)
    wrong = _wrong(results)
    if wrong:
        _confusions(wrong, folder / "confusions.png")
        _hardest(wrong, folder / "hardest.png")
    for name in experiments.names():
        outcomes = results_of(results, f"experiments/{name}.json")
        if outcomes:
            experiments.draw(name, outcomes, results / "experiments" / f"{name}.png")


def _left_out() -> list[str]:
    """A sentence on the networks that the table has no line for."""
    names = [f"`{name}`" for name in _without_card()]
    if not names:
        return []
    return [
        "",
        f"Not in the table, because commands of their own make them and none has a model file yet: {', '.join(names)}.",
    ]


def _last_weights(results: Path) -> list[str]:
    """Notes on the weights of the last epoch, where they are published apart from the best."""
    found = {name: results_of(results, f"comparison/{name}.json").get("final", {}) for name in compared()}
    return [
        f"- `{name}`, the weights after the last epoch: {_error((last['errors'], last['images']))} % on the test set, "
        f"published {100 * (1 - (lab_runs.published(name).last_accuracy or 0)):.2f} %."
        for name, final in found.items()
        if (last := final.get("test_last"))
    ]


def _answer(name: str, outcomes: dict[str, Any]) -> list[str]:
    """An experiment's part of the page."""
    module = experiments.experiment(name)
    variants = [(label, outcomes[label]) for label in module.TRIALS if label in outcomes]
    pictures = getattr(module, "PICTURES", (name,))
    return [
        f"### {experiments.question(name)}",
        "",
        experiments.explanation(name),
        "",
        module.SHOWS,
        "",
        f"`digits compare {name}`",
        "",
        *(f"![{experiments.question(name)}](experiments/{picture}.png)" for picture in pictures),
        "",
        "| variant | error on new writers, % | epochs | training, s |",
        "|---|---|---|---|",
        *(_variant(label, one) for label, one in variants),
    ]


def _variant(label: str, found: dict[str, Any]) -> str:
    error = _error((found["errors"], found["images"]))
    return f"| {label} | {error} | {len(found['history']) or ''} | {found['seconds']:,.0f} |"


def _row(results: Path, name: str) -> Row | None:
    found = results_of(results, f"comparison/{name}.json")
    folds = [found[str(fold)] for fold in FOLDS if str(fold) in found]
    if not folds:
        return None
    final = found.get("final", {})
    test = final.get("test")
    return Row(
        name,
        (sum(one["errors"] for one in folds), sum(one["images"] for one in folds)),
        (test["errors"], test["images"]) if test else None,
        lab_runs.published(name),
        folds[0].get("parameters"),
        folds[0].get("multiplies"),
        final.get("seconds"),
        test and test["microseconds"],
        test and test["beside"],
        _protocol(final["plan"]) if final else "",
    )


def _without_card() -> list[str]:
    """Networks that the comparison does not train, and that no card says anything of yet."""
    cards = shipped_models()
    return [name for name in apart() if name not in cards or not cards[name]["evaluation"]]


def _shipped_row(results: Path, name: str) -> Row:
    card = shipped_models()[name]
    speed = speed_of(results, card) or {"microseconds": None, "beside": None}
    calibration, evaluation, training = card["calibration"], card["evaluation"], card["training"]
    return Row(
        name,
        (calibration["errors"], calibration["images"]),
        (evaluation["errors"], evaluation["images"]),
        lab_runs.published(name),
        card["parameters"],
        card["multiplies"],
        training["seconds"],
        speed["microseconds"],
        speed["beside"],
        _shipped_protocol(training, calibration),
    )


def _shipped_protocol(training: dict[str, Any], calibration: dict[str, Any]) -> str:
    epochs, fold = f"{training['epochs']} epochs", calibration["fold"]
    if training["fold"] is None:
        return f"{epochs}, all images; new writers: fold {fold}, {calibration['epochs']} epochs"
    return f"{epochs}, without fold {training['fold']}; new writers: fold {fold}, which chose it"


def _protocol(plan: dict[str, Any]) -> str:
    epochs = plan["recipe"].get("epochs")
    kept = "best by validation loss on the last tenth" if plan["validation"] == "tenth" else "all images"
    return f"{epochs} epochs, {kept}" if epochs else kept


def _line(row: Row) -> str:
    published = "" if row.published_error is None else f"{row.published_error:.2f}"
    speed = "" if row.microseconds is None else f"{row.microseconds:,.0f}"
    cells = (
        f"`{row.name}`",
        _error(row.validation),
        _error(row.test),
        published + (" (differs)" if row.differs else ""),
        _count(row.parameters),
        _count(row.multiplies),
        "" if row.seconds is None else f"{row.seconds:,.0f}",
        speed,
        row.protocol,
    )
    return f"| {' | '.join(cells)} |"


def _error(counts: tuple[int, int] | None) -> str:
    if counts is None:
        return ""
    low, high = error_interval(*counts)
    return f"{100 * _rate(counts):.2f} [{100 * low:.2f}, {100 * high:.2f}]"


def _count(number: int | None) -> str:
    return "" if number is None else f"{number:,}"


def _rate(counts: tuple[int, int] | None) -> float:
    return counts[0] / counts[1] if counts else 1.0


def _as_dict(row: Row) -> dict[str, Any]:
    return {
        "name": row.name,
        "validation": row.validation,
        "test": row.test,
        "published_error": row.published_error,
        "differs": row.differs,
        "source": row.published.source,
        "note": row.published.note,
        "parameters": row.parameters,
        "multiplies": row.multiplies,
        "training_seconds": row.seconds,
        "microseconds": row.microseconds,
        "microseconds_of_default_beside": row.beside,
        "protocol": row.protocol,
    }


def _point(row: Row) -> dict[str, Any]:
    assert row.test is not None
    low, high = error_interval(*row.test)
    return {
        "name": row.name,
        "error": 100 * _rate(row.test),
        "low": 100 * low,
        "high": 100 * high,
        "parameters": row.parameters,
        "multiplies": row.multiplies,
        "published": row.published_error,
    }


def _wrong(results: Path) -> dict[str, list[list[int]]]:
    """For each model that read all folds, its mistakes: the image's index, its class, what was read."""
    found = {name: results_of(results, f"comparison/{name}.json") for name in compared()}
    return {
        name: [one for fold in FOLDS for one in outcomes[str(fold)]["wrong"]]
        for name, outcomes in found.items()
        if all(str(fold) in outcomes for fold in FOLDS)
    }


def _confusions(wrong: dict[str, list[list[int]]], path: Path) -> None:
    counts = {name: Counter((truth, read) for _, truth, read in mistakes) for name, mistakes in wrong.items()}
    shares: Counter[tuple[int, int]] = Counter()
    for name, count in counts.items():
        for pair, number in count.items():
            shares[pair] += round(1000 * number / max(len(wrong[name]), 1))  # each model has the same say
    pairs = [pair for pair, _ in shares.most_common(CONFUSIONS)]
    names = sorted(wrong, key=lambda name: -len(wrong[name]))
    matrix = np.array([[counts[name][pair] for pair in pairs] for name in names])
    confusions_by_network(names, pairs, matrix, path)


def _hardest(wrong: dict[str, list[list[int]]], path: Path) -> None:
    """The images that most models get wrong, with how many do and what they read most often."""
    reads: dict[int, list[int]] = {}
    classes = {}
    for mistakes in wrong.values():
        for index, truth, read in mistakes:
            reads.setdefault(index, []).append(read)
            classes[index] = truth
    hardest = sorted(reads, key=lambda index: (-len(reads[index]), index))[:SHEET]
    images = mnist.load("train").images[hardest]
    captions = [_caption(classes[index], reads[index], len(wrong)) for index in hardest]
    agreement_sheet(
        images, captions, f"The {len(hardest)} training images that most of {len(wrong)} models misread", path
    )


def _caption(truth: int, read: Sequence[int], models: int) -> str:
    digit, count = Counter(read).most_common(1)[0]
    return f"{truth}, read {digit} by {count}\nwrong for {len(read)} of {models}"
