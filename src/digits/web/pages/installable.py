"""Installable and offline pages: the web app manifest and the service worker."""

from __future__ import annotations

import hashlib
import json
from functools import cache
from pathlib import Path

from flask import Blueprint, Response, g, jsonify, render_template, url_for

from digits.web.http.conditional import conditional
from digits.web.services.languages import ADDRESSES, RIGHT_TO_LEFT, words

FOLDER = Path(__file__).parents[1] / "static"
WORKER = FOLDER / "js" / "service-worker.js"

blueprint = Blueprint("installable", __name__)


@blueprint.get("/manifest.webmanifest")
def manifest() -> Response:
    """The web app manifest, for a browser that installs the pages."""
    t = words("common", g.language)
    answer = jsonify(
        name=t("name"),
        short_name=t("name"),
        description=t("description"),
        lang=g.language,
        dir="rtl" if g.language in RIGHT_TO_LEFT else "ltr",
        start_url="/",
        scope="/",
        display="standalone",
        background_color="#f7f5f0",
        theme_color="#f7f5f0",
        icons=[_icon("favicon.svg", "any"), _icon("icon.svg", "maskable")],
        shortcuts=[{"name": t(f"page.{name}"), "url": path} for name, path in ADDRESSES.items()],
    )
    answer.mimetype = "application/manifest+json"
    return answer


@blueprint.get("/service-worker.js")
def service_worker() -> Response:
    """The script that caches pages for offline use; it must be at the root to serve all of them.

    Its first line lists what it caches, with the hash of the files: when one changes, so does the script, and the
    browser installs it again.
    """
    version, files = _static_files()
    kept = {"version": version, "pages": list(ADDRESSES.values()), "files": files, "away": url_for(".away")}
    script = f"self.kept = {json.dumps(kept)};\n{WORKER.read_text('utf-8')}"
    return conditional(Response(script, mimetype="text/javascript"))


@blueprint.get("/away")
def away() -> str:
    """The page that the service worker shows in place of one that needs the server."""
    return render_template("offline.html")


def _icon(name: str, purpose: str) -> dict[str, str]:
    return {
        "src": url_for("static", filename=name),
        "sizes": "any",
        "type": "image/svg+xml",
        "purpose": purpose,
    }


@cache
def _static_files() -> tuple[str, list[str]]:
    """The hash of all static files, and the paths of those that pages load."""
    paths = sorted(path for path in FOLDER.rglob("*") if path.suffix in {".css", ".js", ".svg", ".png"})
    version = hashlib.sha256(b"".join(path.read_bytes() for path in paths)).hexdigest()[:12]
    return version, [f"/static/{path.relative_to(FOLDER).as_posix()}" for path in paths if path != WORKER]
