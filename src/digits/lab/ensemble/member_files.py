"""Member files: ONNX file, metadata, and logits for the held-out fold.

In `results/ensemble/`: `members/<name>.onnx`, `members/<name>.json` (training and held-out errors) and
`out_of_fold/<name>.npz` (`images`, the indices of the training images in the held-out fold, and `logits`, float16). The
ensemble is made of these alone: where they exist, the training is not needed again. The JSON file is not a model card,
so that no command opens the test set for a single member.
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
from digits.lab.evaluation.run_spec import same_plan
from digits.lab.evaluation.writer_intervals import on_writers
from digits.lab.export import check_agreement, same_answers, with_half_weights
from digits.lab.macs import count_macs
from digits.lab.onnx_conversion import to_onnx
from digits.lab.training.backend import keras
from digits.lab.training.runs.network_run import NetworkRun, parameters
from digits.lab.training.runs.run import write_json
from digits.model_card import ENSEMBLE

MemberInfo = dict[str, Any]
"""The content of a member's JSON file."""

_BATCH = 250


def ensemble_folder(results: Path) -> Path:
    """The ensemble's folder in the results."""
    return results / ENSEMBLE.name


def read_member(member: Member, results: Path) -> MemberInfo | None:
    """Read a member's metadata; None where files are missing, damaged, or by another plan."""
    folder = ensemble_folder(results)
    try:
        info: MemberInfo = json.loads((folder / "members" / f"{member.name}.json").read_text())
        contents = (folder / "members" / f"{member.name}.onnx").read_bytes()
        planned = _same_plans(info, member)
        intact = info["sha256"] == hashlib.sha256(contents).hexdigest()
        has_logits = member.fold is None or (folder / "out_of_fold" / f"{member.name}.npz").is_file()
    except (OSError, ValueError, KeyError, TypeError):
        return None
    return info if planned and intact and has_logits else None


def _same_plans(info: MemberInfo, member: Member) -> bool:
    """Whether the files are by the member's plans."""
    kept = [plan for plan in (info["plan"], info.get("fine_tuning")) if plan is not None]
    plans = member.plans()
    return len(kept) == len(plans) and all(map(same_plan, kept, plans))


def write_member(member: Member, runs: Sequence[NetworkRun], results: Path) -> MemberInfo:
    """Write the files of a trained member; the JSON file, written last, marks it as done.

    Large weights are stored as float16 if the number of errors on the held-out fold stays the same; without a held-out
    fold, if the answers to 10,000 images do.

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
    folder = ensemble_folder(results)
    _write(folder / "members" / f"{member.name}.onnx", contents)
    info = {
        "name": member.name,
        "sha256": hashlib.sha256(contents).hexdigest(),
        "out_of_fold": None if split is None else _write_out_of_fold(member, run, split, contents, folder),
        "parameters": parameters(model),
        "macs": count_macs(model),
        "weights": "float16" if halved else "float32",
        "epochs": sum(len(one.history()) for one in runs),
        "seconds": round(sum(one.seconds for one in runs)),
        "keras": metadata.version("keras"),
        "backend": keras.backend.backend(),
        "plan": member.spec.plan(),
        **({"fine_tuning": member.fine_tuning.plan()} if member.fine_tuning else {}),
    }
    write_json(folder / "members" / f"{member.name}.json", info)
    return info


def out_of_fold(member: Member, results: Path) -> tuple[npt.NDArray[np.intp], npt.NDArray[np.float64]]:
    """Read (N,) indices of training images in the held-out fold, and their (N, 10) logits."""
    with np.load(ensemble_folder(results) / "out_of_fold" / f"{member.name}.npz") as kept:
        return kept["images"].astype(np.intp), kept["logits"].astype(np.float64)


def _write_out_of_fold(
    member: Member, run: NetworkRun, split: mnist.Split, contents: bytes, folder: Path
) -> dict[str, Any]:
    """Write a member's logits for its held-out fold; return its errors there."""
    logits = _logits(contents, split.images)
    path = folder / "out_of_fold" / f"{member.name}.npz"
    path.parent.mkdir(parents=True, exist_ok=True)
    indices = run.validation_indices()[: len(logits)].astype(np.int32)
    with atomic_write(path) as hidden:
        np.savez_compressed(hidden, images=indices, logits=logits.astype(np.float16))
    probabilities = metrics.softmax(logits)
    return {
        "fold": member.fold,
        "images": len(logits),
        "errors": len(metrics.wrong(probabilities, split.labels)),
        "error_interval_by_writer": _interval(logits, split, indices),
        "cross_entropy": round(metrics.cross_entropy(probabilities, split.labels), 5),
    }


def _interval(logits: npt.NDArray[np.float32], split: mnist.Split, indices: npt.NDArray[np.int32]) -> list[float]:
    interval = on_writers(logits.argmax(axis=1) != split.labels[: len(logits)], mnist.writers()[indices])
    return [round(bound, 6) for bound in interval]


def _errors(contents: bytes, split: mnist.Split) -> int:
    return int((_logits(contents, split.images).argmax(axis=1) != split.labels).sum())


def _logits(contents: bytes, images: npt.NDArray[np.uint8]) -> npt.NDArray[np.float32]:
    """Compute (N, 10) logits by ONNX Runtime on one thread."""
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    session = onnxruntime.InferenceSession(contents, options, providers=["CPUExecutionProvider"])
    batches = (images[start : start + _BATCH, ..., None].astype(np.float32) for start in range(0, len(images), _BATCH))
    return np.concatenate([session.run(["logits"], {"images": batch})[0] for batch in batches])


def _write(path: Path, contents: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    with atomic_write(path) as hidden:
        hidden.write_bytes(contents)
