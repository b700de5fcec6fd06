"""The winning cells of a framework's max pooling, as routes and as a mask."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from ..window.geometry import Geometry
from ..window.mask import Mask
from ..window.routes import Routes


def routes_of(
    cells: NDArray[np.int64], input_shape: tuple[int, ...], window_size: int | None
) -> Routes:
    """The routes to the winning cell of each row, which is −1 for a row without one.

    Without a window's size it is that of the largest window, the whole input.

    >>> routes_of(np.array([1, -1]), (1, 4, 1), 2).din(np.array([5.0, 7.0])).ravel().tolist()
    [0.0, 5.0, 0.0, 0.0]
    """
    wins = cells >= 0
    size = math.prod(input_shape[1:-1]) if window_size is None else window_size
    return Routes(np.flatnonzero(wins), cells[wins], wins.astype(np.int64), input_shape, size)


def mask_of_entries(cells: NDArray[np.int64], part: Geometry, first: int) -> Mask:
    """The mask of some entries of a batch, from `first` on; `cells` are the whole batch's winners.

    >>> from poolscope.window.windows import windows
    >>> mask_of_entries(np.array([1, 2, 5]), windows((1, 2, 1), kernel_size=2), 2).tolist()
    [[False, True]]
    """
    winners = cells[first * part.rows // part.input_shape[0] :][: part.rows]
    # A column of the geometry has −1 where a cell is not real.
    winners = np.where(winners < 0, -2, winners - first * part.cells // part.input_shape[0])
    return np.stack([column == winners for column in part.columns()], axis=1)
