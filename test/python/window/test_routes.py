"""The backward pass: gradients against what PyTorch gives, and by hand."""

from __future__ import annotations

import numpy as np
import pytest
from conftest import agreeing, named, options_of
from poolscope.window.indices import mask_from_indices
from poolscope.window.mask import max_mask
from poolscope.window.routes import route
from poolscope.window.windows import windows

TORCH = agreeing("pytorch-max-pool.json")


@pytest.mark.parametrize("vector", TORCH, ids=named)
def test_gradients_are_pytorchs(vector):
    x, dout = vector["x"], vector["dout"]
    geometry = windows(x.shape, **options_of(vector["options"]))
    mask = mask_from_indices(vector["indices"], "pytorch", geometry)
    np.testing.assert_array_equal(mask, max_mask(x, geometry))
    # PyTorch may add in another order.
    np.testing.assert_allclose(route(mask, geometry).din(dout), vector["din"], rtol=1e-5, atol=1e-6)


def test_rows_with_several_maxima_share():
    # Windows of cells 0, 1 and 1, 2, all of them maxima; dout 1 and 3.
    geometry = windows((1, 3, 1), kernel_size=2, stride=1)
    mask = np.ones((2, 2), dtype=bool)
    dout = np.array([1.0, 3]).reshape(1, 2, 1)
    assert route(mask, geometry).din(dout).ravel().tolist() == [1, 4, 3]
    assert route(mask, geometry).din(dout, "split").ravel().tolist() == [0.5, 2, 1.5]


def test_assigning_leaves_the_last_row():
    # Cell 1 is the maximum of both windows.
    geometry = windows((1, 3, 1), kernel_size=2, stride=1)
    mask = np.array([[False, True], [True, False]])
    dout = np.array([10.0, 5]).reshape(1, 2, 1)
    assert route(mask, geometry).assigned_din(dout).ravel().tolist() == [0, 5, 0]


def test_an_infinite_gradient_stays_where_it_belongs():
    geometry = windows((1, 4, 1), kernel_size=2)
    mask = np.array([[True, False], [False, True]])
    dout = np.array([np.inf, np.nan]).reshape(1, 2, 1)
    np.testing.assert_array_equal(route(mask, geometry).din(dout).ravel(), [np.inf, 0, 0, np.nan])
