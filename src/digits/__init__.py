"""Handwritten digits, read: ``Recognizer`` turns a picture or strokes into a ``Reading``."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from digits.recognizer import Reading, Recognizer

__all__ = ["Reading", "Recognizer"]


def __getattr__(name: str) -> object:
    """Import the recognizer only when it is asked for, so that ``import digits`` costs nothing."""
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from digits import recognizer

    return getattr(recognizer, name)
