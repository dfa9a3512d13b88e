"""The web application: a page for people and an API for programs.

`create_app` builds it from a mapping of settings (`digits.web.settings`); `serve` runs it.
"""

from __future__ import annotations

from collections.abc import Mapping

from flask import Flask
from werkzeug.middleware.proxy_fix import ProxyFix

from digits.recognizer import Recognizer
from digits.web import languages, offline, operations, problems, security, settings, sharing, transfer
from digits.web.api import api
from digits.web.bodies import MemoryRequest
from digits.web.compare import compare
from digits.web.corrections import corrections
from digits.web.inside import inside
from digits.web.kserve import kserve
from digits.web.learn import learn
from digits.web.openapi import documentation
from digits.web.pages import pages
from digits.web.practise import practise
from digits.web.service import EXTENSION, Service

__all__ = ["create_app", "serve"]


def create_app(config: Mapping[str, object] | None = None) -> Flask:
    """Build the application.

    Args:
        config: settings of `digits.web.settings` or of Flask, by name; and `RECOGNIZER`, a Recognizer
            to read with in place of the one that `MODEL` names.

    Raises:
        SettingError: a setting does not exist or has a value it cannot have.
        ModelError: the model cannot be used (only with `WARM_UP`).
    """
    given = dict(config or {})
    recognizer = given.pop("RECOGNIZER", None)
    if recognizer is not None and not isinstance(recognizer, Recognizer):
        raise settings.SettingError("RECOGNIZER must be a digits.recognizer.Recognizer.")
    app = transfer.Application(__name__)
    app.request_class = MemoryRequest
    _configure(app, given)
    shared = Service(app.config["MODEL"], app.config["MAX_PIXELS"], recognizer)
    app.extensions[EXTENSION] = shared
    for blueprint in (
        api,
        pages,
        inside,
        compare,
        practise,
        learn,
        corrections,
        kserve,
        offline.offline,
        operations.operations,
        documentation,
    ):
        app.register_blueprint(blueprint)
    languages.register(app)
    sharing.share(app)
    problems.register(app)
    operations.measure(app)
    security.protect(app)
    transfer.tidy(app)
    proxies = app.config["TRUSTED_PROXIES"]
    if proxies:
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=proxies, x_proto=proxies, x_host=proxies)  # type: ignore[method-assign]
    if app.config["WARM_UP"]:
        shared.warm_up()
    return app


def _configure(app: Flask, given: Mapping[str, object]) -> None:
    app.config.update(settings.defaults())
    unknown = sorted(set(given) - set(app.config))
    if unknown:
        raise settings.SettingError(f"There is no setting {', '.join(unknown)}; docs/limits.md lists them all.")
    settings.check(given)
    app.config.update(given)
    app.json.sort_keys = False  # type: ignore[attr-defined]
    app.jinja_env.filters["enumerated"] = lambda values: list(enumerate(values))


def serve(host: str = "127.0.0.1", port: int = 8000, model: str = "default", threads: int = 4) -> None:
    """Serve the application until SIGTERM or SIGINT; settings come from `DIGITS_WEB_...` variables.

    Args:
        host: address to listen at.
        port: port to listen at; 0 for any that is free.
        model: name of a shipped model, or path of a model file.
        threads: requests that are answered at the same time.

    Raises:
        OSError: the address cannot be listened at, such as one in use.
        SettingError: a variable names no setting or has a value that it cannot have.
        ModelError: the model cannot be used.
    """
    from digits.web.server import run

    config = settings.from_environment() | {"MODEL": model, "THREADS": threads, "WARM_UP": False}
    run(create_app(config), host, port)
