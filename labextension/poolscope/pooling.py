"""Max pooling forward and backward in NumPy, with the rules of the TypeScript library."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from .errors import sentence
from .geometry import Geometry

Share = Literal["full", "split"]
Mask = NDArray[np.bool_]


def max_mask(x: NDArray[Any], geometry: Geometry) -> Mask:
    """Where the maxima of x sit: a bool matrix `[rows, window_size]`.

    The first real cell that no other exceeds wins (`ties="last"`, `"all"` for others); with
    `nan="propagate"` the last NaN of a window does, under `ties="all"` every NaN.

    >>> from poolscope.geometry import windows
    >>> x = np.array([1.0, 3, 2, 2]).reshape(1, 4, 1)
    >>> max_mask(x, windows(x.shape, kernel_size=2)).astype(int).tolist()
    [[0, 1], [1, 0]]
    """
    flat = x.ravel()
    best = np.full(geometry.rows, -1, dtype=np.int64)
    last_nan = np.full(geometry.rows, -1, dtype=np.int64)
    value = np.zeros(geometry.rows, dtype=x.dtype)
    for column, cells in enumerate(geometry.columns()):
        own = flat[cells]
        real = cells >= 0
        nan = np.isnan(own) & real
        last_nan[nan] = column
        exceeds = own >= value if geometry.ties == "last" else own > value
        wins = real & ~nan & ((best < 0) | exceeds)
        best[wins] = column
        value[wins] = own[wins]
    if geometry.nan == "propagate":
        best = np.where(last_nan >= 0, last_nan, best)
    mask = np.zeros((geometry.rows, geometry.window_size), dtype=np.bool_)
    rows = np.flatnonzero(best >= 0)
    mask[rows, best[rows]] = True
    if geometry.ties == "all":
        nan_wins = (last_nan >= 0) & (geometry.nan == "propagate")
        for column, cells in enumerate(geometry.columns()):
            own = flat[cells]
            equal = np.where(nan_wins, np.isnan(own), own == value)
            mask[:, column] = (cells >= 0) & (best >= 0) & equal
    return mask


@dataclass(frozen=True)
class Routes:
    """Which input cells the gradients of which rows go to, row after row."""

    rows: NDArray[np.int64]
    cells: NDArray[np.int64]
    #: How many maxima each row holds.
    maxima: NDArray[np.int64]
    input_shape: tuple[int, ...]
    window_size: int

    def din(self, dout: NDArray[Any], share: Share = "full") -> NDArray[Any]:
        """Each row's dout, or an equal part of it, added to the cells that it goes to.

        In row order and in dout's own precision; the other cells get 0.
        """
        din = np.zeros(math.prod(self.input_shape), dtype=dout.dtype)
        with np.errstate(invalid="ignore", over="ignore"):
            np.add.at(din, self.cells, self._parts(dout, share)[self.rows])
        return din.reshape(self.input_shape)

    def assigned(self, dout: NDArray[Any], share: Share = "full") -> NDArray[Any]:
        """The classic mistake, `=` in place of `+=`: the last row's gradient is what is left."""
        last = np.full(math.prod(self.input_shape), -1, dtype=np.int64)
        np.maximum.at(last, self.cells, self.rows)
        won = last >= 0
        din = np.zeros(last.size, dtype=dout.dtype)
        din[won] = self._parts(dout, share)[last[won]]
        return din.reshape(self.input_shape)

    def _parts(self, dout: NDArray[Any], share: Share) -> NDArray[Any]:
        """What each of a row's maxima gets."""
        if share == "full":
            return dout.ravel()
        counts = np.maximum(self.maxima, 1).astype(dout.dtype)
        with np.errstate(invalid="ignore"):
            parts: NDArray[Any] = dout.ravel() / counts
        return parts


def routes(mask: Mask, geometry: Geometry) -> Routes:
    """The routes of a mask's true cells.

    >>> from poolscope.geometry import windows
    >>> x = np.array([1.0, 3, 2]).reshape(1, 3, 1)
    >>> overlapping = windows(x.shape, kernel_size=2, stride=1)
    >>> dout = np.array([10.0, 5]).reshape(1, 2, 1)
    >>> routes(max_mask(x, overlapping), overlapping).din(dout).ravel().tolist()
    [0.0, 15.0, 0.0]
    """
    rows, columns = np.nonzero(mask)
    cells = np.empty(rows.size, dtype=np.int64)
    for column, own in enumerate(geometry.columns()):
        here = columns == column
        cells[here] = own[rows[here]]
    return Routes(rows, cells, mask.sum(axis=1), geometry.input_shape, geometry.window_size)


def winners(mask: Mask, geometry: Geometry) -> NDArray[np.bool_]:
    """The mask on the input's grid: true where the maximum of at least one window sits."""
    won = np.zeros(geometry.cells, dtype=np.bool_)
    won[routes(mask, geometry).cells] = True
    return won.reshape(geometry.input_shape)


def check_mask(operation: str, mask: NDArray[Any], geometry: Geometry) -> Mask:
    """A mask from outside as bools of `[rows, window_size]`; flat is taken too.

    Raises a ValueError for another number of cells, a value other than 0 and 1, or a true in the
    padding (named by its row).
    """
    shape = (geometry.rows, geometry.window_size)
    if mask.shape not in (shape, (shape[0] * shape[1],)):
        problem = f"is not {list(shape)}"
        remedy = "give one row a window and channel, one column a cell"
        raise ValueError(sentence(operation, "mask.shape", list(mask.shape), problem, remedy))
    cells = mask.reshape(shape)
    odd = np.argwhere((cells != 0) & (cells != 1))
    if odd.size:
        row, column = map(int, odd[0])
        argument = f"mask[{row}][{column}]"
        value = cells[row, column].item()
        remedy = "give booleans, or 0 and 1"
        raise ValueError(sentence(operation, argument, value, "is neither 0 nor 1", remedy))
    bools = cells.astype(np.bool_)
    for column, own in enumerate(geometry.columns()):
        padded = np.flatnonzero(bools[:, column] & (own < 0))
        if padded.size:
            argument = f"mask[{int(padded[0])}][{column}]"
            remedy = "only real cells can hold the maximum"
            raise ValueError(sentence(operation, argument, True, "lies in the padding", remedy))
    return bools
