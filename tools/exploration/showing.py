"""How figures, tables and sentences get into a notebook: small, without a path, and in words for who sees none."""

import io
import tempfile
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any

from IPython.display import Image, Markdown
from PIL import Image as Picture

from tools.exploration.place import results

Cell = str | int | float
COLORS = 32


def show(draw: Callable[..., None], *arguments: Any, alt: str = "", **settings: Any) -> Image:
    """What a drawing function, whose last argument is the path of a PNG, draws.

    Args:
        draw: for example one of `digits.lab.figures`.
        arguments: all of the function's but the path.
        alt: the figure in words, for who does not see it; by default its title, the first argument that is text.
        settings: passed on.
    """
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "figure.png")
        draw(*arguments, path=path, **settings)
        return Image(small(path), alt=alt or _title(draw, arguments))


def stored(name: str, alt: str) -> Image:
    """A figure that `digits compare`, `digits evaluate` or another command left in the results."""
    return Image(small(results() / name), alt=alt)


def say(*paragraphs: str) -> Markdown:
    """Sentences that code has put figures into."""
    return Markdown("\n\n".join(paragraphs))


def table(header: Sequence[str], rows: Iterable[Sequence[Cell]]) -> Markdown:
    """A table; the first column to the left, the others to the right."""
    lines = [_line(header), _line([":--", *["--:"] * (len(header) - 1)]), *(_line(row) for row in rows)]
    return Markdown("\n".join(lines))


def _title(draw: Callable[..., None], arguments: tuple[Any, ...]) -> str:
    return " ".join(next((one for one in arguments if isinstance(one, str)), draw.__name__.replace("_", " ")).split())


def small(path: Path) -> bytes:
    """A picture as a PNG of at most 32 colours: both notebooks together are to stay below 2 MB."""
    with Picture.open(path) as picture:
        reduced = picture.convert("RGB").quantize(COLORS, dither=Picture.Dither.NONE)
    written = io.BytesIO()
    reduced.save(written, format="PNG", optimize=True)
    return min(written.getvalue(), path.read_bytes(), key=len)


def _line(cells: Iterable[Cell]) -> str:
    return f"| {' | '.join(f'{cell:,}' if isinstance(cell, int) else str(cell) for cell in cells)} |"
