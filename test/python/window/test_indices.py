"""Indices: the same cell by every convention, and indices that are wrong."""

from __future__ import annotations

import numpy as np
import pytest
from poolscope.window.indices import mask_from_indices
from poolscope.window.windows import windows


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
