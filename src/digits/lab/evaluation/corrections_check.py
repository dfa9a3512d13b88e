"""The gate that a network which learned from corrections must pass to be exported."""

from pathlib import Path

from digits import metrics
from digits.corrections import CorrectionError
from digits.lab.data import corrections
from digits.lab.evaluation.calibration import answers_of, logits_of
from digits.lab.training.runs.run import Run
from digits.model_card import card_path, find_model, read_card


def check(run: Run, shipped: str | Path = "default") -> dict[str, int] | None:
    """Hold a run that learned from corrections against the shipped model; what was found, None without corrections.

    On the writers of the fold that both left out it must not make more errors than the upper end of the interval of
    the shipped model's, and on the held-out corrections no more than that model.

    Raises:
        CorrectionError: it does, or the two cannot be compared.
    """
    held_out = corrections.held_out(run.folder)
    if not len(held_out.labels):
        return None
    path = find_model(shipped)
    name, fold = path.stem, (read_card(card_path(path)).get("training") or {}).get("fold")
    if not isinstance(fold, int) or run.validation != fold:
        raise CorrectionError(f"{name} left fold {fold} out: train with --fold {fold} to be held against it")
    known = answers_of(path)
    before = len(metrics.wrong(known.logits, known.labels))
    most = int(metrics.error_interval(before, len(known.labels))[1] * len(known.labels))
    whole = run.validation_images(whole=True)
    assert whole is not None, "it has a fold"
    now = len(metrics.wrong(run.predict()(whole.images), whole.labels))
    old = len(metrics.wrong(logits_of(path)(held_out.images), held_out.labels))
    new = len(metrics.wrong(run.predict()(held_out.images), held_out.labels))
    if now > most:
        raise CorrectionError(f"it makes {now} errors on fold {fold}, {name} makes {before}: at most {most} pass")
    if new > old:
        raise CorrectionError(
            f"of {len(held_out.labels)} held-out corrections it misreads {new}, {name} {old}: it is not let pass"
        )
    return {"held_out": len(held_out.labels), "errors": new, f"errors of {name}": old, "fold_errors": now}
