"""Which of several equal maxima a framework took."""

from __future__ import annotations

from typing import Literal, NamedTuple

import numpy as np
from numpy.typing import NDArray

from ..core.arrays import Array
from ..window.geometry import Geometry
from ..window.largest import find_largest


class Tied(NamedTuple):
    """Rows where several cells hold the maximum: how many, and which of the cells won."""

    rows: int
    winner: Literal["first", "last", "mixed"] | None


def find_ties(x: Array, cells: NDArray[np.int64], geometry: Geometry) -> Tied:
    """The ties of a forward pass, by the rule of `find_largest`; `cells` won in it, one a row.

    Where NaN ties with NaN the last one wins by the rule for NaN, which is no policy for ties: the
    winner is told of the other rows, if there are any.

    >>> from poolscope.window.windows import windows
    >>> x = np.array([7.0, 7, np.nan, np.nan]).reshape(1, 4, 1)
    >>> find_ties(x, np.array([0, 3]), windows(x.shape, kernel_size=2))
    Tied(rows=2, winner='first')
    """
    largest = find_largest(geometry, x)
    tied = largest.counts > 1
    n = int(tied.sum())
    if n == 0:
        return Tied(0, None)
    numbers = tied & ~np.isnan(largest.seen[largest.cells])
    rows = numbers if numbers.any() else tied
    first = np.full(geometry.rows, -1, dtype=np.int64)
    last = first.copy()
    for held in largest.held_columns(geometry):
        first = np.where((held >= 0) & (first < 0), held, first)
        last = np.where(held >= 0, held, last)
    if np.array_equal(cells[rows], first[rows]):
        return Tied(n, "first")
    return Tied(n, "last" if np.array_equal(cells[rows], last[rows]) else "mixed")
