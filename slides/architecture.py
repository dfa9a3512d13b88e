"""LeNet-5 and the network that ships, drawn from their model files: the higher the larger, the wider the more maps."""

import math

import onnx
from markupsafe import Markup
from tools.documents.filling import ROOT
from tools.documents.language import Language
from tools.documents.ledger import card

from digits.activations import Convolution, Dense, Input, Joining, Layer, Pooling
from digits.activations.graph import read_layers
from slides import charts
from slides.charts import WIDTH

NETWORKS = {"lenet5": ("LeNet-5, 1998", "LeNet-5, 1998"), "default": ("the network that ships", "le réseau livré")}
HEIGHT = 240
"""Of one network's row."""


def architectures(language: Language) -> Markup:
    """Both networks, one below the other, with their sizes."""
    parts, heard = [], []
    for row, (name, words) in enumerate(NETWORKS.items()):
        stages = stages_of(name)
        numbers = (language.number(card(name)[size]) for size in ("parameters", "multiplies"))
        sizes = language.choose(
            "{} parameters, {} multiplications per image", "{} paramètres, {} multiplications par image"
        )
        parts.append(charts.text(0, row * HEIGHT + 22, language.choose(*words), "strong"))
        parts.append(charts.text(WIDTH, row * HEIGHT + 22, sizes.format(*numbers), "soft end"))
        parts += _row(stages, row * HEIGHT + 122.0)
        heard.append(f"{language.choose(*words)}: " + ", ".join(_said(stage.shape) for stage in stages))
    return charts.svg(WIDTH, HEIGHT * len(NETWORKS), "; ".join(heard), parts)


def stages_of(name: str) -> list[Layer]:
    """The layers that give maps or units their number and size; what only weighs them is left out."""
    layers = read_layers(onnx.load(ROOT / f"src/digits/models/{name}.onnx"), 1.0)
    maps = [
        layer
        for layer in layers
        if isinstance(layer.operation, Input | Convolution | Pooling) and len(layer.shape) == 3
    ]
    last = next(place for place, layer in enumerate(layers) if layer is maps[-1])
    units = [layer for layer in layers[last + 1 :] if isinstance(layer.operation, Dense | Joining)]
    return [*maps, *_after_weighing(units)]


def _after_weighing(units: list[Layer]) -> list[Layer]:
    """The units that the answer is made from, without those that weigh the maps: what comes before both are joined."""
    joined = [place for place, layer in enumerate(units) if isinstance(layer.operation, Joining)]
    return units[joined[-1] :] if joined else units


def _row(stages: list[Layer], middle: float) -> list[str]:
    """The stages from left to right around a height, each with its size below."""
    room = WIDTH / len(stages)
    parts = []
    for place, stage in enumerate(stages):
        width, height = _size(stage.shape)
        x = room * (place + 0.5) - width / 2
        kind = {"convolution": "stage a", "pooling": "stage c"}.get(stage.operation.kind, "stage d")
        parts.append(charts.rectangle(x, middle - height / 2, (width, height), kind, 3))
        for line, said in enumerate(_said(stage.shape).split("@")):
            parts.append(charts.text(room * (place + 0.5), middle + 78 + 20 * line, said, "soft tiny middle"))
    return parts


def _size(shape: tuple[int, ...]) -> tuple[float, float]:
    """How wide and high a stage is drawn: width by the square root of how many maps or units there are."""
    count, side = shape[0], (shape[1] if len(shape) == 3 else 1)
    if len(shape) == 3:
        return 4 + 4 * math.sqrt(count), 10 + 3.4 * side
    return 14, 14 + 7 * math.sqrt(count)


def _said(shape: tuple[int, ...]) -> str:
    return f"{shape[0]}@{shape[1]}×{shape[2]}" if len(shape) == 3 else str(shape[0])
