"""The largest cell of each window of x, by the library's own rule, and which others equal it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ..core.arrays import Array
from .geometry import Geometry
from .mask import are_equal, find_winners, held_columns

FLOAT32, FLOAT16, BFLOAT16 = 2.0**-23, 2.0**-10, 2.0**-7


@dataclass(frozen=True)
class Largest:
    """What each window's maximum is; the mask is not asked."""

    #: The flat input cell: the first that no other exceeds, or the last NaN; −1 without one.
    cells: NDArray[np.int64]
    #: How many real cells of the window hold the maximum.
    counts: NDArray[np.int64]
    #: x, flat, in the precision in which it was compared.
    seen: Array

    def are_held(self, rows: NDArray[np.int64], cells: NDArray[np.int64]) -> NDArray[np.bool_]:
        """Whether the given cells hold the maxima of the given rows, which have one."""
        return are_equal(self.seen[cells], self.seen[self.cells[rows]])

    def held_columns(self, geometry: Geometry) -> Iterator[NDArray[np.int64]]:
        """Column by column, the cell of every row; −1 where it does not hold the maximum."""
        yield from held_columns(self.seen, geometry, self.cells)


def find_largest(geometry: Geometry, x: Array, step: float = 0.0) -> Largest:
    """The largest cells of x; NaN is as the geometry has it.

    `step`, from 1 to the next number, is that of the precision to compare in: x's own, or less.

    >>> from poolscope.window.windows import windows
    >>> x = np.array([1.0, 3, 2, 2]).reshape(1, 4, 1)
    >>> found = find_largest(windows(x.shape, kernel_size=2), x)
    >>> found.cells.tolist(), found.counts.tolist()
    ([1, 2], [1, 2])
    """
    seen = _rounded(x, step).ravel()
    best = find_winners(seen, geometry)
    counts = np.zeros(geometry.rows, dtype=np.int64)
    for held in held_columns(seen, geometry, best):
        counts += held >= 0
    return Largest(best, counts, seen)


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
