"""Geometry: divisors against PyTorch's, and sizes that do not fit."""

from __future__ import annotations

import numpy as np
import pytest
from conftest import agreeing, options_of
from poolscope.window.windows import windows


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


@pytest.mark.parametrize("rank", [1, 2, 3])
def test_a_list_of_one_entry_is_for_every_axis_as_in_pytorch(rank):
    shape = (1, *range(9, 9 + rank), 2)
    listed = {"kernel_size": [3], "stride": (2,), "padding": [1], "dilation": [2]}
    number = {name: value[0] for name, value in listed.items()}
    assert windows(shape, **listed) == windows(shape, **number)
    pairs = windows(shape, kernel_size=3, padding=[(1, 0)])
    assert pairs.padding == ((1, 0),) * rank


def test_an_error_in_a_list_of_one_entry_names_it():
    with pytest.raises(ValueError, match=r"padding\[0\]=3 is not less than the effective kernel 3"):
        windows((1, 8, 8, 1), kernel_size=[3], padding=[3])
    for name in ("kernel_size", "stride", "dilation", "padding"):
        with pytest.raises(ValueError, match=r"has 2 (numbers|entries) for 3 spatial axes"):
            windows((1, 8, 8, 8, 1), **{"kernel_size": 2, name: [1, 1]})
        with pytest.raises(ValueError, match=r"has 0 (numbers|entries) for 2 spatial axes"):
            windows((1, 8, 8, 1), **{"kernel_size": 2, name: []})


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
        ((1, 3, 1), {"kernel_size": 0}, "is not a positive integer"),
        ((1, 3, 1), {"kernel_size": True}, "is not a positive integer"),
        ((1, 3, 1), {"kernel_size": (1, 2)}, "has 2 numbers for 1 spatial axes"),
        ((1, 3, 1), {"kernel_size": 2, "padding": 2}, "is not less than the effective kernel 2"),
        ((1, 3, 1), {"kernel_size": 2, "padding": "full"}, "padding='full' is unknown"),
        ((1, 3, 1), {"kernel_size": 2, "padding": -1}, "is not a number of cells"),
        ((1, 3, 1), {"kernel_size": 2, "ties": "none"}, "ties='none' is unknown"),
    ],
)
def test_sizes_that_do_not_fit_say_so(shape, options, message):
    with pytest.raises(ValueError, match="windows: ") as error:
        windows(shape, **options)
    assert message in str(error.value)
