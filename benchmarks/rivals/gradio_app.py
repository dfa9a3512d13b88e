"""The bundled network behind Gradio's Sketchpad, read at every change: `python gradio_app.py PORT`.

It runs in the environment of `benchmarks/rivals/gradio.txt`, without the project.
"""

import sys
from pathlib import Path
from typing import Any

import gradio
import numpy as np
import onnxruntime
from PIL import Image

MODEL = Path(__file__).parents[2] / "src/digits/models/default.onnx"
CORES = 2
session = onnxruntime.InferenceSession(MODEL, providers=["CPUExecutionProvider"])


def read(sketch: dict[str, Any] | None) -> dict[str, float]:
    """Return the probability of each digit; of an empty pad nothing."""
    if sketch is None or sketch["composite"] is None:
        return {}
    ink = Image.fromarray(sketch["composite"]).getchannel("A")
    if (box := ink.getbbox()) is None:
        return {}
    digit = ink.crop(box)
    digit.thumbnail((20, 20))
    image = Image.new("L", (28, 28))
    image.paste(digit, ((28 - digit.width) // 2, (28 - digit.height) // 2))
    (logits,) = session.run(None, {"images": np.asarray(image, np.float32)[None, ..., None]})[0]
    powers = np.exp(logits - logits.max())
    return {str(digit): float(power) for digit, power in enumerate(powers / powers.sum())}


with gradio.Blocks() as page:
    pad = gradio.Sketchpad(canvas_size=(280, 280), layers=False, elem_id="pad")
    bars = gradio.Label(num_top_classes=10, elem_id="bars")
    pad.change(read, pad, bars, concurrency_limit=CORES, show_progress="hidden")

if __name__ == "__main__":
    page.launch(server_port=int(sys.argv[1]), quiet=True)
