"""The winning cells of a framework's max pooling, as routes and as a mask."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ...core.arrays import Array
from ...window.extremes import Codes
from ...window.geometry import Geometry
from ...window.indices import mask_from_indices
from ...window.largest import Largest, find_largest
from ...window.mask import Mask
from ...window.routes import Routes

UNREAD = "its indices can't be read"


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
    if geometry is None or not geometry.has_empty_windows:
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


def read_indices(
    indices: Array, x: Array, windows: Geometry | None
) -> tuple[NDArray[np.int64] | None, Largest | None]:
    """The cells that indices, flat in their planes, name, and the largest by our own rule.

    No cells where an index lies outside of its window. The same array where both are the same.

    >>> from poolscope.window.windows import windows
    >>> x = np.array([1.0, 3, 2, 2]).reshape(1, 4, 1)
    >>> geometry = windows(x.shape, kernel_size=2)
    >>> [read_indices(np.array(one).reshape(1, 2, 1), x, geometry)[0] for one in ([1, 3], [1, 0])]
    [array([1, 3]), None]
    """
    plane, flat = math.prod(x.shape[1:-1]), indices
    inside = bool(indices.min(initial=0) >= 0 and indices.max(initial=0) < plane)
    if not inside:
        # Whatever is outside of its plane stays outside, and overflows nothing.
        flat = np.clip(indices.astype(np.int64), -1, plane)
    cells = winners_of(flat, x.shape, windows)
    if windows is None:
        return (cells if inside else None), None
    largest = find_largest(windows, x)
    if largest.are(cells):
        return largest.cells, largest
    if problem_of_indices(cells, flat.astype(np.int64), windows) is None:
        return cells, largest
    return None, None


def columns_of(cells: NDArray[np.int64], windows: Geometry) -> Codes:
    """The winning cells as columns of their windows: a byte a row, most often; 0 without one."""
    return np.maximum(windows.columns_of(cells), 0).astype(kind_of_columns(windows))


def kind_of_columns(windows: Geometry) -> np.dtype:
    """The kind of number that holds a column."""
    return np.min_scalar_type(max(1, windows.window_size - 1))


def cells_of(columns: Codes, windows: Geometry) -> NDArray[np.int64]:
    """The flat cell of each row, whose column is given; −1 in a window without a real cell.

    >>> from poolscope.window.windows import windows
    >>> cells_of(np.array([1, 0], np.uint8), windows((1, 4, 1), kernel_size=2)).tolist()
    [1, 2]
    """
    cells = windows.cells_at(columns)
    if windows.has_empty_windows:
        cells[windows.real_cells() == 0] = -1
    return cells


def mask_of(columns: Codes, windows: Geometry) -> Mask:
    """The mask, in which each row marks its winner.

    >>> from poolscope.window.windows import windows
    >>> mask_of(np.array([1, 0], np.uint8), windows((1, 4, 1), kernel_size=2)).tolist()
    [[False, True], [True, False]]
    """
    mask = np.zeros((columns.size, windows.window_size), dtype=np.bool_)
    mask[np.arange(columns.size), columns.ravel()] = True
    if windows.has_empty_windows:
        mask[windows.real_cells() == 0] = False
    return mask
