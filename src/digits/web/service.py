"""What the views share: the models that are loaded, and a reading of whatever a request brings."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from functools import partial
from typing import Any, cast

import numpy as np
import numpy.typing as npt
from flask import Flask, current_app

from digits.image import Drawing, Normalization, Page, PictureError, Strokes, normalize_picture, normalize_strokes
from digits.recognizer import Recognizer, shipped_models
from digits.web.metrics import Metrics
from digits.web.steps import steps as steps_of

Source = bytes | npt.NDArray[np.uint8]
EXTENSION = "digits"


class UnknownModelError(ValueError):
    """A model that is not shipped; the message names those that are."""


class Service:
    """The models of one application, each loaded when it is first asked for, and its metrics."""

    def __init__(self, model: str, max_pixels: int, recognizer: Recognizer | None = None) -> None:
        self.default = model
        self.max_pixels = max_pixels
        self.metrics = Metrics()
        self.ready = False
        self._lock = threading.Lock()
        self._recognizers: dict[str, Recognizer] = {} if recognizer is None else {model: recognizer}

    def recognizer(self, name: str | None = None) -> Recognizer:
        """Return a model by name, the default one for None.

        Only the operator's setting may be a path; a request can name a shipped model and nothing else.

        Raises:
            UnknownModelError: no such model is shipped.
            ModelError: the model's file cannot be used.
        """
        name = name or self.default
        with self._lock:
            if name not in self._recognizers:
                if name != self.default and name not in shipped_models():
                    raise UnknownModelError(f"There is no model {name!r}; there are {', '.join(shipped_models())}.")
                self._recognizers[name] = Recognizer(name, max_pixels=self.max_pixels)
            return self._recognizers[name]

    def warm_up(self) -> None:
        """Load the default model and read two bars once, a number, so that the first request waits for nothing.

        Raises:
            ModelError: the model's file cannot be used.
        """
        bars = [[(0.0, 0.0), (0.0, 20.0)], [(10.0, 0.0), (10.0, 20.0)]]
        self.recognizer().read_normalized(normalize_strokes(bars))
        self.ready = True

    def read_picture(self, picture: Source, model: str | None = None, steps: bool = False) -> dict[str, object]:
        """Read one picture; the result is the JSON form of its reading.

        Raises:
            PictureError: it cannot be read.
        """
        return self._read(partial(normalize_picture, picture, max_pixels=self.max_pixels), model, steps)

    def read_strokes(self, strokes: Strokes, model: str | None = None, steps: bool = False) -> dict[str, object]:
        """Read one drawing; the result is the JSON form of its reading.

        Raises:
            PictureError: it cannot be read.
        """
        return self._read(partial(normalize_strokes, strokes), model, steps)

    def _read(self, normalize: Callable[[], Normalization], model: str | None, steps: bool) -> dict[str, object]:
        recognizer = self.recognizer(model)
        started = time.perf_counter()
        try:
            normalization = normalize()
        except PictureError:
            self.metrics.reading("refused", time.perf_counter() - started)
            raise
        reading = recognizer.read_normalized(normalization)
        seconds = time.perf_counter() - started
        self.metrics.reading(reading.verdict, seconds)
        answer = reading.as_dict() | {"milliseconds": round(seconds * 1000, 3), "size": _size(normalization)}
        return answer | {"steps": steps_of(normalization, reading.number)} if steps else answer

    def models(self) -> dict[str, object]:
        """Return the default model's name and what the cards say of every model that can be named, it first."""
        default = self.recognizer()
        cards = {default.info.name: default.card}
        cards |= {name: card for name, card in shipped_models().items() if name not in cards}
        return {"default": default.info.name, "models": [_described(card) for card in cards.values()]}


def _size(normalization: Normalization) -> tuple[int, int] | None:
    """Return width and height of a picture as it was given; None for a drawing, whose boxes are in its own unit."""
    if isinstance(normalization.source, Drawing):
        return None
    scale = normalization.source.scale if isinstance(normalization.source, Page) else 1.0
    height, width = normalization.grey.shape
    return round(width * scale), round(height * scale)


def _described(card: dict[str, Any]) -> dict[str, object]:
    """Return the members of a card that tell one model from another; null where the card is silent."""
    names = ("name", "version", "sha256", "description", "parameters", "multiplies")
    evaluation = card.get("evaluation") or {}
    return {name: card.get(name) for name in names} | {"test_errors": evaluation.get("errors")}


def service(app: Flask | None = None) -> Service:
    """Return the service of an application, of the current one for None."""
    return cast(Service, (app or current_app).extensions[EXTENSION])
