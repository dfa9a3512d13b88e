"""The benchmarks keep every row, say what is not installed, and the documents show what `results/` holds."""

import asyncio
import copy
import json
from dataclasses import replace
from pathlib import Path

import pytest
from benchmarks import __main__ as program
from benchmarks import side_by_side
from benchmarks.http_load import Connection, highest_rate, latencies
from benchmarks.pictures import seven
from benchmarks.row import Figure, Row
from benchmarks.rows import array, peak
from tools.documents import benchmark_tables
from tools.documents.__main__ import fill
from tools.documents.language import ENGLISH
from tools.documents.result_tables import WORDS

from digits.model_card import shipped_models

ROOT = Path(__file__).parents[1]
KEPT = json.loads((ROOT / "results/benchmarks.json").read_text())


def row_of(name: str) -> Row:
    row = program.find_row(name)
    assert row
    return row


def test_every_row_is_kept_with_its_machine() -> None:
    assert sorted(KEPT["rows"]) == program.row_names()
    assert KEPT["machine"]["processor"]
    assert KEPT["versions"]["own"]["onnxruntime"]


@pytest.mark.parametrize("name", program.row_names())
def test_a_kept_row_has_every_contender_and_figure(name: str) -> None:
    kept, row = KEPT["rows"][name], row_of(name)
    assert [one["name"] for one in kept["contenders"]] == [one.name for one in row.contenders]
    assert kept["figures"] == {figure: vars(one) for figure, one in row.figures.items()}
    for one in kept["contenders"]:
        assert one["state"] == "measured", one
        assert set(one["medians"]) == set(one["ratios"]) == set(row.figures)


@pytest.mark.parametrize("name", program.row_names())
def test_every_row_has_words_in_both_languages(name: str) -> None:
    words, row = WORDS["benchmarks"], row_of(name)
    assert len(words["rows"][name]) == 2
    assert set(row.figures) <= set(words["figures"])
    assert {figure.unit for figure in row.figures.values()} <= set(words["units"])


@pytest.mark.parametrize("document", ["README.md", "README.fr.md", "docs/benchmarks.md"])
def test_the_documents_show_what_is_kept(document: str) -> None:
    text = (ROOT / document).read_text()
    assert "<!-- generated: benchmarks" in text
    assert fill(text) == text


def test_the_readme_shows_five_rows() -> None:
    assert len(benchmark_tables.summary(ENGLISH).splitlines()) == 2 + 5


def test_a_rival_that_is_not_installed_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(side_by_side, "RIVALS", tmp_path)
    contenders = tuple(one for one in array.ROW.contenders if one.name in ("digits", "OpenVINO, float32"))
    row = replace(array.ROW, contenders=contenders)
    result = side_by_side.side_by_side("array", row, "quick")
    own, rival = result["contenders"]
    assert own["medians"]["time"] > 0
    assert own["ratios"] == {"time": 1}
    assert rival["state"].startswith("not installed")
    assert "OpenVINO, float32: NOT INSTALLED" in "\n".join(side_by_side.lines("array", result))
    assert any("OpenVINO" in one for one in side_by_side.misses(result))


def test_the_tables_say_what_is_not_installed(monkeypatch: pytest.MonkeyPatch) -> None:
    content = copy.deepcopy(KEPT)
    gradio = content["rows"]["http"]["contenders"][1]
    content["rows"]["http"]["contenders"][1] = {
        "name": gradio["name"],
        "note": gradio["note"],
        "state": "not installed: …",
    }
    monkeypatch.setattr(benchmark_tables, "read", lambda _: content)
    assert "Gradio: not installed" in benchmark_tables.summary(ENGLISH)
    assert "| Gradio | not installed |" in benchmark_tables.benchmarks(ENGLISH)


def test_limits_and_bars_are_missed_in_the_right_direction() -> None:
    def missed(figure: Figure, ours: float, ratio: float) -> list[str]:
        own = {"name": "digits", "state": "measured", "medians": {"x": ours}, "ratios": {"x": 1}}
        rival = {"name": "rival", "state": "measured", "medians": {"x": 1}, "ratios": {"x": ratio}}
        return list(side_by_side.misses({"figures": {"x": vars(figure)}, "contenders": [own, rival]}))

    assert missed(Figure("ms", limit=2), 1, 1) == []
    assert len(missed(Figure("ms", limit=2), 3, 1)) == 1
    assert missed(Figure("per s", more_is_better=True, limit=2), 3, 1) == []
    assert len(missed(Figure("per s", more_is_better=True, limit=2), 1, 1)) == 1
    assert missed(Figure("ms", bar=5), 1, 6) == []
    assert len(missed(Figure("ms", bar=5), 1, 4)) == 1


def test_a_ratio_above_one_is_better() -> None:
    assert side_by_side.ratio(Figure("ms"), 2, 10) == 5
    assert side_by_side.ratio(Figure("per s", more_is_better=True), 10, 2) == 5


def test_the_client_counts_and_times_readings(server: str) -> None:
    async def read(connection: Connection) -> None:
        assert b'"digit":7' in await connection.request("POST", "/api/v1/predict", seven(), "image/png")

    assert highest_rate(server, read, 0.5) > 1
    middle, slowest = latencies(server, read, 10, 0.5)
    assert 0 < middle <= slowest


def test_the_client_does_not_count_errors(server: str) -> None:
    async def read(connection: Connection) -> None:
        await connection.request("POST", "/api/v1/predict", b"nothing", "image/png")

    with pytest.raises(ExceptionGroup) as caught:
        highest_rate(server, read, 0.5)
    assert caught.group_contains(RuntimeError, match="predict")


def test_the_client_reads_bodies_in_chunks() -> None:
    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.write(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n")
        await writer.drain()
        writer.close()

    async def run() -> bytes:
        async with await asyncio.start_server(answer, "127.0.0.1", 0) as server:
            connection = Connection("127.0.0.1", server.sockets[0].getsockname()[1])
            said = await connection.request("GET", "/")
            await connection.close()
            return said

    assert asyncio.run(run()) == b"abcde"


def test_the_counted_arithmetic_is_that_of_the_bundled_network() -> None:
    card = shipped_models()["default"]
    padded = sum(
        (kernel * (-(-side // stride) if before is not None else side - kernel + 1)) ** 2 * maps_in * maps_out
        for side, kernel, stride, before, maps_in, maps_out in peak.CONVOLUTIONS
    )
    assert padded + peak.DENSE == card["macs"]
    assert 0.9 * card["macs"] < peak.useful_macs() < card["macs"]
