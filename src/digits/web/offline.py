"""What makes the pages installable, and some of them usable where the server cannot be reached."""

from __future__ import annotations

from flask import Blueprint, Response, current_app, g, jsonify, url_for

from digits.web.languages import ADDRESSES, RIGHT_TO_LEFT, words

offline = Blueprint("offline", __name__)


@offline.get("/manifest.webmanifest")
def manifest() -> Response:
    """Describe the application to a browser that installs it."""
    t = words("common", g.language)
    icon = {"src": url_for("static", filename="favicon.svg"), "sizes": "any", "type": "image/svg+xml"}
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
        icons=[icon | {"purpose": purpose} for purpose in ("any", "maskable")],
        shortcuts=[{"name": t(f"page.{name}"), "url": path} for name, path in ADDRESSES.items()],
    )
    answer.mimetype = "application/manifest+json"
    return answer


@offline.get("/service-worker.js")
def service_worker() -> Response:
    """Give the script that keeps pages for when the server is away; it must lie at the root to serve all of them."""
    return current_app.send_static_file("js/service-worker.js")
