"""Handwritten digits, read: ``Recognizer`` turns a picture or strokes into a ``Reading``.

``PictureError`` and ``ModelError`` say what cannot be read, and with what.
"""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from digits.recognizer import ModelError, PictureError, Reading, Recognizer

__all__ = ["ModelError", "PictureError", "Reading", "Recognizer"]


def __getattr__(name: str) -> object:
    """Import the recognizer only when it is asked for, so that ``import digits`` costs nothing."""
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from digits import recognizer

    return getattr(recognizer, name)
