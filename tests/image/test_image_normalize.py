"""MNIST's form: the two invariants for every picture, MNIST's own images unchanged, and the same answers."""

from pathlib import Path

import numpy as np
import numpy.typing as npt
import pytest
from benchmarks import agreement
from hypothesis import example, given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp
from PIL import Image

from digits import mnist
from digits.image import normalize_picture
from digits.image.normalize import centring_offset
from digits.image.reweight import reweight_to_fit
from digits.recognizer import Recognizer
from normal_form import assert_form

Bytes = npt.NDArray[np.uint8]


def centres(images: Bytes) -> npt.NDArray[np.float64]:
    mass = images.sum((1, 2), dtype=np.float64)
    return np.stack([images.sum(axis, dtype=np.float64) @ np.arange(28) / mass for axis in (1, 2)])


def test_mnist_has_the_invariants(test_split: mnist.Split) -> None:
    """The coordinate convention is MNIST's own: a pixel's coordinate is its index."""
    found = centres(test_split.images)
    assert found.min() >= 13.5
    assert found.max() < 14.5


@pytest.mark.slow
def test_mnist_comes_out_as_it_went_in(test_split: mnist.Split) -> None:
    images = test_split.images[::5]
    results = [normalize_picture(image) for image in images]
    for result in results:
        assert_form(result)
    again = np.stack([result.image for result in results])
    assert (again == images).all(axis=(1, 2)).sum() >= 1_990
    assert agreement.changes(Recognizer("default"), images, again) <= 1


def test_form_is_kept_when_normalized_again(test_split: mnist.Split) -> None:
    for image in test_split.images[:500]:
        field = normalize_picture(255 - np.kron(image, np.ones((3, 3), np.uint8))).image
        assert field is not None
        again = normalize_picture(field)
        assert_form(again)
        assert np.abs(again.image.astype(int) - field).mean() < 3  # type: ignore[union-attr]


@pytest.mark.slow
@pytest.mark.parametrize("resample", ["NEAREST", "BILINEAR", "BICUBIC", "LANCZOS"])
def test_enlarged_images_have_the_invariants_and_the_same_answers(data: Path, resample: str) -> None:
    images = agreement.images_of(fold=0)[:400]
    again = agreement.enlarged(images, Image.Resampling[resample])
    found = centres(again)
    assert found.min() >= 13.5
    assert found.max() < 14.5
    assert {np.ptp(np.argwhere(image), axis=0).max() + 1 for image in again} == {20}
    assert agreement.changes(Recognizer("default"), images, again) <= 1


@settings(max_examples=300, deadline=None)
@given(hnp.arrays(np.uint8, hnp.array_shapes(min_dims=2, max_dims=2, min_side=1, max_side=40)))
@example(np.array([[0, 1], [1, 21]], np.uint8))  # its paper is 1, not 0
def test_invariants_for_any_grey_picture(array: Bytes) -> None:
    result = normalize_picture(array)
    if result.image is not None:
        assert_form(result)
    elif array.size <= 4:
        of_paper = [np.abs(array.astype(int) - int(paper)).max() for paper in array.flat]
        assert min(of_paper) <= 20


@settings(max_examples=100, deadline=None)
@given(
    hnp.arrays(np.uint8, st.tuples(st.integers(1, 20), st.integers(1, 20), st.sampled_from([3, 4]))),
    st.integers(1, 12),
    st.integers(1, 12),
)
def test_invariants_for_any_colour_picture(array: Bytes, tall: int, wide: int) -> None:
    result = normalize_picture(np.repeat(np.repeat(array, tall, 0), wide, 1))
    if result.image is not None:
        assert_form(result)


@settings(max_examples=300, deadline=None)
@given(
    hnp.arrays(
        np.uint8, st.tuples(st.integers(1, 60), st.integers(1, 60)), elements=st.sampled_from([0, 0, 0, 60, 150, 255])
    ),
    st.integers(1, 8),
)
def test_invariants_for_sparse_ink(ink: Bytes, margin: int) -> None:
    page = np.pad(ink, margin + max(ink.shape))
    result = normalize_picture(page)
    assert (result.image is None) == (not ink.any())
    if result.image is not None:
        assert_form(result)


@pytest.mark.parametrize("shape", [(1, 1), (1, 30), (30, 1), (1, 4000), (4000, 1), (2, 2)])
def test_pictures_of_odd_shapes(shape: tuple[int, int]) -> None:
    array = np.zeros(shape, np.uint8)
    assert normalize_picture(array).image is None
    array[0, 0] = 255
    if array.size > 1:
        assert_form(normalize_picture(array))


@pytest.mark.parametrize("turn", range(4))
@pytest.mark.parametrize("blob", [1, 3, 8, 12])
def test_one_sided_ink_is_centred_all_the_same(blob: int, turn: int) -> None:
    """A blob with two hairs, whose centre of mass lies so far to one corner that the hairs would stick out."""
    page = np.zeros((120, 120), np.uint8)
    page[20 : 20 + 4 * blob, 20 : 20 + 4 * blob] = 255
    page[20, 20:100] = 255
    page[20:100, 20] = 255
    assert_form(normalize_picture(np.rot90(page, turn)))


@st.composite
def one_sided(draw: st.DrawFn) -> Bytes:
    """(h, w) ink with its longest side 20 that touches all four sides, heavy in a corner."""
    height, width = draw(st.sampled_from([(20, 20), (20, 19), (17, 20), (20, 15), (1, 20), (20, 8)]))
    ink = np.zeros((height, width), np.uint8)
    levels = st.sampled_from([1, 2, 40, 255])
    ink[: draw(st.integers(1, height)), : draw(st.integers(1, width))] = draw(levels)
    ink[draw(st.integers(0, height - 1)), width - 1] = draw(levels)
    ink[height - 1, draw(st.integers(0, width - 1))] = draw(levels)
    return np.ascontiguousarray(np.rot90(ink, draw(st.integers(0, 3))))


@settings(max_examples=500, deadline=None)
@given(one_sided())
def test_reweighting_keeps_every_trace_of_ink_in_the_image(ink: Bytes) -> None:
    reweighted = reweight_to_fit(ink, 28, 14)
    np.testing.assert_array_equal(reweighted > 0, ink > 0)
    for axis, length in enumerate(ink.shape):
        assert 0 <= centring_offset(reweighted.sum(1 - axis)) <= 28 - length


def test_reweighting_leaves_mnist_alone(test_split: mnist.Split) -> None:
    for image in test_split.images[:1000]:
        scaled = normalize_picture(image).digit.scaled  # type: ignore[union-attr]
        assert scaled is not None
        assert reweight_to_fit(scaled, 28, 14) is scaled
