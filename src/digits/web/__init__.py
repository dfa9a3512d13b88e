"""The web application: pages for people and an API for programs.

`create_app` builds it from a mapping of settings (`digits.web.settings`); `serve` runs it.
"""

from __future__ import annotations

from collections.abc import Mapping
from importlib.util import find_spec

from flask import Flask
from werkzeug.middleware.proxy_fix import ProxyFix

from digits.recognizer import Recognizer
from digits.web import api, pages, settings
from digits.web.http import compression, cors, problems, security_headers
from digits.web.http.bodies import InMemoryRequest
from digits.web.services import errors, languages, metrics
from digits.web.services.recognition import EXTENSION, RecognitionService

__all__ = ["create_app", "serve"]


def create_app(config: Mapping[str, object] | None = None) -> Flask:
    """Build the application.

    Args:
        config: settings of `digits.web.settings` or of Flask, by name; and `RECOGNIZER`, a Recognizer to use instead
            of the model that `MODEL` names.

    Raises:
        SettingError: a setting does not exist or has an invalid value.
        ModelError: the model cannot be used (only with `WARM_UP`).
    """
    given = dict(config or {})
    recognizer = given.pop("RECOGNIZER", None)
    if recognizer is not None and not isinstance(recognizer, Recognizer):
        raise settings.SettingError("RECOGNIZER must be a digits.recognizer.Recognizer.")
    app = compression.Application(__name__)
    app.request_class = InMemoryRequest
    _configure(app, given)
    service = RecognitionService(app.config["MODEL"], app.config["MAX_PIXELS"], recognizer)
    app.extensions[EXTENSION] = service
    for blueprint in (*api.BLUEPRINTS, *pages.BLUEPRINTS):
        app.register_blueprint(blueprint)
    languages.register(app)
    cors.register(app)
    problems.register(app)
    errors.register(app)
    metrics.register(app, service.metrics)
    security_headers.register(app)
    compression.register(app)
    proxies = app.config["TRUSTED_PROXIES"]
    if proxies:
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=proxies, x_proto=proxies, x_host=proxies)  # type: ignore[method-assign]
    if app.config["WARM_UP"]:
        service.warm_up()
    return app


def _configure(app: Flask, given: Mapping[str, object]) -> None:
    app.config.update(settings.defaults())
    unknown = sorted(set(given) - set(app.config))
    if unknown:
        raise settings.SettingError(f"Unknown setting {', '.join(unknown)}. docs/limits.md lists all settings.")
    settings.check(given)
    app.config.update(given)
    if app.config["CORRECTIONS"] and find_spec("sqlalchemy") is None:
        raise settings.SettingError(
            "CORRECTIONS needs SQLAlchemy, which is not installed: pip install 'digits-classification[corrections]'"
        )
    app.json.sort_keys = False  # type: ignore[attr-defined]
    app.jinja_env.filters["enumerated"] = lambda values: list(enumerate(values))


def serve(host: str = "127.0.0.1", port: int = 8000, **chosen: object) -> None:
    """Serve the application until SIGTERM or SIGINT, in a process of its own; it starts the workers.

    Args:
        host: address to listen on.
        port: port to listen on; 0 for any free one.
        chosen: settings by name; others come from `DIGITS_WEB_...` variables.

    Raises:
        OSError: the address cannot be used, such as one in use.
        SettingError: a setting or a variable names no setting or has an invalid value.
        ModelError: the model cannot be used.
    """
    from digits.web import server

    config = settings.defaults() | settings.from_environment() | chosen
    settings.check(config)
    server.run(config, host, port)
