"""Masks: where the maximum of each row sits, found in x or checked as they come from outside."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from ..core.arrays import Array
from ..core.errors import error_text
from .geometry import Geometry

#: A bool matrix `[rows, window_size]`, true where a row's maximum sits.
Mask = NDArray[np.bool_]


def max_mask(x: Array, geometry: Geometry) -> Mask:
    """Where the maxima of x sit: a bool matrix `[rows, window_size]`.

    The first real cell that no other exceeds wins; the geometry's `ties` may ask for the last, or
    for all. With `nan="propagate"` the last NaN of a window wins, under `ties="all"` every NaN. A
    row without a winner is empty.

    >>> from poolscope.window.windows import windows
    >>> x = np.array([1.0, 3, 2, 2]).reshape(1, 4, 1)
    >>> max_mask(x, windows(x.shape, kernel_size=2)).astype(int).tolist()
    [[0, 1], [1, 0]]
    """
    flat = x.ravel()
    best = np.full(geometry.rows, -1, dtype=np.int64)
    last_nan = np.full(geometry.rows, -1, dtype=np.int64)
    best_value = np.zeros(geometry.rows, dtype=x.dtype)
    for column, cells in enumerate(geometry.columns()):
        values = flat[cells]
        real = cells >= 0
        nan = np.isnan(values) & real
        last_nan[nan] = column
        exceeds = values >= best_value if geometry.ties == "last" else values > best_value
        wins = real & ~nan & ((best < 0) | exceeds)
        best[wins] = column
        best_value[wins] = values[wins]
    if geometry.nan == "propagate":
        best = np.where(last_nan >= 0, last_nan, best)
    mask = np.zeros((geometry.rows, geometry.window_size), dtype=np.bool_)
    rows = np.flatnonzero(best >= 0)
    mask[rows, best[rows]] = True
    if geometry.ties == "all":
        nan_wins = (last_nan >= 0) & (geometry.nan == "propagate")
        for column, cells in enumerate(geometry.columns()):
            values = flat[cells]
            equal = np.where(nan_wins, np.isnan(values), values == best_value)
            mask[:, column] = (cells >= 0) & (best >= 0) & equal
    return mask


def check_mask(operation: str, mask: Array, geometry: Geometry) -> Mask:
    """A mask from outside as a bool matrix `[rows, window_size]`; a flat one is reshaped.

    A ValueError names a wrong shape, a value other than 0 and 1, or a true in the padding.
    """
    shape = (geometry.rows, geometry.window_size)
    if mask.shape not in (shape, (shape[0] * shape[1],)):
        problem = f"is not {list(shape)}"
        remedy = "give one row a window and channel, one column a cell"
        raise ValueError(error_text(operation, "mask.shape", list(mask.shape), problem, remedy))
    cells = mask.reshape(shape)
    wrong = np.argwhere((cells != 0) & (cells != 1))
    if wrong.size:
        row, column = map(int, wrong[0])
        argument = f"mask[{row}][{column}]"
        value = cells[row, column].item()
        remedy = "give booleans, or 0 and 1"
        raise ValueError(error_text(operation, argument, value, "is neither 0 nor 1", remedy))
    bools = cells.astype(np.bool_)
    for column, input_cells in enumerate(geometry.columns()):
        padded = np.flatnonzero(bools[:, column] & (input_cells < 0))
        if padded.size:
            argument = f"mask[{int(padded[0])}][{column}]"
            remedy = "only real cells can hold the maximum"
            raise ValueError(error_text(operation, argument, True, "lies in the padding", remedy))
    return bools
