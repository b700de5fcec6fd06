"""Masks: where the maximum of each row sits, found in x or checked as they come from outside."""

from __future__ import annotations

from collections.abc import Iterator

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
    winners = find_winners(flat, geometry, last=geometry.ties == "last")
    mask = np.zeros((geometry.rows, geometry.window_size), dtype=np.bool_)
    if geometry.ties == "all":
        for column, held in enumerate(held_columns(flat, geometry, winners)):
            mask[:, column] = held >= 0
    else:
        for column, cells in enumerate(geometry.columns()):
            mask[:, column] = (cells >= 0) & (cells == winners)
    return mask


def find_winners(flat: Array, geometry: Geometry, *, last: bool = False) -> NDArray[np.int64]:
    """The winning cell of each window of x, which is given flat; −1 for a window without one.

    Of cells that no other exceeds it is the first, or the last one, and the last NaN where NaN
    propagates.

    >>> from poolscope.window.windows import windows
    >>> find_winners(np.array([1.0, 3, 2, 2]), windows((1, 4, 1), kernel_size=2)).tolist()
    [1, 2]
    """
    best = np.full(geometry.rows, -1, dtype=np.int64)
    last_nan = best.copy()
    for cells in geometry.columns():
        values = flat[cells]
        real, nan = cells >= 0, np.isnan(values)
        exceeds = values >= flat[best] if last else values > flat[best]
        best = np.where(real & ~nan & ((best < 0) | exceeds), cells, best)
        last_nan = np.where(real & nan, cells, last_nan)
    if geometry.nan == "propagate":
        best = np.where(last_nan >= 0, last_nan, best)
    return best


def held_columns(
    flat: Array, geometry: Geometry, winners: NDArray[np.int64]
) -> Iterator[NDArray[np.int64]]:
    """Column by column the cell of each window, −1 where it does not equal the winning one."""
    maxima = flat[winners]
    for cells in geometry.columns():
        held = (cells >= 0) & (winners >= 0) & are_equal(flat[cells], maxima)
        yield np.where(held, cells, -1)


def are_equal(values: Array, maxima: Array) -> NDArray[np.bool_]:
    """Whether values equal maxima, pair by pair: any NaN equals any other, and 0 equals −0."""
    equal: NDArray[np.bool_] = (values == maxima) | (np.isnan(values) & np.isnan(maxima))
    return equal


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
