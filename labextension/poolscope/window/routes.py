"""The backward pass of max pooling: which input cells the gradient of each row goes to."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ..core.arrays import Array
from .geometry import Geometry
from .mask import Mask
from .options import Share


@dataclass(frozen=True)
class Routes:
    """The ways that gradients take, from a row to a cell of the input, in row order."""

    #: The row of each route; None where every row has one route, in order.
    given_rows: NDArray[np.int64] | None
    cells: NDArray[np.int64]
    #: How many maxima each row of the matrix holds.
    maxima: NDArray[np.integer[Any]]
    input_shape: tuple[int, ...]
    window_size: int

    @property
    def is_single(self) -> bool:
        """Whether each row holds one maximum."""
        return self.given_rows is None

    @property
    def single(self) -> NDArray[np.int64] | None:
        """The cell of each row's maximum, where each holds one."""
        return self.cells if self.is_single else None

    @cached_property
    def rows(self) -> NDArray[np.int64]:
        """The row of each route."""
        return np.arange(self.cells.size) if self.given_rows is None else self.given_rows

    def din(self, dout: Array, share: Share = "full") -> Array:
        """What dout and the mask give: the gradient of the input, in dout's own precision.

        Each row's dout, or with `"split"` an equal part of it, is added to the cells that it goes
        to, in row order; the other cells get 0.
        """
        return self._added(self._parts(dout, share))

    def assigned_din(self, dout: Array, share: Share = "full") -> Array:
        """The classic mistake, `=` for `+=`: each cell keeps the gradient of its last row alone."""
        last = np.full(math.prod(self.input_shape), -1, dtype=np.int64)
        np.maximum.at(last, self.cells, self.rows)
        won = last >= 0
        din = np.zeros(last.size, dtype=dout.dtype)
        din[won] = self._parts(dout, share)[last[won]]
        return din.reshape(self.input_shape)

    def magnitudes(self, dout: Array) -> Array:
        """The magnitudes that each cell of din is the sum of, added up in float64."""
        return self._added(np.abs(dout.ravel().astype(np.float64)))

    def _parts(self, dout: Array, share: Share) -> Array:
        """What each maximum of a row gets, by row."""
        if share == "full":
            return dout.ravel()
        counts = np.maximum(self.maxima, 1).astype(dout.dtype)
        with np.errstate(invalid="ignore"):
            parts: Array = dout.ravel() / counts
        return parts

    def _added(self, parts: Array) -> Array:
        sums = np.zeros(math.prod(self.input_shape), dtype=parts.dtype)
        with np.errstate(invalid="ignore", over="ignore"):
            np.add.at(sums, self.cells, parts if self.is_single else parts[self.rows])
        return sums.reshape(self.input_shape)


def route(mask: Mask, geometry: Geometry) -> Routes:
    """The routes of a mask: one for each true cell.

    >>> from poolscope.window.mask import max_mask
    >>> from poolscope.window.windows import windows
    >>> x = np.array([1.0, 3, 2]).reshape(1, 3, 1)
    >>> overlapping = windows(x.shape, kernel_size=2, stride=1)
    >>> dout = np.array([10.0, 5]).reshape(1, 2, 1)
    >>> route(max_mask(x, overlapping), overlapping).din(dout).ravel().tolist()
    [0.0, 15.0, 0.0]
    """
    rows, columns = np.divmod(np.flatnonzero(mask), max(1, geometry.window_size))
    maxima = np.bincount(rows, minlength=geometry.rows)
    shape, size = geometry.input_shape, geometry.window_size
    if rows.size == geometry.rows and (maxima == 1).all():
        return Routes(None, geometry.cells_at(columns), maxima, shape, size)
    # A cell lies as far from its window's first as its column from the first.
    starts = geometry.cells_at(np.zeros(geometry.rows, dtype=np.int64))
    cells = starts[rows] + geometry.offsets()[columns]
    return Routes(rows, cells, maxima, shape, size)


def winners(mask: Mask, geometry: Geometry) -> NDArray[np.bool_]:
    """The mask on the input's grid: true where the maximum of at least one window sits."""
    won = np.zeros(geometry.cells, dtype=np.bool_)
    won[route(mask, geometry).cells] = True
    return won.reshape(geometry.input_shape)
