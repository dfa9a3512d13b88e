"""The check that a network trained on corrections must pass to be exported."""

from pathlib import Path

from digits import metrics
from digits.corrections import CorrectionError
from digits.lab.data import corrections
from digits.lab.evaluation.calibration import held_out_logits, logits_of
from digits.lab.training.runs.run import Run
from digits.model_card import card_path, find_model, read_card


def check(run: Run, shipped: str | Path = "default") -> dict[str, int] | None:
    """Compare a run trained on corrections with the shipped model; None for other runs.

    On the fold that both held out, it may make at most as many errors as the upper end of the shipped model's
    interval; on the held-out corrections, no more than the shipped model.

    Raises:
        CorrectionError: it makes more, or the two cannot be compared.
    """
    held_out = corrections.held_out(run.folder)
    if not len(held_out.labels):
        return None
    path = find_model(shipped)
    name, fold = path.stem, (read_card(card_path(path)).get("training") or {}).get("fold")
    if not isinstance(fold, int) or run.validation != fold:
        raise CorrectionError(f"{name} held out fold {fold}: train with --fold {fold} to be compared with it")
    known = held_out_logits(path)
    before = len(metrics.wrong(known.logits, known.labels))
    most = int(metrics.error_interval(before, len(known.labels))[1] * len(known.labels))
    whole = run.validation_images(whole=True)
    assert whole is not None, "it has a validation fold"
    now = len(metrics.wrong(run.predict()(whole.images), whole.labels))
    old = len(metrics.wrong(logits_of(path)(held_out.images), held_out.labels))
    new = len(metrics.wrong(run.predict()(held_out.images), held_out.labels))
    if now > most:
        raise CorrectionError(
            f"{run.folder} makes {now} errors on fold {fold}; {name} makes {before}, so at most {most} are allowed"
        )
    if new > old:
        raise CorrectionError(
            f"{run.folder} misreads {new} of {len(held_out.labels)} held-out corrections; {name} misreads {old}"
        )
    return {"held_out": len(held_out.labels), "errors": new, f"errors of {name}": old, "fold_errors": now}
