"""The comparison's report: `results/README.md`, the table as data, and the figures."""

from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from digits import mnist
from digits.atomic_write import atomic_write
from digits.lab.evaluation import experiments, seeds
from digits.lab.evaluation.comparison import FOLDS, compared_models, read_outcomes
from digits.lab.evaluation.comparison_table import error_percent, rows, table, without_card
from digits.lab.evaluation.phases import phases
from digits.lab.evaluation.seeds import Spread
from digits.lab.figures import agreement_sheet, confusions_by_network, error_against_size, learning_curves
from digits.lab.training.runs import factory
from digits.lab.training.runs.run import write_json

SHEET = 40
"""Images on the sheet of those that most models misread."""
CONFUSIONS = 12
"""Confusions in the figure by model."""

_INTRODUCTION = f"""# Results

Written by `digits compare --all`. Every figure is computed. The notes, and the sentences on what an experiment shows,
are written by hand in the files of the networks and experiments. The folders `<name>-<hash>` are the ledger: one for
each model that was evaluated on the test set, once, with the entry `test_evaluation.json` and figures.

## The comparison

Every network and every baseline, as published.

- Held-out writers: folds {" and ".join(map(str, FOLDS))} of the five writer-grouped folds of the training set. Each is
  read by a model that saw none of its writers. These errors are optimistic where the fold chose something: the best
  epoch, where the protocol keeps it; the settings of `svm`, `knn_deformation` and `pairwise_linear` (fold 0); and
  where the teachers of a network learned from most of these writers (†).
- Test set: evaluated once, by a model trained as the column "protocol" says.
- Brackets: 95 % intervals. Images by one writer are alike, so on held-out writers they are bootstraps of the writers,
  within their NIST source. On the test set, first the exact interval, which takes images for independent
  (Clopper-Pearson) and which other publications state; then that of the test set's 297 writers.
- Training: seconds on one processor thread of a shared machine, without the teachers' training.
- One image: read alone, on one thread. [table.json](comparison/table.json) adds the time of the network that shipped
  as `default` then, measured alternately.
"""
_NOTES = """
"differs" marks a published error outside the 95 % interval of the difference between two tests of 10,000 images. Both
tests use the same images, so the interval is wider than it need be.

Notes on the published figures, and on where our training departs from theirs:
"""
_FIGURES = """![Error against MACs per image](comparison/size.png)

![Confusions by model](comparison/confusions.png)

![The images that most models misread](comparison/hardest.png)

Learning curves of each network on fold 0 are `comparison/<name>.png`.

## Experiments

On fold 0; once, with one seed, where no table of several seeds follows. The intervals do not hold the chance of
training: with other seeds the errors of small networks moved by 0.1 to 0.3 points (see normalization). Smaller
differences mean nothing."""


def page(results: Path) -> str:
    """The report in Markdown: the table, notes on published figures, and the experiments."""
    notes = [f"- `{row.name}`: {row.published.note}" for row in rows(results) if row.published.note]
    parts = [
        _INTRODUCTION,
        table(results),
        *_not_listed(),
        _NOTES,
        *notes,
        *_last_weights(results),
        *_losses(results),
        *_network_spreads(results),
        "",
        _FIGURES,
    ]
    for name in experiments.names():
        outcomes = read_outcomes(results, f"experiments/{name}.json")
        if outcomes:
            parts += ["", *_experiment(name, outcomes)]
    return "\n".join(parts) + "\n"


def write(results: Path) -> None:
    """Write the report, the table as data, and every figure that there are outcomes for."""
    folder = results / "comparison"
    folder.mkdir(parents=True, exist_ok=True)
    with atomic_write(results / "README.md") as hidden:
        hidden.write_text(page(results))
    lines = rows(results)
    write_json(folder / "table.json", [row.as_dict() for row in lines])
    write_json(folder / "phases.json", phases(results))
    error_against_size([row.as_point() for row in lines if row.test], folder / "size.png")
    for name in compared_models():
        history = read_outcomes(results, f"comparison/{name}.json").get(str(FOLDS[0]), {}).get("history")
        if history:
            best = 1 + int(np.argmin([one["val_loss"] for one in history]))
            learning_curves(history, f"{name}, fold {FOLDS[0]}", folder / f"{name}.png", best, False)
    misread = _misread(results)
    if misread:
        _confusions_figure(misread, folder / "confusions.png")
        _hardest_images(misread, folder / "hardest.png")
    for name in experiments.names():
        outcomes = read_outcomes(results, f"experiments/{name}.json")
        if outcomes:
            experiments.draw(name, outcomes, results / "experiments" / f"{name}.png")


def _not_listed() -> list[str]:
    """A sentence on the networks without a row."""
    names = [f"`{name}`" for name in without_card()]
    return ["", f"Not listed, because they have no model file yet: {', '.join(names)}."] if names else []


def _last_weights(results: Path) -> list[str]:
    """Notes on the weights of the last epoch, where they were published apart from the best."""
    found = {name: read_outcomes(results, f"comparison/{name}.json").get("final", {}) for name in compared_models()}
    return [
        f"- `{name}`, weights after the last epoch: {error_percent((last['errors'], last['images']))} % on the test "
        f"set; published: {100 * (1 - (factory.published(name).last_accuracy or 0)):.2f} %."
        for name, final in found.items()
        if (last := final.get("test_last"))
    ]


def _losses(results: Path) -> list[str]:
    """Notes on the cross-entropy of networks whose source gives one."""
    found = {name: read_outcomes(results, f"comparison/{name}.json").get("final", {}) for name in compared_models()}
    return [
        f"- `{name}`: cross-entropy on the test set {final['test']['cross_entropy']:.4f}, after temperature; "
        f"published, without: {loss:.4f}."
        for name, final in found.items()
        if "test" in final and (loss := factory.published(name).loss) is not None
    ]


def _network_spreads(results: Path) -> list[str]:
    """The table of networks that were trained with several seeds."""
    fold = str(FOLDS[0])
    found = {name: read_outcomes(results, f"comparison/{name}.json") for name in compared_models()}
    spreads = {name: spread for name, one in found.items() if (spread := seeds.spread(one, fold))}
    if not spreads:
        return []
    rows = [f"| `{name}` | {one.seeds} | {_mean(one)} |" for name, one in spreads.items()]
    header = f"| network | seeds | error on fold {fold}, mean ± standard deviation, % |"
    return ["", "Trained with several seeds:", "", header, "|---|---|---|", *rows]


def _mean(one: Spread) -> str:
    return f"{100 * one.mean:.2f} ± {100 * one.deviation:.2f}"


def _experiment(name: str, outcomes: dict[str, Any]) -> list[str]:
    """An experiment's section."""
    module = experiments.experiment(name)
    variants = [(label, outcomes[label]) for label in module.VARIANTS if label in outcomes]
    question = experiments.question(name)
    return [
        f"### {question}",
        "",
        experiments.explanation(name),
        "",
        module.FINDING,
        "",
        f"`digits compare {name}`",
        "",
        *(f"![{question}](experiments/{figure}.png)" for figure in getattr(module, "FIGURES", (name,))),
        "",
        "| variant | error on held-out writers, % | epochs | training, s |",
        "|---|---|---|---|",
        *(_variant(label, one) for label, one in variants),
        *_spreads(outcomes, [label for label, _ in variants]),
    ]


def _variant(label: str, found: dict[str, Any]) -> str:
    error = error_percent((found["errors"], found["images"]))
    return f"| {label} | {error} | {len(found['history']) or ''} | {found['seconds']:,.0f} |"


def _spreads(outcomes: dict[str, Any], labels: list[str]) -> list[str]:
    """The table of trainings with several seeds; each variant against the first."""
    found = {label: spread for label in labels if (spread := seeds.spread(outcomes, label))}
    if not found:
        return []
    rows = [
        f"| {label} | {one.seeds} | {_mean(one)} | {_chance(outcomes, label, labels)} |" for label, one in found.items()
    ]
    header = "| variant | seeds | error, mean ± standard deviation, % | p |"
    what = "With several seeds; p: against the first variant (of the same network), paired by seed (t test):"
    return ["", what, "", header, "|---|---|---|---|", *rows]


def _chance(outcomes: dict[str, Any], label: str, labels: list[str]) -> str:
    first = next(one for one in labels if one.rpartition(", ")[0] == label.rpartition(", ")[0])
    p = None if label == first else seeds.paired_p(outcomes, label, first)
    return "" if p is None else f"{p:.3f}"


def _misread(results: Path) -> dict[str, list[list[int]]]:
    """Errors of each model that read all folds: image index, class, and answer."""
    found = {name: read_outcomes(results, f"comparison/{name}.json") for name in compared_models()}
    return {
        name: [one for fold in FOLDS for one in outcomes[str(fold)]["wrong"]]
        for name, outcomes in found.items()
        if all(str(fold) in outcomes for fold in FOLDS)
    }


def _confusions_figure(misread: dict[str, list[list[int]]], path: Path) -> None:
    counts = {name: Counter((truth, read) for _, truth, read in errors) for name, errors in misread.items()}
    shares: Counter[tuple[int, int]] = Counter()
    for name, count in counts.items():
        for pair, number in count.items():
            shares[pair] += round(1000 * number / max(len(misread[name]), 1))  # every model weighs the same
    pairs = [pair for pair, _ in shares.most_common(CONFUSIONS)]
    names = sorted(misread, key=lambda name: -len(misread[name]))
    matrix = np.array([[counts[name][pair] for pair in pairs] for name in names])
    confusions_by_network(names, pairs, matrix, path)


def _hardest_images(misread: dict[str, list[list[int]]], path: Path) -> None:
    """Draw the images that most models misread, with their most frequent answer."""
    answers: dict[int, list[int]] = {}
    classes = {}
    for errors in misread.values():
        for index, truth, read in errors:
            answers.setdefault(index, []).append(read)
            classes[index] = truth
    hardest = sorted(answers, key=lambda index: (-len(answers[index]), index))[:SHEET]
    images = mnist.load("train").images[hardest]
    captions = [_caption(classes[index], answers[index], len(misread)) for index in hardest]
    title = f"The {len(hardest)} training images that most of {len(misread)} models misread"
    agreement_sheet(images, captions, title, path)


def _caption(truth: int, answers: Sequence[int], models: int) -> str:
    digit, count = Counter(answers).most_common(1)[0]
    return f"{truth}, read {digit} by {count}\nwrong for {len(answers)} of {models}"
