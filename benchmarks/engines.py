"""The bundled network in each engine that could run it: from float32 images (N, 28, 28, 1), 0..255, to logits (N, 10).

`threads` None leaves each engine its default. Keras's networks have the architecture of `default` with random weights,
because the trained ones exist as ONNX alone; LiteRT's is converted from such a network. Nothing heavy is imported
before an engine is opened, because each runs in the environment that has it.
"""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from benchmarks.row import NotInstalledError

if TYPE_CHECKING:
    import keras
    import numpy as np
    import numpy.typing as npt

ROOT = Path(__file__).parents[1]
ONNX_FILE = ROOT / "src/digits/models/default.onnx"
LITERT_FILE = ROOT / "build/benchmarks/default.tflite"

Predict = Callable[["npt.NDArray[np.float32]"], Any]


def digits_network() -> Predict:
    """Return the project's own session, of one thread."""
    from digits import Recognizer

    classifier = Recognizer().classifier
    return lambda images: classifier.logits(images[..., 0])


def onnx_runtime(threads: int | None = None) -> Predict:
    """Return a session of ONNX Runtime as its documentation opens one."""
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = threads or 0
    session = onnxruntime.InferenceSession(ONNX_FILE, options, providers=["CPUExecutionProvider"])
    return lambda images: session.run(None, {"images": images})[0]


def openvino(threads: int | None = None, precision: str | None = "f32") -> Predict:
    """Return OpenVINO's compiled network; its default precision (None) is bfloat16 on processors that have it."""
    import openvino

    chosen = {"INFERENCE_NUM_THREADS": threads, "INFERENCE_PRECISION_HINT": precision}
    settings = {name: value for name, value in chosen.items() if value is not None}
    request = openvino.Core().compile_model(ONNX_FILE, "CPU", settings).create_infer_request()
    return lambda images: request.infer([images])[0]


def litert(threads: int | None = None) -> Predict:
    """Return LiteRT's interpreter, which takes batches of one size until it is given another."""
    from ai_edge_litert.interpreter import Interpreter

    if not LITERT_FILE.exists():
        raise NotInstalledError(f"{LITERT_FILE}: run python -m benchmarks.engines")
    network = Interpreter(str(LITERT_FILE), num_threads=threads)
    network.allocate_tensors()
    images_at, logits_at = network.get_input_details()[0]["index"], network.get_output_details()[0]["index"]
    size = 0

    def predict(images: "npt.NDArray[np.float32]") -> Any:
        nonlocal size
        if len(images) != size:
            size = len(images)
            network.resize_tensor_input(images_at, images.shape)
            network.allocate_tensors()
        network.set_tensor(images_at, images)
        network.invoke()
        return network.get_tensor(logits_at)

    return predict


def keras_predict(threads: int | None = None) -> Predict:
    """Return `Model.predict`."""
    network = _keras_network(threads)
    return lambda images: network.predict(images, batch_size=256, verbose=0)


def keras_compiled(threads: int | None = None) -> Predict:
    """Return a call of the network, compiled by `tf.function` with XLA."""
    network = _keras_network(threads)
    import tensorflow as tf

    call = tf.function(lambda images: network(images, training=False), jit_compile=True)
    return lambda images: call(images).numpy()


def openvino_default(threads: int | None = None) -> Predict:
    """Return OpenVINO's network as it is compiled without settings."""
    return openvino(threads, None)


def _keras_network(threads: int | None) -> "keras.Model":
    import tensorflow as tf

    if threads:
        tf.config.threading.set_intra_op_parallelism_threads(threads)
        tf.config.threading.set_inter_op_parallelism_threads(threads)
    from digits.lab.networks import default

    return default.build()


def write_litert_file() -> None:
    """Convert the architecture of `default` for LiteRT, with random weights."""
    import tensorflow as tf

    from digits.atomic_write import atomic_write

    LITERT_FILE.parent.mkdir(parents=True, exist_ok=True)
    contents = tf.lite.TFLiteConverter.from_keras_model(_keras_network(None)).convert()
    with atomic_write(LITERT_FILE) as hidden:
        hidden.write_bytes(contents)


if __name__ == "__main__":
    write_litert_file()
