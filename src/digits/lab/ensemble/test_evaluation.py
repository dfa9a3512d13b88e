"""Evaluate the ensemble on the test set, once, and draw the images that it misreads."""

from pathlib import Path

from filelock import FileLock

from digits.classifier import Classifier
from digits.lab.ensemble.disputed_labels import PEOPLE, SEEN_BY
from digits.lab.ensemble.member_files import ensemble_folder
from digits.lab.evaluation.evaluate import Evaluation
from digits.lab.evaluation.ledger import open_test_set, write_to_card
from digits.lab.figures import agreement_sheet
from digits.model_card import card_path

FIGURE = "wrong.png"


def evaluate_on_test_set(results: Path, command: str) -> tuple[Evaluation, Path | None]:
    """Open the test set for the ensemble, or check its entry in the ledger.

    Returns:
        The evaluation, and the folder of the entry; None where only the card states it.

    Raises:
        ModelError: a member's file is missing, or differs from the card.
        LedgerError: the entry states other errors.
    """
    folder = ensemble_folder(results)
    with FileLock(results / ".lock"):
        classifier = Classifier(folder)
        evaluation, entry = open_test_set(folder.name, classifier.card, classifier.probabilities, results, command)
        if classifier.card.get("evaluation") is None:
            write_to_card(card_path(folder), evaluation)
    misread_sheet(evaluation, folder / FIGURE)
    return evaluation, entry


def misread_sheet(evaluation: Evaluation, path: Path) -> None:
    """Draw every misread image with label and answer, and mark disputed labels."""
    disputed = sum(int(index) in SEEN_BY for index in evaluation.wrong)
    title = (
        f"ensemble, MNIST test: {evaluation.summary()}\n"
        f"*k: only k of {PEOPLE} people agree with the label (Northcutt et al., 2021); {disputed} of these images"
    )
    captions = [_caption(evaluation, int(index)) for index in evaluation.wrong]
    agreement_sheet(evaluation.split.images[evaluation.wrong], captions, title, path)


def _caption(evaluation: Evaluation, index: int) -> str:
    row = evaluation.probabilities[index]
    read = int(row.argmax())
    mark = f" *{SEEN_BY[index]}" if index in SEEN_BY else ""
    return f"#{index}{mark}\n{evaluation.split.labels[index]} read {read}, {int(100 * row[read])} %"
