"""HTML to PDF by Chromium, one slide to a page."""

from hashlib import sha256
from pathlib import Path

from digits.atomic_write import replacing
from slides.chromium import chromium

_AS_JPEG = """async () => {
  for (const image of document.querySelectorAll("img.screen, image.photograph")) {
    const name = image.matches("img") ? "src" : "href";
    const picture = new Image();
    picture.src = image.getAttribute(name);
    await picture.decode();
    const canvas = document.createElement("canvas");
    [canvas.width, canvas.height] = [picture.naturalWidth, picture.naturalHeight];
    canvas.getContext("2d").drawImage(picture, 0, 0);
    image.setAttribute(name, canvas.toDataURL("image/jpeg", 0.75));
    await image.decode();
  }
}"""
"""Screenshots would be kept without loss, which makes a file four times as large."""

_MARK = b"\n%% made from HTML with the SHA-256 "


def to_pdf(page: Path) -> Path:
    """Print a page beside itself; the PDF ends with the SHA-256 of the page that it was made from."""
    target = page.with_suffix(".pdf")
    with chromium() as browser:
        tab = browser.new_page()
        tab.goto(page.resolve().as_uri())
        tab.evaluate(_AS_JPEG)
        printed = tab.pdf(prefer_css_page_size=True, print_background=True, tagged=True, outline=True)
    with replacing(target) as hidden:
        hidden.write_bytes(printed.rstrip() + _MARK + _hash(page) + b"\n")
    return target


def is_of(pdf: Path, page: Path) -> bool:
    """Whether a PDF was made from this very page."""
    return pdf.read_bytes().endswith(_MARK + _hash(page) + b"\n")


def _hash(page: Path) -> bytes:
    return sha256(page.read_bytes()).hexdigest().encode("ascii")
