"""The teacher of a distillation: a model file, or a folder of them that take turns."""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from digits import metrics
from digits.onnx_session import load_session

if TYPE_CHECKING:
    from onnxruntime import InferenceSession

_NO_FOLD = -1


class TeacherError(ValueError):
    """A teacher cannot be used; the message names the file and the remedy."""


@dataclass(frozen=True)
class Member:
    """One network of a teacher.

    Attributes:
        name: file name without suffix.
        sha256: of the file.
        fold: the fold left out of its training; None where it saw all writers, or where that is not known.
        session: the network.
    """

    name: str
    sha256: str
    fold: int | None
    session: "InferenceSession"

    def logits(self, images: npt.NDArray[np.float32]) -> npt.NDArray[np.float32]:
        """(N, 10) logits for (N, 28, 28, 1) images, 0..255."""
        return np.asarray(self.session.run(["logits"], {"images": images})[0])


class Teacher:
    """Classifies images; members take turns from view to view. Safe to share between threads.

    Over the views a student learns the mean of the members' probabilities, at the cost of one member per image.

    Args:
        path: an .onnx file, a folder of them, or a folder with a subfolder `members`, as `digits record` writes.
            The JSON file beside each gives its hash and the fold left out of its training.
        out_of_fold: only members that never saw its writer classify an image; images that are not from MNIST get any
            member. A student validated on one fold still learns from members trained on that fold, but only on other
            images.

    Raises:
        TeacherError: there is no such file, or the JSON file beside it cannot be read.
        ModelError: a file is damaged, or its hash differs.
    """

    def __init__(self, path: Path, out_of_fold: bool = False) -> None:
        self._path = path
        self._out_of_fold = out_of_fold
        self.members = [_member(file, loose=path.is_dir() and not (path / "members").is_dir()) for file in _files(path)]

    @property
    def sha256(self) -> dict[str, str]:
        """The hash of each member's file, by member name."""
        return {member.name: member.sha256 for member in self.members}

    def as_dict(self) -> dict[str, Any]:
        """Path, hashes and mode, as `teacher.json` has them."""
        return {"path": str(self._path.resolve()), "out_of_fold": self._out_of_fold, "sha256": self.sha256}

    def require_members_for(self, folds: npt.NDArray[np.int8]) -> None:
        """Check that each fold of the training images has a member that may classify it.

        Raises:
            TeacherError: a fold has none.
        """
        if not self._out_of_fold:
            return
        left_out = {member.fold for member in self.members}
        missing = sorted({int(fold) for fold in np.unique(folds) if fold != _NO_FOLD} - left_out)
        if missing:
            raise TeacherError(
                f"{self._path} cannot teach out of fold: it has no member trained without fold "
                f"{', '.join(map(str, missing))}; train one, or leave --out-of-fold out"
            )

    def __call__(
        self, images: npt.NDArray[np.float32], folds: npt.NDArray[np.int8], view: int
    ) -> npt.NDArray[np.float32]:
        """(N, 10) logits for (N, 28, 28) images, 0..255, in view `view`; `folds` (N,) are those of their writers."""
        logits = np.empty((len(images), metrics.CLASSES), np.float32)
        turns = self._turns(folds, view)
        for number in np.unique(turns):
            logits[turns == number] = self.members[number].logits(images[turns == number][..., None])
        return logits

    def _turns(self, folds: npt.NDArray[np.int8], view: int) -> npt.NDArray[np.intp]:
        """(N,) index of the member that classifies each image."""
        turns = np.empty(len(folds), np.intp)
        for fold in np.unique(folds):
            any_member = not self._out_of_fold or fold == _NO_FOLD
            allowed = [index for index, member in enumerate(self.members) if any_member or member.fold == fold]
            turns[folds == fold] = allowed[view % len(allowed)]
        return turns


def _files(path: Path) -> list[Path]:
    if path.is_dir():
        files = sorted((path / "members").glob("*.onnx")) or sorted(path.glob("*.onnx"))
        if not files:
            raise TeacherError(f"{path} has no .onnx files and no folder members/ with them")
        return files
    if path.suffix != ".onnx" or not path.is_file():
        raise TeacherError(f"there is no teacher {path}: give an .onnx file or a folder of them")
    return [path]


def _member(path: Path, loose: bool) -> Member:
    beside = path.with_suffix(".json")
    try:
        card = json.loads(beside.read_text())
        sha256 = str(card["sha256"])
        fold = card["plan"]["validation"] if "plan" in card else card["training"]["fold"]
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise TeacherError(f"cannot read {beside}, the card of {path.name} ({error!r})") from error
    if loose and "plan" not in card:
        raise TeacherError(
            f"{path} is not a member of a `digits record` ensemble: give the ensemble's folder, or one file"
        )
    return Member(path.stem, sha256, fold if isinstance(fold, int) else None, load_session(path, sha256))
