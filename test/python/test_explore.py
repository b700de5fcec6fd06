"""`explore`: what it takes, and what it gives."""

from __future__ import annotations

import base64
import json
import sys

import numpy as np
import pytest
from poolscope import display, explore, set_language, watch
from poolscope.window.routes import Routes

X = np.array([[1.0, 2, 5, 4], [3, 0, 5, 6]]).reshape(1, 2, 4, 1)
DOUT = np.array([10.0, -4]).reshape(1, 1, 2, 1)
# The maxima are x[1, 0] = 3 and x[1, 3] = 6.
DIN = [0, 0, 0, 0, 10, 0, 0, -4]


class OnlyDlpack:
    """An array of a framework that NumPy knows nothing of."""

    def __init__(self, array):
        self.array = array

    def __dlpack__(self, **options):
        return self.array.__dlpack__(**options)

    def __dlpack_device__(self):
        return self.array.__dlpack_device__()


class OnlyArray:
    def __array__(self, dtype=None, copy=None):
        return X


@pytest.mark.parametrize(
    "x", [X, X.tolist(), OnlyDlpack(X), OnlyArray(), np.asfortranarray(X), X.astype(">f8")]
)
def test_takes_what_is_an_array(x):
    assert explore(x, DOUT, kernel_size=2).view.din.ravel().tolist() == DIN


def test_takes_channels_first():
    x, dout = np.moveaxis(X, -1, 1), np.moveaxis(DOUT, -1, 1)
    view = explore(x, dout, kernel_size=2, layout="NCHW").view
    assert view.x.shape == (1, 1, 2, 4)
    assert view.din.ravel().tolist() == DIN


def test_takes_half_precision_and_wide_integers():
    assert explore(X.astype(np.float16), DOUT, kernel_size=2).view.x.dtype == np.float32
    assert explore(X.astype(np.int64), DOUT, kernel_size=2).view.x.dtype == np.int32
    assert explore(X.astype(np.int64) + 2**40, DOUT, kernel_size=2).view.x.dtype == np.float64


def test_takes_a_mask_or_indices_in_place_of_x():
    mask = [[0, 0, 1, 0], [0, 0, 0, 1]]
    own = explore(dout=DOUT, mask=mask, kernel_size=2, shape=(1, 2, 4, 1)).view
    assert own.x is None
    assert own.din.ravel().tolist() == DIN
    indices = np.array([4, 7]).reshape(1, 1, 2, 1)
    taken = explore(dout=DOUT, indices=indices, kernel_size=2, shape=(1, 2, 4, 1)).view
    assert taken.mask.tolist() == own.mask.tolist()


def test_tells_by_which_convention_indices_fit():
    # TensorFlow's count channels too: the last cell, 3, of channels 0 and 1 is 3·2 and 3·2 + 1.
    indices = np.array([6, 7]).reshape(1, 1, 1, 2)
    with pytest.raises(ValueError, match="indices at row 0=6 is out of range") as error:
        explore(indices=indices, kernel_size=2, shape=(1, 2, 2, 2))
    assert str(error.value).endswith(
        "They fit with convention='tensorflow' or convention='tensorflow-batch'."
    )


def test_takes_channels_first_indices_and_shape():
    indices = np.array([4, 7]).reshape(1, 1, 1, 2)
    dout = np.moveaxis(DOUT, -1, 1)
    view = explore(
        dout=dout, indices=indices, kernel_size=2, shape=(1, 1, 2, 4), layout="NCHW"
    ).view
    assert view.din.ravel().tolist() == DIN


@pytest.mark.parametrize("rank", [1, 2, 3])
def test_takes_one_to_three_spatial_axes(rank):
    shape = (2, *[4] * rank, 3)
    x = np.arange(np.prod(shape), dtype=np.float32).reshape(shape)
    view = explore(x, np.ones((2, *[2] * rank, 3)), kernel_size=2).view
    assert view.mask.shape == (2 * 2**rank * 3, 2**rank)
    # Numbers ascend, so that the last cell of each window wins.
    assert view.mask[:, -1].all()


@pytest.mark.parametrize(
    ("arguments", "error", "message"),
    [
        ({"x": X, "dout": X}, ValueError, "dout.shape=[1, 2, 4, 1] is not [1, 1, 2, 1]"),
        ({"x": X, "dout": DOUT, "din": DOUT}, ValueError, "din.shape=[1, 1, 2, 1] is not"),
        (
            {"x": X, "dout": DOUT.astype(int)},
            TypeError,
            "dout.dtype='int32' is not the dtype of a gradient",
        ),
        ({"x": X[0, 0]}, ValueError, "has rank 2, pooling takes 3 to 5"),
        ({"x": "text"}, TypeError, "x.dtype='<U4' can't be shown"),
        ({"x": [[1], [1, 2]]}, TypeError, "x=[[1], [1, 2]] can't be read as an array"),
        ({"x": np.array([{}])}, TypeError, "is not an array of numbers"),
        (
            {"x": X.astype(complex)},
            TypeError,
            "x.dtype='complex128' can't be shown; give its real part, its imaginary part or",
        ),
        (
            {"x": np.ma.masked_greater(X, X.min())},
            TypeError,
            "x=MaskedArray has masked cells; give x.filled(…), with what these cells count as",
        ),
        ({"x": X > 1}, TypeError, "has no order"),
        ({}, ValueError, "leaves the input's shape open"),
        ({"shape": (1, 2, 4, 1)}, ValueError, "leaves the maxima open"),
        ({"x": X, "mask": [[1, 0, 0, 0]] * 2, "indices": DOUT}, ValueError, "stands beside mask"),
        ({"x": X, "indices": DOUT}, TypeError, "indices.dtype='float64' is not an integer"),
        ({"x": X, "layout": "CHWN"}, ValueError, "layout='CHWN' is unknown"),
        ({"x": X, "share": "none"}, ValueError, "share='none' is unknown"),
        ({"x": X, "convention": "keras"}, ValueError, "convention='keras' is unknown"),
        ({"x": X, "title": ""}, ValueError, "title='' is not a title"),
        ({"x": X, "stride": 0}, ValueError, "stride=0 is not a positive integer"),
    ],
)
def test_says_what_does_not_fit(arguments, error, message):
    with pytest.raises(error) as caught:
        explore(kernel_size=2, **arguments)
    assert str(caught.value).startswith("explore: ")
    assert message in str(caught.value)


@pytest.mark.parametrize("size", [np.int64(2), np.array(2), np.array([2, 2]), [np.int32(2), 2]])
def test_takes_sizes_as_numpy_holds_them(size):
    found = explore(X, kernel_size=size, stride=size).view.geometry
    assert (found.kernel_size, found.stride) == ((2, 2), (2, 2))


@pytest.mark.parametrize("none", [[], (), np.array([])])
def test_says_that_a_window_has_no_sizes(none):
    with pytest.raises(ValueError, match=r"^explore: kernel_size=\[\] has 0 numbers for 2"):
        explore(X, kernel_size=none)


@pytest.mark.parametrize("odd", [np.array([1, 2]), [], {}, 3, object()])
def test_says_which_names_there_are_for_what_is_none(odd):
    for option in ("share", "convention", "layout"):
        with pytest.raises((ValueError, TypeError), match=f"^explore: {option}="):
            explore(X, kernel_size=2, **{option: odd})
    with pytest.raises(ValueError, match=r"^set_language: language="):
        set_language(odd)
    with pytest.raises(TypeError, match=r"^display: html="):
        display(html=odd)


def test_is_a_bundle_of_payload_picture_and_text():
    data, metadata = explore(X, DOUT, kernel_size=2, title="<b>mine</b>")._repr_mimebundle_()
    assert set(data) == {"application/vnd.poolscope.v1+json", "text/plain", "image/png"}
    assert data["text/plain"].startswith("<b>mine</b>: x float64 [1, 2, 4, 1], mask bool [2, 4]")
    assert base64.b64decode(data["image/png"])[:8] == b"\x89PNG\r\n\x1a\n"
    alt = metadata["image/png"]["alt"]
    assert "dout (float64 1 × 1 × 2 × 1)" in alt
    assert json.dumps(data)


def test_tells_what_it_finds_in_text():
    din = np.array(DIN, dtype=float).reshape(X.shape)
    din[0, 0, 1, 0] = 0.5
    shown = explore(X, DOUT, din=din, kernel_size=2)
    assert [finding.name for finding in shown.findings] == [
        "din-differs",
        "sum-differs",
        "dead-cells",
    ]
    assert "1 of 8 cells differs, at din(0, 0, 1, 0): 0.5 instead of 0 (off by 0.5)" in repr(shown)


def test_watch_says_that_pytorch_is_not_there(monkeypatch):
    monkeypatch.setattr(sys.modules["poolscope.watch"], "find_spec", lambda name: None)
    with pytest.raises(ImportError, match="watch: needs PyTorch, which is not installed"):
        watch()


@pytest.fixture
def shares_of_dins(monkeypatch):
    """The share of each din that is computed."""
    shares = []
    compute = Routes.din

    def counted(routes, dout, share="full"):
        shares.append(share)
        return compute(routes, dout, share)

    monkeypatch.setattr(Routes, "din", counted)
    return shares


@pytest.mark.parametrize("din", [None, DIN, [0.5, *DIN[1:]]], ids=["derived", "right", "wrong"])
@pytest.mark.parametrize("size", [1, 600], ids=["whole", "cut"])
def test_computes_din_once_for_view_findings_and_payload(shares_of_dins, din, size):
    x, dout = np.tile(X, (1, size, size, 1)), np.tile(DOUT, (1, size, size, 1))
    given = None if din is None else np.tile(np.reshape(din, X.shape), (1, size, size, 1)) * 1.0
    shown = explore(x, dout, din=given, kernel_size=2)
    assert len(shown.findings) > 0
    data, _ = shown._repr_mimebundle_()
    payload = data["application/vnd.poolscope.v1+json"]
    assert ("cut" in payload) == (size > 1)
    assert ("din" in payload["arrays"]) == (din is not None and din[0] != 0)
    assert shares_of_dins == ["full"]


def test_computes_no_din_without_dout(shares_of_dins):
    explore(X, kernel_size=2)._repr_mimebundle_()
    assert shares_of_dins == []


def test_computes_the_other_shares_din_only_where_it_could_explain_a_wrong_one(shares_of_dins):
    wrong = np.full(X.shape, 9.0)
    explore(X, DOUT, din=wrong, kernel_size=2, ties="all")
    assert shares_of_dins == ["full"]
    explore(np.zeros(X.shape), DOUT, din=wrong, kernel_size=2, ties="all")
    assert shares_of_dins == ["full", "full", "split"]
