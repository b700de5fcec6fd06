"""The largest cell of each window of x, by the library's own rule, and which others equal it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ..core.arrays import Array
from .extremes import Extremes, find_extremes, is_ordered
from .geometry import Geometry
from .held import can_go_by_rows, cells_that_hold
from .mask import are_equal, find_winners, held_columns

FLOAT32, FLOAT16, BFLOAT16 = 2.0**-23, 2.0**-10, 2.0**-7


@dataclass(frozen=True)
class Largest:
    """What each window's maximum is; the mask is not asked."""

    geometry: Geometry
    #: The flat input cell: the first that no other exceeds, or the last NaN; −1 without one.
    cells: NDArray[np.int64]
    #: Whether several real cells of the window hold the maximum.
    tied: NDArray[np.bool_]
    #: x, flat, in the precision in which it was compared.
    seen: Array
    #: The columns of the first and of the last maximum; none where x holds NaN or −∞.
    extremes: Extremes | None

    def are(self, cells: NDArray[np.int64]) -> bool:
        """Whether the given cells, one a row, are these."""
        return cells is self.cells or np.array_equal(cells, self.cells)

    def are_held(self, rows: NDArray[np.int64], cells: NDArray[np.int64]) -> NDArray[np.bool_]:
        """Whether the given cells hold the maxima of the given rows, which have one."""
        return are_equal(self.seen[cells], self.seen[self.cells[rows]])

    def first_and_last(self) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """The first and the last cell of each row that hold its maximum; −1 without one."""
        if self.extremes is not None:
            last = self.geometry.cells_at(self.extremes.last)
            return self.cells, np.where(self.cells < 0, -1, last)
        first = np.full(self.geometry.rows, -1, dtype=np.int64)
        last = first.copy()
        for held in held_columns(self.seen, self.geometry, self.cells):
            first = np.where((held >= 0) & (first < 0), held, first)
            last = np.where(held >= 0, held, last)
        return first, last

    def holding(self, rows: NDArray[np.bool_]) -> NDArray[np.bool_]:
        """The flat cells that hold the maximum of at least one of the given rows around them."""
        if self.extremes is not None and (
            self.geometry.is_regular or can_go_by_rows(self.geometry, self.extremes.maxima)
        ):
            x = self.seen.reshape(self.geometry.input_shape)
            return cells_that_hold(x, self.geometry, self.extremes.maxima, rows)
        cells = np.zeros(self.geometry.cells, dtype=np.bool_)
        if rows.any():
            for held in held_columns(self.seen, self.geometry, self.cells):
                cells[held[rows & (held >= 0)]] = True
        return cells


def find_largest(geometry: Geometry, x: Array, step: float = 0.0) -> Largest:
    """The largest cells of x; NaN is as the geometry has it.

    `step`, from 1 to the next number, is that of the precision to compare in: x's own, or less.

    >>> from poolscope.window.windows import windows
    >>> x = np.array([1.0, 3, 2, 2]).reshape(1, 4, 1)
    >>> found = find_largest(windows(x.shape, kernel_size=2), x)
    >>> found.cells.tolist(), found.tied.tolist()
    ([1, 2], [False, True])
    """
    seen = _rounded(x, step).ravel()
    if is_ordered(seen):
        extremes = find_extremes(seen.reshape(geometry.input_shape), geometry)
        best, tied = geometry.cells_at(extremes.first), extremes.first != extremes.last
        if geometry.has_empty_windows:
            empty = geometry.real_cells() == 0
            best[empty], tied[empty] = -1, False
        return Largest(geometry, best, tied, seen, extremes)
    best = find_winners(seen, geometry)
    counts = np.zeros(geometry.rows, dtype=np.int64)
    for held in held_columns(seen, geometry, best):
        counts += held >= 0
    return Largest(geometry, best, counts > 1, seen, None)


def _rounded(x: Array, step: float) -> Array:
    """Rounds x to a precision; gives it as it is where gradients have none such.

    >>> _rounded(np.array([1.0, 1.001, 1.01]), BFLOAT16).tolist()
    [1.0, 1.0, 1.0078125]
    """
    with np.errstate(over="ignore", invalid="ignore"):
        if step == FLOAT16:
            return x.astype(np.float16).astype(np.float32)
        if step == FLOAT32:
            return x.astype(np.float32)
        if step != BFLOAT16:
            return x
        single = np.ascontiguousarray(x, dtype=np.float32)
    bits = single.view(np.uint32)
    nearest = bits + np.uint32(0x7FFF) + ((bits >> np.uint32(16)) & np.uint32(1))
    rounded = (nearest & np.uint32(0xFFFF0000)).view(np.float32)
    return np.where(np.isnan(single), single, rounded)
