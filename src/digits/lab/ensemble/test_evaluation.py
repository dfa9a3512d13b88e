"""The claim: the test set opened once for the ensemble, and a figure of what it still reads wrongly."""

from pathlib import Path

from filelock import FileLock

from digits.classifier import Classifier
from digits.lab.ensemble.disputed_labels import PEOPLE, SEEN_BY
from digits.lab.ensemble.member_files import folder_of
from digits.lab.evaluation.evaluate import Evaluation, claim, record_on_card
from digits.lab.figures import agreement_sheet
from digits.model_card import card_path

FIGURE = "wrong.png"


def open_test_set(results: Path, command: str) -> tuple[Evaluation, Path | None]:
    """Open the test set for the ensemble whose card is written, or check the claim that was made of it.

    Returns:
        The evaluation, and the claim's folder in the ledger; None where the claim is only on the card.

    Raises:
        ModelError: a member's file is missing or not the one on the card.
        ClaimError: the entry says other errors.
    """
    folder = folder_of(results)
    with FileLock(results / ".lock"):
        classifier = Classifier(folder)
        evaluation, entry = claim(folder.name, classifier.card, classifier.probabilities, results, command)
        if classifier.card.get("evaluation") is None:
            record_on_card(card_path(folder), evaluation)
    wrong_sheet(evaluation, folder / FIGURE)
    return evaluation, entry


def wrong_sheet(evaluation: Evaluation, path: Path) -> None:
    """Every image that was read wrongly, with its label, the answer, and whether people dispute the label."""
    disputed = sum(int(index) in SEEN_BY for index in evaluation.wrong)
    title = (
        f"record, MNIST test: {evaluation.sentence()}\n"
        f"*k: of {PEOPLE} people, only k saw the label's digit (Northcutt et al., 2021); so for {disputed} of these"
    )
    captions = [_caption(evaluation, int(index)) for index in evaluation.wrong]
    agreement_sheet(evaluation.split.images[evaluation.wrong], captions, title, path)


def _caption(evaluation: Evaluation, index: int) -> str:
    row = evaluation.probabilities[index]
    read = int(row.argmax())
    mark = f" *{SEEN_BY[index]}" if index in SEEN_BY else ""
    return f"#{index}{mark}\n{evaluation.split.labels[index]} read {read}, {int(100 * row[read])} %"
