"""Layouts: the index that NumPy has after moving axes, as in TypeScript."""

from __future__ import annotations

import numpy as np
import pytest
from conftest import named, vector_file
from poolscope.core.layout import (
    CHANNELS_LAST,
    LAYOUTS,
    channels_last,
    channels_last_shape,
    exact_layout,
    index_text,
    resolve_layout,
    user_array,
    user_order,
)

VECTORS = vector_file("shared/layouts.json")


@pytest.mark.parametrize("vector", VECTORS, ids=named)
def test_a_cell_has_the_index_of_numpys(vector):
    layout, shape, user_shape = vector["layout"], vector["shape"], vector["userShape"]
    assert list(user_order(shape, layout)) == user_shape
    assert list(channels_last_shape(user_shape, layout)) == shape
    assert exact_layout(layout, len(shape) - 2) == (vector["exact"] or CHANNELS_LAST)
    own = np.arange(np.prod(user_shape)).reshape(user_shape)
    last = channels_last(own, layout)
    assert list(last.shape) == shape
    assert np.array_equal(user_array(last, layout), own)
    assert vector["cells"]
    for index, of in vector["cells"]:
        assert index_text(index, layout) == ", ".join(map(str, of))
        assert own[tuple(of)] == last[tuple(index)]


def test_every_layout_has_a_vector():
    assert {vector["layout"] for vector in VECTORS} == {*LAYOUTS}


@pytest.mark.parametrize(
    ("layout", "rank", "axes", "resolved"),
    [
        ("NCHW", 2, 4, "NCHW"),
        ("NCHW", 2, 3, "CHW"),
        ("NCHW", 2, 2, "HW"),
        ("NCHW", 1, 2, "CL"),
        ("NHWC", 3, 4, "DHWC"),
        ("NHWC", 3, 3, "DHW"),
        ("NCHW", None, 3, "NCL"),
        ("NHWC", None, 4, "NHWC"),
        ("CHW", None, 3, "CHW"),
        ("HW", 2, 2, "HW"),
    ],
)
def test_a_rank_tells_which_axes_are_left_out(layout, rank, axes, resolved):
    assert resolve_layout("explore", layout, rank, axes, "x.shape") == resolved


def test_axes_that_fit_no_layout_are_refused():
    with pytest.raises(ValueError, match=r"^explore: x has 5 axes where 2 or 3 or 4 are pooled"):
        resolve_layout("explore", "NCHW", 2, 5, "x")
    with pytest.raises(ValueError, match="layout='CHW' names 2 spatial axes"):
        resolve_layout("explore", "CHW", 3, 4, "x")
