"""What makes the pages installable, and some of them usable where the server cannot be reached."""

from __future__ import annotations

import hashlib
import json
from functools import cache
from pathlib import Path

from flask import Blueprint, Response, g, jsonify, render_template, request, url_for

from digits.web.languages import ADDRESSES, RIGHT_TO_LEFT, words

FOLDER = Path(__file__).parent / "static"
WORKER = FOLDER / "js" / "service-worker.js"

offline = Blueprint("offline", __name__)


@offline.get("/manifest.webmanifest")
def manifest() -> Response:
    """Describe the application to a browser that installs it."""
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


@offline.get("/service-worker.js")
def service_worker() -> Response:
    """Give the script that keeps pages for when the server is away; it must lie at the root to serve all of them.

    Its first line names what it keeps, with the files' hash: whenever a file has changed, a browser takes the script
    for a new one and keeps everything anew.
    """
    version, files = _files()
    kept = {"version": version, "pages": list(ADDRESSES.values()), "files": files, "away": url_for(".away")}
    script = f"self.kept = {json.dumps(kept)};\n{WORKER.read_text('utf-8')}"
    answer = Response(script, mimetype="text/javascript")
    answer.cache_control.no_cache = True
    answer.add_etag()
    answer.make_conditional(request)
    return answer


@offline.get("/away")
def away() -> str:
    """Say that a page needs the server; kept by the service worker for when it cannot be reached."""
    return render_template("away.html")


def _icon(name: str, purpose: str) -> dict[str, str]:
    return {
        "src": url_for("static", filename=name),
        "sizes": "any",
        "type": "image/svg+xml",
        "purpose": purpose,
    }


@cache
def _files() -> tuple[str, list[str]]:
    """A hash of all static files, and the addresses of those that pages load."""
    paths = sorted(path for path in FOLDER.rglob("*") if path.suffix in {".css", ".js", ".svg", ".png"})
    version = hashlib.sha256(b"".join(path.read_bytes() for path in paths)).hexdigest()[:12]
    return version, [f"/static/{path.relative_to(FOLDER).as_posix()}" for path in paths if path != WORKER]
