"""What a trained member becomes: a file that anyone can read with, and its answers to writers that it never saw.

In `results/record/`: `members/<name>.onnx`, `members/<name>.json` (how it was trained, and what the fold that it left
out says of it) and `out_of_fold/<name>.npz` (`images`, the indices of the training images of that fold, and `logits`,
float16). The three are all that the ensemble is made of: where they are there, the training is not needed again. A
member's file has no card of a model, so that no command opens the test set for it alone.
"""

import hashlib
import json
from collections.abc import Sequence
from importlib import metadata
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import onnxruntime

from digits import metrics, mnist
from digits.atomic_write import atomic_write
from digits.lab.ensemble.plan import Member
from digits.lab.evaluation.trial import same_plan
from digits.lab.export import check_agreement, multiplies, same_answers, to_onnx, with_half_weights
from digits.lab.training.backend import keras
from digits.lab.training.runs.network_run import NetworkRun, parameters
from digits.lab.training.runs.run import write_json

Proof = dict[str, Any]
"""What a member's JSON file says."""

_BATCH = 250


def folder_of(results: Path) -> Path:
    """The ensemble's folder in the ledger."""
    return results / "record"


def proof_of(member: Member, results: Path) -> Proof | None:
    """What was written of a member, where it is of this plan and its files are whole; else None."""
    folder = folder_of(results)
    try:
        proof: Proof = json.loads((folder / "members" / f"{member.name}.json").read_text())
        contents = (folder / "members" / f"{member.name}.onnx").read_bytes()
        planned = _same(proof, member)
        whole = proof["sha256"] == hashlib.sha256(contents).hexdigest()
        answered = member.fold is None or (folder / "out_of_fold" / f"{member.name}.npz").is_file()
    except (OSError, ValueError, KeyError, TypeError):
        return None
    return proof if planned and whole and answered else None


def _same(proof: Proof, member: Member) -> bool:
    """Whether what was written is of a member's plans."""
    kept = [plan for plan in (proof["plan"], proof.get("finish")) if plan is not None]
    plans = member.plans()
    return len(kept) == len(plans) and all(map(same_plan, kept, plans))


def prove(member: Member, runs: Sequence[NetworkRun], results: Path) -> Proof:
    """Write the files of a member whose last run is trained; the JSON file is the last, and makes it count.

    Large weights are stored as float16 where the fold that was left out is read with as many errors; for a member that
    saw all writers, where 10,000 images are read alike.

    Raises:
        ExportError: the file's answers differ from the network's.
    """
    run = runs[-1]
    model = run.model()
    contents = to_onnx(model)
    check_agreement(model, contents)
    smaller = with_half_weights(contents)
    split = run.validation_images()
    halved = same_answers(contents, smaller) if split is None else _errors(smaller, split) == _errors(contents, split)
    contents = smaller if halved else contents
    folder = folder_of(results)
    _write(folder / "members" / f"{member.name}.onnx", contents)
    proof = {
        "name": member.name,
        "sha256": hashlib.sha256(contents).hexdigest(),
        "out_of_fold": None if split is None else _answer(member, run, split, contents, folder),
        "parameters": parameters(model),
        "multiplies": multiplies(model),
        "weights": "float16" if halved else "float32",
        "epochs": sum(len(one.history()) for one in runs),
        "seconds": round(sum(one.seconds for one in runs)),
        "keras": metadata.version("keras"),
        "backend": keras.backend.backend(),
        "plan": member.trial.plan(),
        **({"finish": member.finish.plan()} if member.finish else {}),
    }
    write_json(folder / "members" / f"{member.name}.json", proof)
    return proof


def out_of_fold(member: Member, results: Path) -> tuple[npt.NDArray[np.intp], npt.NDArray[np.float64]]:
    """The training images of the fold that a member left out, (N,) indices, and its logits for them, (N, 10)."""
    with np.load(folder_of(results) / "out_of_fold" / f"{member.name}.npz") as kept:
        return kept["images"].astype(np.intp), kept["logits"].astype(np.float64)


def _answer(member: Member, run: NetworkRun, split: mnist.Split, contents: bytes, folder: Path) -> dict[str, Any]:
    """Write a member's answers to the fold that it left out, and say how good they are."""
    logits = _logits(contents, split.images)
    path = folder / "out_of_fold" / f"{member.name}.npz"
    path.parent.mkdir(parents=True, exist_ok=True)
    with atomic_write(path) as hidden:
        indices = run.validation_indices()[: len(logits)].astype(np.int32)
        np.savez_compressed(hidden, images=indices, logits=logits.astype(np.float16))
    probabilities = metrics.softmax(logits)
    return {
        "fold": member.fold,
        "images": len(logits),
        "errors": len(metrics.wrong(probabilities, split.labels)),
        "cross_entropy": round(metrics.cross_entropy(probabilities, split.labels), 5),
    }


def _errors(contents: bytes, split: mnist.Split) -> int:
    return int((_logits(contents, split.images).argmax(axis=1) != split.labels).sum())


def _logits(contents: bytes, images: npt.NDArray[np.uint8]) -> npt.NDArray[np.float32]:
    """(N, 10) logits by ONNX Runtime on one thread."""
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    session = onnxruntime.InferenceSession(contents, options, providers=["CPUExecutionProvider"])
    batches = (images[start : start + _BATCH, ..., None].astype(np.float32) for start in range(0, len(images), _BATCH))
    return np.concatenate([session.run(["logits"], {"images": batch})[0] for batch in batches])


def _write(path: Path, contents: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    with atomic_write(path) as hidden:
        hidden.write_bytes(contents)
