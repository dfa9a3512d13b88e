"""A model of one's own, in a file that is called otherwise than the card: it answers on every page."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Iterator

import pytest
from draw_on_page import draw_by_mouse, wait_until_read
from playwright.sync_api import expect
from templates import DRAWINGS

from digits.onnx_session import MODELS
from serving import start, wait_for_address


@pytest.fixture(scope="module", params=[("default", "ape"), ("mine", "default")], ids=str)
def own(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, str]]:
    """The address of a server of a copy of `tiny`, and the name and version on its card."""
    file, name = request.param
    path = tmp_path_factory.mktemp("models") / f"{file}.onnx"
    shutil.copy(MODELS / "tiny.onnx", path)
    card = json.loads((MODELS / "tiny.json").read_bytes()) | {"name": name, "version": "0.7"}
    path.with_suffix(".json").write_text(json.dumps(card))
    process = start("serve", "--port", "0", "--model", str(path))
    try:
        yield wait_for_address(process).rstrip("/"), f"{name} 0.7"
    finally:
        process.terminate()
        process.communicate(timeout=20)


@pytest.fixture(scope="module")
def server(own: tuple[str, str]) -> str:
    return own[0]


def test_a_drawing_is_read_and_opened_by_the_model_that_is_served(open_page, own: tuple[str, str]) -> None:
    page = open_page()
    model = page.locator('[data-fact="model"]')
    draw_by_mouse(page, DRAWINGS["7"])
    assert wait_until_read(page) == "7"
    expect(model).to_have_text(own[1])
    page.locator("[data-model-choice]").select_option("lenet5")
    expect(model).to_contain_text("lenet5")
    page.reload()
    draw_by_mouse(page, DRAWINGS["7"])
    page.locator("[data-model-choice]").select_option(index=0)
    expect(model).to_have_text(own[1])
    page.goto("/inside")
    name = own[1].partition(" ")[0]
    page.locator("#model").select_option(name)
    expect(page.locator("[data-facts]")).to_contain_text(re.compile(r"49,554"))
    opened = page.evaluate("(name) => fetch(`/api/v1/models/${name}/layers`).then((sent) => sent.json())", name)[
        "model"
    ]
    assert f"{opened['name']} {opened['version']}" == own[1]
