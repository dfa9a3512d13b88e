"""Metrics of one application for Prometheus: requests and readings, counted and timed."""

from __future__ import annotations

import time
from collections.abc import Callable

from flask import Flask, Response, g, request
from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, disable_created_metrics, generate_latest
from prometheus_client.exposition import CONTENT_TYPE_PLAIN_0_0_4 as CONTENT_TYPE

__all__ = ["CONTENT_TYPE", "Metrics", "register"]

BUCKETS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)
"""Upper bounds in seconds."""
METHODS = frozenset({"GET", "HEAD", "POST", "OPTIONS", "PUT", "PATCH", "DELETE"})

disable_created_metrics()  # type: ignore[no-untyped-call]  # one more sample per label, of no use here


class Metrics:
    """Counters and histograms with a registry of their own.

    Args:
        is_ready: whether the default model is loaded and has read once; asked whenever the metrics are.
    """

    def __init__(self, is_ready: Callable[[], bool]) -> None:
        self._registry = registry = CollectorRegistry()
        ready = Gauge("digits_ready", "1 when the model is loaded and has read once.", registry=registry)
        ready.set_function(lambda: float(is_ready()))
        self._requests = Counter(
            "digits_http_requests", "Requests answered.", ["method", "route", "status"], registry=registry
        )
        self._request_seconds = Histogram(
            "digits_http_request_duration_seconds",
            "Time to answer a request.",
            ["route"],
            registry=registry,
            buckets=BUCKETS,
        )
        self._readings = Counter(
            "digits_readings", "Pictures and drawings read, by verdict.", ["verdict"], registry=registry
        )
        self._reading_seconds = Histogram(
            "digits_reading_duration_seconds", "Time to read one picture.", registry=registry, buckets=BUCKETS
        )

    def count_request(self, method: str, route: str, status: int, seconds: float) -> None:
        """Count a request by the pattern of its route, never by its path, which clients choose."""
        self._requests.labels(method if method in METHODS else "other", route, status).inc()
        self._request_seconds.labels(route).observe(seconds)

    def count_reading(self, verdict: str, seconds: float) -> None:
        """Count a reading by its verdict; `unreadable` for a picture that cannot be decoded."""
        self._readings.labels(verdict).inc()
        self._reading_seconds.observe(seconds)

    def text(self) -> str:
        """All samples in Prometheus' text format, version 0.0.4."""
        return generate_latest(self._registry).decode()


def register(app: Flask, metrics: Metrics) -> None:
    """Count and time every request of an application."""

    @app.before_request
    def start() -> None:
        g.started = time.perf_counter()

    @app.after_request
    def count(response: Response) -> Response:
        seconds = time.perf_counter() - g.get("started", time.perf_counter())
        route = request.url_rule.rule if request.url_rule else "none"
        metrics.count_request(request.method, route, response.status_code, seconds)
        return response
