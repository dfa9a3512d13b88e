"""Verify ONNX model files and open them with ONNX Runtime on one thread."""

import hashlib
from pathlib import Path
from typing import TYPE_CHECKING

from digits.onnx_file import has_external_data

if TYPE_CHECKING:
    from onnxruntime import InferenceSession

MODELS = Path(__file__).parent / "models"
"""Folder of the models that come with the package."""


class ModelError(ValueError):
    """Unknown, missing, damaged or invalid model; the message names the file and the remedy."""


def remedy(path: Path) -> str:
    """Say how to repair a model's file or card."""
    folders = (path.parent, path.parent.parent)
    if "members" in (path.parent.name, path.name) or (path.parent / "members").is_dir():
        return "run `digits record` to complete the ensemble"
    return "reinstall digits-classification" if MODELS in folders else "write it again with `digits export`"


def load_session(
    path: Path, sha256: str, outputs: int = 10, shape: tuple[int, int, int] | None = (28, 28, 1)
) -> "InferenceSession":
    """Verify a model file, and open it with ONNX Runtime on one thread.

    Args:
        path: the ONNX file.
        sha256: the one on its card.
        outputs: number of logits that it must have.
        shape: height, width and channels that its input must have; None: a page of any size (`digits.detector`).

    Raises:
        ModelError: the file is missing or damaged, is not the one on the card, refers to other files, or has another
            input or output.
    """
    return open_session(path, read_verified(path, sha256), outputs, shape)


def read_verified(path: Path, sha256: str) -> bytes:
    """Return the contents of a model file that are those on its card.

    Raises:
        ModelError: the file is missing, or is not the one on the card.
    """
    try:
        contents = path.read_bytes()
    except OSError as error:
        raise ModelError(f"the model {path} cannot be read ({error.strerror}): {remedy(path)}") from error
    found = hashlib.sha256(contents).hexdigest()
    if found != sha256.lower():
        raise ModelError(f"the model {path} is not the one on its card (SHA-256 {found}, not {sha256}): {remedy(path)}")
    return contents


def open_session(
    path: Path, contents: bytes, outputs: int = 10, shape: tuple[int, int, int] | None = (28, 28, 1)
) -> "InferenceSession":
    """Open the verified contents of a model file; `load_session` explains the other arguments.

    Raises:
        ModelError: they are damaged, refer to other files, or have another input or output.
    """
    try:
        external = has_external_data(contents)
    except ValueError as error:
        raise ModelError(f"the model {path} is not an ONNX file ({error}): {remedy(path)}") from error
    if external:
        raise ModelError(f"the model {path} stores tensors in other files: write it as one file with `digits export`")
    session = _session(path, contents)
    if shape is not None:
        _check_signature(path, session, outputs, shape)
    return session


def _session(path: Path, contents: bytes) -> "InferenceSession":
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    options.inter_op_num_threads = 1
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")
    options.log_severity_level = 3
    try:
        return onnxruntime.InferenceSession(contents, options, providers=["CPUExecutionProvider"])
    except Exception as error:  # ONNX Runtime's exceptions share no narrower base
        raise ModelError(f"the model {path} cannot be loaded ({error}): {remedy(path)}") from error


def _check_signature(path: Path, session: "InferenceSession", outputs: int, shape: tuple[int, int, int]) -> None:
    ends = [(end.name, end.type, end.shape[1:]) for end in (*session.get_inputs(), *session.get_outputs())]
    wanted = [("images", "tensor(float)", list(shape)), ("logits", "tensor(float)", [outputs])]
    if ends != wanted:
        size = ", ".join(map(str, shape))
        raise ModelError(
            f"the model {path} must map images, float (N, {size}), to logits, float (N, {outputs}), but has {ends}: "
            f"{remedy(path)}"
        )
