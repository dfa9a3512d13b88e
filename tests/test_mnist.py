"""MNIST: only the canonical files, downloads over a bad network, folds by writer."""

import gzip
import hashlib
import http.server
import struct
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import ClassVar

import numpy as np
import pytest

from digits import mnist
from digits.mnist import DataError, Source, files, read_idx


def idx(shape: tuple[int, ...], values: bytes, code: int = 8) -> bytes:
    return struct.pack(f">HBB{len(shape)}I", 0, code, len(shape), *shape) + values


def test_reads_what_the_format_says() -> None:
    array = read_idx(idx((2, 3), struct.pack(">6i", *range(-3, 3)), code=0x0C), "x")
    np.testing.assert_array_equal(array, [[-3, -2, -1], [0, 1, 2]])


@pytest.mark.parametrize(
    ("contents", "fault"),
    [
        (b"", "not an IDX file"),
        (b"\x89PNG", "not an IDX file"),
        (idx((2,), b"ab", code=0x07), "unknown IDX type 0x07"),
        (b"\0\0\x08\x03\0\0", "truncated in its header"),
        (idx((3,), b"ab"), "truncated: 10 bytes instead of 11"),
        (idx((1,), b"ab"), "too long: 10 bytes instead of 9"),
        (idx((2**31, 2**31, 2**31), b"ab"), "truncated"),
    ],
)
def test_a_bad_file_is_named_with_its_fault(contents: bytes, fault: str) -> None:
    with pytest.raises(DataError, match=f"bad-file.*{fault}"):
        read_idx(contents, "bad-file")


def test_loads_images_and_labels(training: mnist.Split, test_split: mnist.Split) -> None:
    assert training.images.shape == (60_000, 28, 28)
    assert test_split.images.shape == (10_000, 28, 28)
    assert training.labels[:5].tolist() == [5, 0, 4, 1, 9]
    assert test_split.labels[:5].tolist() == [7, 2, 1, 0, 4]


def test_swapped_files_are_named(data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DIGITS_DATA", str(tmp_path))
    (tmp_path / "mnist").mkdir()
    labels = (data / "mnist" / "t10k-labels-idx1-ubyte.gz").read_bytes()
    (tmp_path / "mnist" / "train-images-idx3-ubyte.gz").write_bytes(labels)
    with pytest.raises(DataError, match=r"train-images.*it contains t10k-labels.*digits data fetch"):
        mnist.load("train")


@pytest.mark.parametrize(
    ("damage", "fault"),
    [
        (lambda packed: packed[:1000], "cannot be read"),
        (lambda _: b"not gzip", "cannot be read"),
        (lambda packed: gzip.compress(gzip.decompress(packed)[:5000], 1), "is truncated: 5000 bytes"),
        (lambda packed: gzip.compress(b"PK" + gzip.decompress(packed)[2:], 1), "not an IDX file"),
        (
            lambda packed: gzip.compress(gzip.decompress(packed)[:-1] + b"x", 1),
            "other values, .10000, 28, 28.",
        ),
    ],
)
def test_a_damaged_file_is_an_error(data: Path, tmp_path: Path, monkeypatch, damage, fault: str) -> None:
    monkeypatch.setenv("DIGITS_DATA", str(tmp_path))
    (tmp_path / "mnist").mkdir()
    name = "t10k-images-idx3-ubyte.gz"
    (tmp_path / "mnist" / name).write_bytes(damage((data / "mnist" / name).read_bytes()))
    with pytest.raises(DataError, match=f"{name}.*{fault}.*digits data fetch"):
        mnist.load("test")


def test_a_file_is_read_once_and_again_when_it_has_changed(data: Path, tmp_path: Path, monkeypatch) -> None:
    monkeypatch.setenv("DIGITS_DATA", str(tmp_path))
    (tmp_path / "mnist").mkdir()
    for path in (data / "mnist").glob("t10k-*"):
        (tmp_path / "mnist" / path.name).write_bytes(path.read_bytes())
    assert mnist.load("test").images is mnist.load("test").images
    assert not mnist.load("test").images.flags.writeable
    (tmp_path / "mnist" / "t10k-images-idx3-ubyte.gz").write_bytes(b"not gzip")
    with pytest.raises(DataError, match="cannot be read"):
        mnist.load("test")


def test_uncompressed_files_are_accepted(data: Path, tmp_path: Path) -> None:
    for source in mnist.FILES.values():
        packed = (data / source.folder / source.archive).read_bytes()
        (tmp_path / source.folder).mkdir(exist_ok=True)
        (tmp_path / source.folder / source.name).write_bytes(gzip.decompress(packed))
    assert len(mnist.verify(tmp_path)) == len(mnist.FILES)


def test_verify_names_the_missing_file(tmp_path: Path) -> None:
    with pytest.raises(DataError, match=r"train-images.*digits data fetch"):
        mnist.verify(tmp_path)


def test_every_image_is_in_one_fold_and_no_writer_in_two(training: mnist.Split) -> None:
    folds, writers = mnist.folds(), mnist.writers()
    assert len(np.unique(writers)) == 539
    assert sorted(np.unique(folds)) == [0, 1, 2, 3, 4]
    assert folds.shape == training.labels.shape
    pairs = np.unique(np.stack([writers, folds]), axis=1)
    assert pairs.shape[1] == 539


def test_folds_are_even_in_size_class_and_source(training: mnist.Split) -> None:
    folds, sources = mnist.folds(), mnist.sources()
    for of_what in (np.zeros_like(folds), training.labels, sources):
        for value in np.unique(of_what):
            counts = np.bincount(folds[of_what == value], minlength=mnist.FOLDS)
            assert counts.max() - counts.min() <= 0.02 * counts.mean()


class Mirror(http.server.BaseHTTPRequestHandler):
    """Serves `contents`; closes the connection after `stop_after` bytes of each answer; counts requests."""

    contents = b""
    stop_after: int | None = None
    ranges = True
    requests: ClassVar[list[str | None]]

    def do_GET(self) -> None:
        asked = self.headers.get("Range")
        type(self).requests.append(asked)
        start = int(asked.removeprefix("bytes=").rstrip("-")) if asked and self.ranges else 0
        if start >= len(self.contents):
            self.send_error(416)
            return
        body = self.contents[start:]
        self.send_response(206 if start else 200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body[: self.stop_after])

    def log_message(self, *arguments: object) -> None:
        pass


@pytest.fixture
def mirror() -> Iterator[tuple[type[Mirror], str]]:
    class Own(Mirror):
        requests: ClassVar[list[str | None]] = []

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Own)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield Own, f"http://127.0.0.1:{server.server_port}/"
    server.shutdown()
    server.server_close()


@pytest.fixture
def one_file(monkeypatch: pytest.MonkeyPatch, mirror: tuple[type[Mirror], str]) -> Source:
    """A data set of a single file of random bytes that the mirror has, and a mirror before it that answers nothing."""
    own, address = mirror
    contents = np.random.default_rng(1).bytes(300_000)
    own.contents = gzip.compress(contents)
    source = Source("mnist", "some-idx1", (address,), hashlib.sha256(contents).hexdigest())
    monkeypatch.setattr(files, "FILES", {("train", "images"): source})
    monkeypatch.delenv("DIGITS_DATA", raising=False)
    return source


def test_fetches_and_reports_progress(one_file: Source, tmp_path: Path) -> None:
    told: list[tuple[str, int, int | None]] = []
    [path] = mnist.fetch(tmp_path, lambda *progress: told.append(progress))
    assert mnist.verify(tmp_path) == [path]
    size = path.stat().st_size
    assert told[-1] == ("some-idx1.gz", size, size)
    assert [there for _, there, _ in told] == sorted(there for _, there, _ in told)


def test_an_interrupted_download_is_resumed(one_file: Source, mirror: tuple[type[Mirror], str], tmp_path: Path) -> None:
    own, _ = mirror
    own.stop_after = 100_000
    with pytest.raises(DataError, match="the connection closed after 100000 of"):
        mnist.fetch(tmp_path)
    own.stop_after = None
    mnist.fetch(tmp_path)
    assert own.requests == [None, "bytes=100000-"]
    mnist.verify(tmp_path)


def test_starts_again_if_the_mirror_cannot_resume(
    one_file: Source, mirror: tuple[type[Mirror], str], tmp_path: Path
) -> None:
    own, _ = mirror
    own.stop_after, own.ranges = 100_000, False
    with pytest.raises(DataError):
        mnist.fetch(tmp_path)
    own.stop_after = None
    mnist.fetch(tmp_path)
    mnist.verify(tmp_path)


def test_uses_the_next_mirror(one_file: Source, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    closed = "http://127.0.0.1:9/"
    source = Source(one_file.folder, one_file.name, (closed, *one_file.mirrors), one_file.sha256)
    monkeypatch.setattr(files, "FILES", {("train", "images"): source})
    mnist.fetch(tmp_path)
    mnist.verify(tmp_path)


def test_rejects_other_contents_and_leaves_nothing(
    one_file: Source, mirror: tuple[type[Mirror], str], tmp_path: Path
) -> None:
    own, _ = mirror
    own.contents = gzip.compress(b"something else")
    with pytest.raises(DataError, match=r"not the canonical some-idx1.*"):
        mnist.fetch(tmp_path)
    assert [path for path in (tmp_path / "mnist").iterdir() if path.suffix != ".lock"] == []


def test_an_existing_damaged_file_is_an_error(one_file: Source, tmp_path: Path) -> None:
    (tmp_path / "mnist").mkdir()
    (tmp_path / "mnist" / one_file.archive).write_bytes(gzip.compress(b"something else"))
    with pytest.raises(DataError, match=r"not the canonical some-idx1.*delete it"):
        mnist.fetch(tmp_path)


def test_concurrent_fetches_download_once(one_file: Source, mirror: tuple[type[Mirror], str], tmp_path: Path) -> None:
    own, _ = mirror
    with ThreadPoolExecutor(2) as pool:
        paths = list(pool.map(lambda _: mnist.fetch(tmp_path), range(2)))
    assert paths[0] == paths[1]
    assert own.requests == [None]
