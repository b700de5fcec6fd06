"""Masks: the maxima that PyTorch, ONNX Runtime and TensorFlow find, and masks from outside."""

from __future__ import annotations

import numpy as np
import pytest
from conftest import agreeing, named, options_of
from poolscope.window.mask import check_mask, max_mask
from poolscope.window.routes import winners
from poolscope.window.windows import windows

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
