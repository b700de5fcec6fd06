"""`explore` in the user's own axes: what it says, what it gives back, what it suggests."""

from __future__ import annotations

import json

import numpy as np
import pytest
from poolscope import explore
from poolscope.findings.find import find
from poolscope.view.payload import MIME_TYPE
from poolscope.window.windows import windows

RNG = np.random.default_rng(17)
X = RNG.standard_normal((2, 3, 8, 12))
DOUT = RNG.standard_normal((2, 3, 4, 6))


def backward(x, dout):
    """Windows of 2 × 2 side by side, NCHW, by loops over every window."""
    din = np.zeros_like(x)
    for b, c, i, j in np.ndindex(dout.shape):
        window = x[b, c, 2 * i : 2 * i + 2, 2 * j : 2 * j + 2]
        h, w = np.unravel_index(window.argmax(), (2, 2))
        din[b, c, 2 * i + h, 2 * j + w] += dout[b, c, i, j]
    return din


DIN = backward(X, DOUT)


def wrong_at(*index):
    din = DIN.copy()
    din[index] += 100
    return din


def payload_of(shown):
    return shown._repr_mimebundle_()[0][MIME_TYPE]


@pytest.mark.parametrize("index", [(0, 1, 0, 5), (1, 2, 7, 11), (1, 0, 3, 0)])
def test_a_finding_names_the_cell_as_the_user_indexes_it(index):
    shown = explore(X, DOUT, din=wrong_at(*index), kernel_size=2, layout="NCHW")
    [found] = [one for one in shown.findings if one.name == "din-differs"]
    assert f"at din({', '.join(map(str, index))}): " in found.text
    assert f"at din({', '.join(map(str, index))}): " in repr(shown)


def test_a_mask_that_is_wrong_names_cells_of_x_so():
    # The largest of the first window of channel 1 is x[0, 1, 1, 1]; the index says x[0, 1, 0, 1].
    x = np.zeros((1, 2, 2, 4))
    x[0, 1, 1, 1] = 5
    x[0, 0, 0, [0, 2]] = x[0, 1, 0, 2] = 7
    indices = np.array([[[0, 2]], [[1, 2]]])[None]
    shown = explore(x, np.ones((1, 2, 1, 2)), indices=indices, kernel_size=2, layout="NCHW")
    [found] = [one for one in shown.findings if one.name == "not-maximum"]
    assert found.text.endswith("x(0, 1, 0, 1) = 0, where x(0, 1, 1, 1) = 5 is the largest")


def test_a_place_has_the_index_of_the_users_array():
    shown = explore(X, DOUT, din=wrong_at(1, 2, 7, 11), kernel_size=2, layout="NCHW")
    [wrong] = [one for one in shown.findings if one.name == "din-differs"]
    assert wrong.index(0) == (1, 2, 7, 11)
    x = X.copy()
    x[0, 1, 2, 6] = np.nan
    found = {one.name: one for one in explore(x, DOUT, kernel_size=2, layout="NCHW").findings}
    assert found["nan"].index(0) == (0, 1, 2, 6)
    # In the finding's order, each dead cell is one whose din is 0 in both entries.
    [dead] = [one for one in shown.findings if one.name == "dead-cells"]
    assert dead.count > 0
    assert all((DIN[(slice(None), *dead.index(k)[1:])] == 0).all() for k in range(dead.count))
    tied = explore(np.zeros((1, 2, 2, 4)), kernel_size=2, layout="NCHW").findings
    [ties] = [one for one in tied if one.name == "ties"]
    assert [ties.index(k) for k in range(4)] == [
        (0, 0, 0, 0),
        (0, 1, 0, 0),
        (0, 0, 0, 1),
        (0, 1, 0, 1),
    ]
    with pytest.raises(IndexError, match="out of range"):
        ties.index(4)
    with pytest.raises(LookupError, match=r"index: the axes of .* are not known"):
        find(
            windows((1, 4, 1), kernel_size=2), np.eye(2, dtype=bool), x=np.full((1, 4, 1), np.nan)
        )[-1].index(0)


def test_gives_arrays_back_with_their_axes():
    view = explore(X, DOUT, kernel_size=2, layout="NCHW").view
    np.testing.assert_array_equal(view.x, X)
    np.testing.assert_array_equal(view.dout, DOUT)
    np.testing.assert_array_equal(view.din, DIN)
    assert view.layout == "NCHW"
    assert all(array.flags["C_CONTIGUOUS"] for array in (view.x, view.dout, view.din))


def test_text_and_picture_have_the_shapes_that_were_given():
    data, metadata = explore(X, DOUT, kernel_size=2, layout="NCHW")._repr_mimebundle_()
    assert "x float64 [2, 3, 8, 12], mask bool [144, 4]" in data["text/plain"]
    assert "dout (float64 2 × 3 × 4 × 6)" in metadata["image/png"]["alt"]


def test_a_cut_is_told_in_the_users_axes():
    x = np.zeros((5, 16, 128, 128))
    shown = explore(x, np.zeros((5, 16, 64, 64)), kernel_size=2, layout="NCHW")
    data, metadata = shown._repr_mimebundle_()
    assert data[MIME_TYPE]["cut"]["whole"] == [5, 128, 128, 16]
    assert "of [5, 16, 128, 128], from the origin" in metadata["image/png"]["alt"]


def test_payload_and_file_are_channels_last_and_name_the_layout(tmp_path):
    shown = explore(X, DOUT, din=wrong_at(0, 1, 0, 5), kernel_size=2, layout="NCHW")
    payload = payload_of(shown)
    assert payload["layout"] == "NCHW"
    assert payload["arrays"]["din"]["shape"] == [2, 8, 12, 3]
    shown.save(tmp_path / "run.npz")
    saved = np.load(tmp_path / "run.npz")
    assert json.loads(saved["poolscope.json"])["layout"] == "NCHW"
    np.testing.assert_array_equal(saved["x"], np.moveaxis(X, 1, -1))


@pytest.mark.parametrize("layout", [None, "NHWC"])
def test_a_payload_of_channels_last_arrays_is_as_ever(layout):
    shown = explore(np.moveaxis(X, 1, -1), kernel_size=2, layout=layout)
    assert "layout" not in payload_of(shown)


@pytest.mark.parametrize(
    ("layout", "shape", "named"),
    [
        ("NCHW", (2, 3, 8), "NCL"),
        ("NCL", (2, 3, 8), "NCL"),
        ("NCHW", (2, 3, 4, 6, 8), "NCDHW"),
        ("CHW", (3, 8, 12), "CHW"),
        ("HWC", (8, 12, 3), "HWC"),
        ("HW", (8, 12), "HW"),
        ("L", (8,), "L"),
        ("CDHW", (3, 4, 6, 8), "CDHW"),
    ],
)
def test_a_layout_names_every_axis_that_there_is(layout, shape, named):
    x = RNG.standard_normal(shape)
    dout = np.ones([n if letter in "NC" else n // 2 for n, letter in zip(shape, named)])
    shown = explore(x, dout, kernel_size=2, layout=layout)
    assert shown.view.layout == payload_of(shown)["layout"] == named
    np.testing.assert_array_equal(shown.view.x, x)
    # Each gradient of 1 lands in one cell.
    assert shown.view.din.shape == shape
    assert shown.view.din.sum() == dout.size


def test_a_kernel_for_each_axis_tells_what_is_left_out():
    plane = explore(X[0, 0], DOUT[0, 0], kernel_size=(2, 2))
    np.testing.assert_array_equal(plane.view.din, DIN[0, 0])
    unbatched = explore(X[0], DOUT[0], kernel_size=[2, 2], layout="NCHW")
    np.testing.assert_array_equal(unbatched.view.din, DIN[0])
    assert (plane.view.layout, unbatched.view.layout) == ("HW", "CHW")
    din = DIN[0].copy()
    din[1, 0, 5] += 9
    found = explore(X[0], DOUT[0], din=din, kernel_size=(2, 2), layout="NCHW").findings[0]
    assert "at din(1, 0, 5): " in found.text


def test_indices_and_shape_may_lack_a_batch_too():
    indices = np.array([[[4, 7]]])
    view = explore(
        dout=np.array([[[10.0, -4]]]), indices=indices, kernel_size=2, shape=(1, 2, 4), layout="CHW"
    ).view
    assert view.din.tolist() == [[[0, 0, 0, 0], [10, 0, 0, -4]]]


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (
            {"din": DIN.transpose(0, 1, 3, 2)},
            "din.shape=[2, 3, 12, 8] is not [2, 3, 8, 12], which follows from the geometry (NCHW)",
        ),
        ({"dout": DOUT[:, :, 1:]}, "dout.shape=[2, 3, 3, 6] is not [2, 3, 4, 6]"),
        (
            {"indices": np.zeros((2, 4, 6, 3), int)},
            "indices.shape=[2, 4, 6, 3] is not [2, 3, 4, 6]",
        ),
        ({"x": X[:, :, :1]}, "kernel_size[0]=2 exceeds padded height 1"),
        ({"x": X[:, :0]}, "x.shape=[2, 0, 8, 12] leaves nothing to pool"),
        ({"x": X[0, 0, 0]}, "x.shape=[12] has rank 1, pooling takes 3 to 5"),
    ],
)
def test_errors_have_the_shapes_that_were_given(arguments, message):
    with pytest.raises(ValueError, match=r"^explore: ") as caught:
        explore(**{"x": X, "dout": DOUT, "kernel_size": 2, "layout": "NCHW", **arguments})
    assert message in str(caught.value)
    assert "The shapes fit" not in str(caught.value)


def test_an_index_outside_of_its_window_names_the_users_cell():
    indices = np.zeros((1, 2, 1, 2), int)
    with pytest.raises(ValueError, match=r"row 2 is output cell \[0, 0, 0, 1\]"):
        explore(indices=indices, shape=(1, 2, 2, 4), kernel_size=2, layout="NCHW")


@pytest.mark.parametrize(
    ("arguments", "suggested"),
    [
        # Read as 2 × (3 × 8) × 12 channels.
        ({"x": X, "dout": DOUT}, '"NCHW"'),
        ({"x": X, "din": DIN, "dout": DOUT, "layout": "NHWC"}, '"NCHW"'),
        (
            {"x": X.transpose(0, 2, 3, 1), "dout": DOUT.transpose(0, 2, 3, 1), "layout": "NCHW"},
            '"NHWC"',
        ),
        ({"x": X[0], "dout": DOUT[0]}, '"CHW"'),
        ({"x": X[0, 0], "dout": DOUT[0, 0]}, '"HW"'),
        # A window of 5 does not fit into 3 rows, which are the channels.
        ({"x": X, "kernel_size": 5}, '"NCHW"'),
        ({"shape": X.shape, "indices": np.zeros(DOUT.shape, int)}, '"NCHW"'),
        ({"x": X, "mask": np.zeros((DOUT.size, 4), bool)}, '"NCHW"'),
    ],
)
def test_a_layout_in_which_all_would_fit_is_suggested(arguments, suggested):
    with pytest.raises(ValueError, match="The shapes fit with layout=") as caught:
        explore(**{"kernel_size": 2, **arguments})
    assert str(caught.value).endswith(f"The shapes fit with layout={suggested}.")


def test_no_layout_is_suggested_where_none_fits_exactly():
    with pytest.raises(ValueError, match=r"dout\.shape") as caught:
        explore(X, DOUT[:1], kernel_size=2)
    assert "The shapes fit" not in str(caught.value)


def test_a_mask_of_another_geometry_is_to_blame_before_dout():
    other = np.zeros((2 * 3 * 2 * 4, 9), bool)
    with pytest.raises(ValueError, match=r"^explore: mask\.shape=\[48, 9\] is not \[144, 4\]"):
        explore(X, DOUT, mask=other, kernel_size=2, layout="NCHW")
    with pytest.raises(ValueError, match=r"^explore: mask\.shape=\[48, 9\] is not \[144, 4\]"):
        explore(X, DOUT[:, :, :2, :4], mask=other, kernel_size=2, layout="NCHW")


def test_padding_beyond_half_of_a_window_is_allowed():
    # PyTorch stops at 1. The windows are cells −2 to 0 and 1 to 3: each has one real cell.
    shown = explore(np.array([3.0, 1.0]), np.ones(2), kernel_size=[3], stride=3, padding=2)
    assert shown.view.din.tolist() == [1, 1]
    with pytest.raises(ValueError, match="is not less than the effective kernel 3"):
        explore(np.array([3.0, 1.0]), kernel_size=[3], padding=3)


def layer_like(name, module, **options):
    """A class of another library, or of one that only looks like it."""
    given = {"kernel_size": 2, "stride": 2, "padding": 0, "dilation": 1, "ceil_mode": False}
    base = type(name, (), {"__module__": module})
    return type("Own", (base,), {**given, **options})()


def test_a_layer_stands_for_options_and_layout():
    layer = layer_like("MaxPool2d", "torch.nn.modules.pooling")
    view = explore(X, DOUT, layer=layer).view
    np.testing.assert_array_equal(view.din, DIN)
    assert view.layout == "NCHW"
    np.testing.assert_array_equal(explore(X[0], DOUT[0], layer=layer).view.din, DIN[0])
    np.testing.assert_array_equal(explore(X[0, 0], DOUT[0, 0], layer=layer).view.din, DIN[0, 0])
    last = explore(X.transpose(0, 2, 3, 1), DOUT.transpose(0, 2, 3, 1), layer=layer, layout="NHWC")
    np.testing.assert_array_equal(last.view.din, DIN.transpose(0, 2, 3, 1))


@pytest.mark.parametrize(
    ("arguments", "error", "message"),
    [
        ({"layer": 2}, TypeError, "layer=2 is no layer that can be read"),
        ({"layer": layer_like("MaxPool2d", "mine")}, TypeError, "is no layer that can be read"),
        (
            {"layer": layer_like("Linear", "torch.nn")},
            TypeError,
            "give one of MaxPool1d, MaxPool2d",
        ),
        (
            {"layer": layer_like("MaxPool2d", "torch.nn"), "kernel_size": 2},
            ValueError,
            "kernel_size=2 stands beside layer",
        ),
        (
            {"layer": layer_like("MaxPool2d", "torch.nn"), "padding": (1, 0)},
            ValueError,
            "padding=[1, 0] stands beside layer",
        ),
        (
            {"layer": layer_like("MaxPool1d", "torch.nn")},
            ValueError,
            "x.shape has 4 axes where 1 or 2 or 3 are pooled",
        ),
        ({}, ValueError, "kernel_size=None leaves the windows open"),
        ({"kernel_size": 2, "layout": "WHCN"}, ValueError, "layout='WHCN' is unknown"),
        (
            {"kernel_size": (2, 2), "layout": "NCL"},
            ValueError,
            "layout='NCL' names 1 spatial axes, and the options are for 2",
        ),
    ],
)
def test_says_what_is_wrong_with_a_layer_or_a_layout(arguments, error, message):
    with pytest.raises(error, match=r"^explore: ") as caught:
        explore(X, **arguments)
    assert message in str(caught.value)


def test_one_size_in_a_list_is_for_every_axis_of_arrays_that_have_them():
    x = np.arange(16.0).reshape(1, 1, 4, 4)
    shown = explore(x, np.ones((1, 1, 2, 2)), kernel_size=[2], layout="NCHW")
    assert shown.view.geometry.kernel_size == (2, 2)
    assert shown.view.din.sum() == 4
