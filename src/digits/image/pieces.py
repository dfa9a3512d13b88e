"""The lines of pieces of whatever was normalized, where it may hold several digits."""

from dataclasses import replace

from digits.image.normalize import DigitImage, Drawing, Normalization
from digits.image.segment import text_lines
from digits.image.stroke_pieces import stroke_lines
from digits.image.text_line import TextLine


def pieces_of(normalization: Normalization) -> list[TextLine]:
    """The lines from top to bottom; boxes and heights in pixels of the picture as given, or in the strokes' unit.

    Returns:
        No line for what is blank, or always one digit.
    """
    source = normalization.source
    if normalization.digit is None or isinstance(source, DigitImage):
        return []
    if isinstance(source, Drawing):
        return stroke_lines(source.strokes)
    scale = source.scale
    return [replace(line, boxes=line.boxes * scale, height=line.height * scale) for line in text_lines(source.ink)]
