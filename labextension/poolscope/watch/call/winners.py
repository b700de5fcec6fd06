"""The winning cells of a framework's max pooling, as routes and as a mask."""

from __future__ import annotations

import math
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from ...window.extremes import Codes
from ...window.geometry import Geometry
from ...window.indices import mask_from_indices
from ...window.mask import Mask
from ...window.routes import Routes


def winners_of(
    indices: NDArray[np.integer[Any]], input_shape: tuple[int, ...], geometry: Geometry | None
) -> NDArray[np.int64]:
    """The flat input cell of each row's maximum; −1 where its window has no real cell."""
    batch, *spatial, channels = input_shape
    cells = np.empty(indices.shape, dtype=np.int64)
    np.multiply(indices, channels, out=cells, dtype=np.int64, casting="unsafe")
    first = np.arange(batch)[:, None] * (math.prod(spatial) * channels) + np.arange(channels)
    cells += first.reshape(batch, *[1] * len(spatial), channels)
    flat = cells.ravel()
    if geometry is None or geometry.plane_real_cells().all():
        return flat
    return np.where(geometry.real_cells() > 0, flat, -1)


def problem_of_indices(
    cells: NDArray[np.int64], indices: NDArray[np.integer[Any]], geometry: Geometry
) -> str | None:
    """In words, that an index lies outside of its window; None where all lie inside."""
    if (geometry.columns_of(cells) >= 0)[cells >= 0].all():
        return None
    real = np.where(geometry.real_cells().reshape(indices.shape) > 0, indices, -1)
    try:
        mask_from_indices(real, "pytorch", geometry, "watch")
    except ValueError as error:
        return str(error)
    return "watch: an index lies outside of its window"


def routes_of(
    cells: NDArray[np.int64], input_shape: tuple[int, ...], window_size: int | None
) -> Routes:
    """The routes to the winning cell of each row, which is −1 for a row without one.

    Without a window's size it is that of the largest window, the whole input.

    >>> routes_of(np.array([1, -1]), (1, 4, 1), 2).din(np.array([5.0, 7.0])).ravel().tolist()
    [0.0, 5.0, 0.0, 0.0]
    """
    size = math.prod(input_shape[1:-1]) if window_size is None else window_size
    wins = cells >= 0
    if wins.all():
        return Routes(None, cells, wins.view(np.uint8), input_shape, size)
    return Routes(np.flatnonzero(wins), cells[wins], wins.view(np.uint8), input_shape, size)


class Winners:
    """The winning cells of a call, as the columns of their windows: a byte a row, most often."""

    def __init__(self, windows: Geometry, cells: NDArray[np.int64], columns: Codes | None) -> None:
        self._windows = windows
        if columns is None:
            kind = np.min_scalar_type(max(1, windows.window_size - 1))
            columns = np.maximum(windows.columns_of(cells), 0).astype(kind)
        self._columns = columns
        self._empty = None if (cells >= 0).all() else cells < 0

    def cells(self) -> NDArray[np.int64]:
        """The flat cell of each row, −1 without one.

        >>> from poolscope.window.windows import windows
        >>> Winners(windows((1, 4, 1), kernel_size=2), np.array([1, -1]), None).cells().tolist()
        [1, -1]
        """
        cells = self._windows.cells_at(self._columns)
        if self._empty is not None:
            cells[self._empty] = -1
        return cells

    def of_entries(self, first: int, end: int) -> KeptWinners:
        """Those of some entries of the batch, to make a mask of."""
        rows = self._windows.rows // max(1, self._windows.input_shape[0])
        here = slice(first * rows, end * rows)
        whole = (end - first) * rows == self._columns.size
        columns = self._columns if whole else self._columns[here].copy()
        empty = None if self._empty is None else self._empty[here].copy()
        return KeptWinners(columns, empty)


class KeptWinners(NamedTuple):
    """The columns of winners, and the rows without one."""

    columns: Codes
    empty: NDArray[np.bool_] | None

    def mask(self, window_size: int) -> Mask:
        """The mask, in which each row marks its winner.

        >>> KeptWinners(np.array([1, 0]), None).mask(2).tolist()
        [[False, True], [True, False]]
        """
        mask = np.zeros((self.columns.size, window_size), dtype=np.bool_)
        mask[np.arange(self.columns.size), self.columns] = True
        if self.empty is not None:
            mask[self.empty] = False
        return mask
