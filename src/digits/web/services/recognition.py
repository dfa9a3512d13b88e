"""The recognition service: loads each model once, reads pictures and drawings, and counts the readings."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, cast

import numpy as np
from flask import Flask, current_app

from digits.activations import ActivationSession
from digits.image import Drawing, Normalization, Page, PictureError, normalize_strokes
from digits.model_card import Card
from digits.page import single_digit
from digits.recognizer import Reading, Recognizer, shipped_models
from digits.web.http.printable import printable
from digits.web.services.image_input import ImageInput
from digits.web.services.metrics import Metrics
from digits.web.services.normalization_steps import digit_steps, number_steps
from digits.web.services.similar_examples import SimilarExamples

EXTENSION = "digits"


class UnknownModelError(ValueError):
    """No model has this name; the message lists those that there are."""


class RecognitionService:
    """The models of one application, each loaded when it is first used.

    Attributes:
        all_workers_warm: whether every worker of the server has read once; the server sets it where there are several.
        metrics: counts and durations of this application.
        similar_examples: nearest neighbours by the features of each network.
    """

    def __init__(self, model: str, max_pixels: int, recognizer: Recognizer | None = None) -> None:
        self._warm = False
        self.all_workers_warm: Callable[[], bool] = lambda: True
        self.metrics = Metrics(is_ready=lambda: self.ready)
        self._default = model
        self._max_pixels = max_pixels
        self._lock = threading.Lock()
        self._recognizers: dict[str, Recognizer] = {} if recognizer is None else {model: recognizer}
        self._bundled: Recognizer | None = None
        self._network_lock = threading.Lock()
        self._networks: dict[Path, ActivationSession] = {}
        self.similar_examples = SimilarExamples()

    @property
    def ready(self) -> bool:
        """Whether this worker and all others have loaded the default model and read once."""
        return self._warm and self.all_workers_warm()

    def recognizer(self, name: str | None = None) -> Recognizer:
        """A model by its name, None for the default one.

        Only the setting `MODEL` may be a path; a request can name the default model or a shipped one.

        Raises:
            UnknownModelError: there is no such model.
            ModelError: the model's file cannot be used.
        """
        key = self._key(name)
        with self._lock:
            if key not in self._recognizers:
                self._recognizers[key] = Recognizer(key, max_pixels=self._max_pixels)
            return self._recognizers[key]

    def network(self, name: str | None = None) -> ActivationSession:
        """A model by its name, opened layer by layer; None for the default one.

        Raises:
            UnknownModelError: there is no such model.
            ModelError: the model's file cannot be used, or its graph has an unsupported node.
        """
        path = self.recognizer(name).classifier.path
        with self._network_lock:
            if path not in self._networks:
                self._networks[path] = ActivationSession(path)
            return self._networks[path]

    def bundled(self) -> Recognizer:
        """The bundled network, whatever model is served, for what needs a good one.

        Raises:
            ModelError: its file cannot be used.
        """
        with self._lock:
            if self._bundled is None:
                self._bundled = Recognizer(max_pixels=self._max_pixels)
            return self._bundled

    def cards(self) -> dict[str, Card]:
        """The cards of all models that a request can name, by name, the default model first.

        Raises:
            ModelError: the default model's file cannot be used.
        """
        default = self.recognizer()
        return {default.info.name: default.card} | {
            name: card for name, card in shipped_models().items() if name != default.info.name
        }

    def models(self) -> dict[str, object]:
        """The default model's name, and the public members of every card."""
        cards = self.cards()
        return {"default": next(iter(cards)), "models": [_public(card) for card in cards.values()]}

    def warm_up(self) -> None:
        """Load the default model and read a number once, so that the first request does not wait.

        Raises:
            ModelError: the model's file cannot be used.
        """
        two_bars = [[(0.0, 0.0), (0.0, 20.0)], [(10.0, 0.0), (10.0, 20.0)]]
        self.recognizer().read_normalized(normalize_strokes(two_bars))
        self._warm = True

    def read(self, image: ImageInput, model: str | None = None, *, with_steps: bool = False) -> dict[str, object]:
        """Read a picture or a drawing; the result is the JSON form of the reading.

        Raises:
            PictureError: it cannot be read.
            UnknownModelError: there is no such model.
            ModelError: the model's file cannot be used.
        """
        recognizer = self.recognizer(model)
        started = time.perf_counter()
        try:
            normalization = image.normalize()
        except PictureError:
            self.metrics.count_reading("unreadable", time.perf_counter() - started)
            raise
        reading = recognizer.read_normalized(normalization)
        seconds = time.perf_counter() - started
        self.metrics.count_reading(reading.verdict, seconds)
        answer = reading.as_dict() | {"milliseconds": round(seconds * 1000, 3), "size": _size(normalization)}
        return answer | {"steps": _steps(normalization, reading)} if with_steps else answer

    def _key(self, name: str | None) -> str:
        """What a model is opened by: the setting `MODEL`, which may be a path, for the default one, else its name.

        The default model has the name on its card, whatever its file is called; it hides a shipped one of that name.
        """
        if name in {None, "", self._default} or name == self.recognizer().info.name:
            return self._default
        if name not in shipped_models():
            raise UnknownModelError(
                f"There is no model {printable(str(name))!r}. Available: {', '.join(self.cards())}."
            )
        return str(name)


def _steps(normalization: Normalization, reading: Reading) -> list[dict[str, str]]:
    """The steps to a reading; a digit that is alone on its page is not looked for again."""
    if reading.numbers:
        return number_steps(normalization, reading.numbers)
    if normalization.image is None or np.array_equal(normalization.image, reading.ink):
        return digit_steps(normalization, normalization.digit)
    return digit_steps(normalization, single_digit(normalization))


def _size(normalization: Normalization) -> tuple[int, int] | None:
    """Width and height of a picture in pixels, as it was sent; None for a drawing."""
    source = normalization.source
    if isinstance(source, Page):
        return source.size
    height, width = normalization.grey.shape
    return None if isinstance(source, Drawing) else (width, height)


def _public(card: dict[str, Any]) -> dict[str, object]:
    """The members of a card that tell models apart; None where the card lacks one."""
    names = ("name", "version", "sha256", "description", "parameters", "macs")
    evaluation = card.get("evaluation") or {}
    return {name: card.get(name) for name in names} | {"test_errors": evaluation.get("errors")}


def recognition_service(app: Flask | None = None) -> RecognitionService:
    """The service of an application; of the current one for None."""
    return cast(RecognitionService, (app or current_app).extensions[EXTENSION])
