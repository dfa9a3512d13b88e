"""Handwritten digit recognition.

``Recognizer`` reads a picture or strokes and returns a ``Reading``. It raises ``PictureError`` if the picture cannot be
read, and ``ModelError`` if the model cannot be used.
"""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from digits.recognizer import ModelError, PictureError, Reading, Recognizer

__all__ = ["ModelError", "PictureError", "Reading", "Recognizer"]


def __getattr__(name: str) -> object:
    """Import the recognizer on first use, so that ``import digits`` is fast."""
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from digits import recognizer

    return getattr(recognizer, name)
