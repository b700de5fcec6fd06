"""Geometry, masks and gradients, against what PyTorch, ONNX Runtime and TensorFlow give."""

from __future__ import annotations

import numpy as np
import pytest
from conftest import agreeing, named, options_of
from poolscope.geometry import windows
from poolscope.indices import mask_from_indices
from poolscope.pooling import check_mask, max_mask, routes, winners

TORCH = agreeing("pytorch-max-pool.json")
ONNX = agreeing("onnxruntime-max-pool.json")
TENSORFLOW = agreeing("tensorflow-max-pool.json")


def maxima(x, mask, geometry):
    """The value at each row's maximum."""
    rows = np.zeros(geometry.rows, dtype=x.dtype)
    for column, cells in enumerate(geometry.columns()):
        rows[mask[:, column]] = x.ravel()[cells[mask[:, column]]]
    return rows.reshape(geometry.output_shape)


@pytest.mark.parametrize("vector", TORCH + ONNX + TENSORFLOW, ids=named)
def test_maxima_are_the_frameworks(vector):
    x = vector["x"]
    geometry = windows(x.shape, **options_of(vector["options"]))
    assert geometry.output_shape == vector["output"].shape
    np.testing.assert_array_equal(maxima(x, max_mask(x, geometry), geometry), vector["output"])


@pytest.mark.parametrize("vector", TORCH, ids=named)
def test_gradients_are_pytorchs(vector):
    x, dout = vector["x"], vector["dout"]
    geometry = windows(x.shape, **options_of(vector["options"]))
    mask = mask_from_indices(vector["indices"], "pytorch", geometry)
    np.testing.assert_array_equal(mask, max_mask(x, geometry))
    # PyTorch may add in another order.
    np.testing.assert_allclose(
        routes(mask, geometry).din(dout), vector["din"], rtol=1e-5, atol=1e-6
    )


def test_average_divisors_are_pytorchs():
    for vector in agreeing("pytorch-average-pool.json"):
        x = vector["x"]
        geometry = windows(x.shape, **options_of(vector["options"]))
        sums = np.zeros(geometry.rows)
        for cells in geometry.columns():
            sums += np.where(cells >= 0, x.ravel()[cells].astype(np.float64), 0)
        with np.errstate(invalid="ignore"):
            own = np.where(geometry.divisors() > 0, sums / geometry.divisors(), 0)
        np.testing.assert_allclose(
            own.reshape(vector["output"].shape), vector["output"], rtol=1e-4, atol=1e-5
        )


@pytest.mark.parametrize(
    ("convention", "index"),
    # The cell (1, 2) of channel 1 in batch 1 of a [2, 3, 4, 2] input: y = 1, x = 2.
    [
        ("pytorch", 1 * 4 + 2),
        ("tensorflow", (1 * 4 + 2) * 2 + 1),
        ("tensorflow-batch", ((1 * 3 + 1) * 4 + 2) * 2 + 1),
        ("onnx", ((1 * 2 + 1) * 3 + 1) * 4 + 2),
        ("onnx-column-major", (1 * 2 + 1) * 12 + 1 + 2 * 3),
    ],
)
def test_an_index_means_the_same_cell_in_every_convention(convention, index):
    geometry = windows((2, 3, 4, 2), kernel_size=(3, 4))
    own = np.full((2, 1, 1, 2), -1, dtype=np.int64)
    own[1, 0, 0, 1] = index
    mask = mask_from_indices(own, convention, geometry)
    # The last row, its column y·4 + x.
    assert np.argwhere(mask).tolist() == [[3, 6]]


@pytest.mark.parametrize(
    ("index", "message"),
    [
        (-2, "indices at row 1=-2 is out of range"),
        (4, "indices at row 1=4 is out of range (by 'pytorch' there are 4)"),
        (0, "indices at row 1=0 is outside its own window"),
    ],
)
def test_an_index_that_is_wrong_names_its_row(index, message):
    geometry = windows((1, 4, 1), kernel_size=2)
    with pytest.raises(ValueError, match="mask_from_indices") as error:
        mask_from_indices(np.array([1, index]).reshape(1, 2, 1), "pytorch", geometry)
    assert message in str(error.value)
    assert "row 1 is output cell [0, 1, 0]" in str(error.value)


def test_rows_with_several_maxima_share():
    # Windows of cells 0, 1 and 1, 2, all of them maxima; dout 1 and 3.
    geometry = windows((1, 3, 1), kernel_size=2, stride=1)
    mask = np.ones((2, 2), dtype=bool)
    dout = np.array([1.0, 3]).reshape(1, 2, 1)
    assert routes(mask, geometry).din(dout).ravel().tolist() == [1, 4, 3]
    assert routes(mask, geometry).din(dout, "split").ravel().tolist() == [0.5, 2, 1.5]


def test_assigning_leaves_the_last_row():
    # Cell 1 is the maximum of both windows.
    geometry = windows((1, 3, 1), kernel_size=2, stride=1)
    mask = np.array([[False, True], [True, False]])
    dout = np.array([10.0, 5]).reshape(1, 2, 1)
    assert routes(mask, geometry).assigned(dout).ravel().tolist() == [0, 5, 0]


def test_an_infinite_gradient_stays_where_it_belongs():
    geometry = windows((1, 4, 1), kernel_size=2)
    mask = np.array([[True, False], [False, True]])
    dout = np.array([np.inf, np.nan]).reshape(1, 2, 1)
    np.testing.assert_array_equal(routes(mask, geometry).din(dout).ravel(), [np.inf, 0, 0, np.nan])


def test_winners_lie_on_the_inputs_grid():
    geometry = windows((1, 2, 2, 1), kernel_size=2)
    assert winners(np.array([[0, 0, 1, 0]], dtype=bool), geometry).ravel().tolist() == [
        False,
        False,
        True,
        False,
    ]


@pytest.mark.parametrize(
    ("mask", "message"),
    [
        ([[1, 0]], "mask.shape=[1, 2] is not [2, 2]"),
        ([[1, 0], [2, 0]], "mask[1][0]=2 is neither 0 nor 1"),
        ([[1, 0], [0, 1]], "mask[0][0]=True lies in the padding"),
    ],
)
def test_a_mask_that_does_not_fit_is_refused(mask, message):
    geometry = windows((1, 2, 1), kernel_size=2, padding=1, stride=2)
    with pytest.raises(ValueError, match="check") as error:
        check_mask("check", np.array(mask), geometry)
    assert message in str(error.value)


@pytest.mark.parametrize(
    ("shape", "options", "message"),
    [
        ((4, 4), {"kernel_size": 2}, "input_shape=[4, 4] has rank 2, pooling takes 3 to 5"),
        ((1, 0, 1), {"kernel_size": 1}, "leaves nothing to pool"),
        ((1, 3, 1), {"kernel_size": 5}, "kernel_size[0]=5 exceeds padded length 3 (3 + 0 + 0)"),
        (
            (1, 3, 4, 1),
            {"kernel_size": 2, "dilation": 4},
            "kernel_size[0]=2 dilated to 5 exceeds padded height 3",
        ),
        ((1, 3, 1), {"kernel_size": 0}, "is no positive integer"),
        ((1, 3, 1), {"kernel_size": True}, "is no positive integer"),
        ((1, 3, 1), {"kernel_size": (1, 2)}, "has 2 numbers for 1 spatial axes"),
        ((1, 3, 1), {"kernel_size": 2, "padding": 2}, "is not less than the effective kernel 2"),
        ((1, 3, 1), {"kernel_size": 2, "padding": "full"}, "padding='full' is unknown"),
        ((1, 3, 1), {"kernel_size": 2, "padding": -1}, "is no number of cells"),
        ((1, 3, 1), {"kernel_size": 2, "ties": "none"}, "ties='none' is unknown"),
    ],
)
def test_sizes_that_do_not_fit_say_so(shape, options, message):
    with pytest.raises(ValueError, match="windows: ") as error:
        windows(shape, **options)
    assert message in str(error.value)
