"""A teacher: a model file, or a folder of them that answer in turn."""

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

_NOBODY = -1


class TeacherError(ValueError):
    """A teacher that cannot teach; the message names the file and the remedy."""


@dataclass(frozen=True)
class Member:
    """One network of a teacher.

    Attributes:
        name: of its file.
        sha256: of its file.
        fold: of the writers it never saw; None where it saw all, or where that is not known.
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
    """Answers images, each view of an image by one member in turn; safe to share between threads.

    Who hears them one after the other learns the mean of their probabilities, at the price of one member.

    Args:
        path: an .onnx file; or a folder of them, or one that has such a folder `members`, as `digits record` makes.
            Beside each file stands its card, or what `digits record` says of it, which tells the fold it left out.
        out_of_fold: an image is answered only by the members that never saw its writer; where no writer of MNIST wrote
            it, by any. A student that is validated on one fold still hears members that learned from that fold, though
            of other images only.

    Raises:
        TeacherError: there is no such file, or what stands beside it cannot be read.
        ModelError: a file is damaged, or not the one that its card says.
    """

    def __init__(self, path: Path, out_of_fold: bool = False) -> None:
        self._path = path
        self._out_of_fold = out_of_fold
        self.members = [_member(file, loose=path.is_dir() and not (path / "members").is_dir()) for file in _files(path)]

    @property
    def sha256(self) -> dict[str, str]:
        """The hash of each member's file, by name."""
        return {member.name: member.sha256 for member in self.members}

    def as_dict(self) -> dict[str, Any]:
        """What tells this teacher from any other."""
        return {"path": str(self._path.resolve()), "out_of_fold": self._out_of_fold, "sha256": self.sha256}

    def refuse_untaught(self, folds: npt.NDArray[np.int8]) -> None:
        """Make sure that each image has a member that may answer it.

        Raises:
            TeacherError: the writers of a fold have none.
        """
        if not self._out_of_fold:
            return
        left_out = {member.fold for member in self.members}
        missing = sorted({int(fold) for fold in np.unique(folds) if fold != _NOBODY} - left_out)
        if missing:
            there = "no member of it left" if len(self.members) > 1 else "it did not leave"
            raise TeacherError(
                f"{self._path} cannot teach out of fold: {there} fold {', '.join(map(str, missing))} out of its "
                "training; train such members, or let all of them teach without --out-of-fold"
            )

    def __call__(
        self, images: npt.NDArray[np.float32], folds: npt.NDArray[np.int8], view: int
    ) -> npt.NDArray[np.float32]:
        """(N, 10) logits for the view of this number of (N, 28, 28) images, 0..255, by writers of these folds (N,)."""
        logits = np.empty((len(images), metrics.CLASSES), np.float32)
        asked = self._in_turn(folds, view)
        for number in np.unique(asked):
            logits[asked == number] = self.members[number].logits(images[asked == number][..., None])
        return logits

    def _in_turn(self, folds: npt.NDArray[np.int8], view: int) -> npt.NDArray[np.intp]:
        """(N,) whose turn it is, by place among the members."""
        asked = np.empty(len(folds), np.intp)
        for fold in np.unique(folds):
            anyone = not self._out_of_fold or fold == _NOBODY
            allowed = [place for place, member in enumerate(self.members) if anyone or member.fold == fold]
            asked[folds == fold] = allowed[view % len(allowed)]
        return asked


def _files(path: Path) -> list[Path]:
    if path.is_dir():
        files = sorted((path / "members").glob("*.onnx")) or sorted(path.glob("*.onnx"))
        if not files:
            raise TeacherError(f"{path} holds no .onnx file and no folder members/ of them")
        return files
    if path.suffix != ".onnx" or not path.is_file():
        raise TeacherError(f"there is no teacher {path}: give an .onnx file or a folder of them")
    return [path]


def _member(path: Path, loose: bool) -> Member:
    beside = path.with_suffix(".json")
    try:
        said = json.loads(beside.read_text())
        sha256 = str(said["sha256"])
        fold = said["plan"]["validation"] if "plan" in said else said["training"]["fold"]
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise TeacherError(f"{beside}, which says what {path.name} is, cannot be read ({error!r})") from error
    if loose and "plan" not in said:
        raise TeacherError(f"{path} is no member of an ensemble of `digits record`: name its folder, or one file")
    return Member(path.stem, sha256, fold if isinstance(fold, int) else None, load_session(path, sha256))
