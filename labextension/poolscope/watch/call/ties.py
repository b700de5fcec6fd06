"""Which of several equal maxima a framework took."""

from __future__ import annotations

from typing import Literal, NamedTuple

import numpy as np
from numpy.typing import NDArray

from ...core.arrays import Array
from ...findings.finding.finding import Finding
from ...findings.finding.places import Places
from ...findings.kinds.maximum_findings import ties_finding
from ...window.held import cells_of_bits, cells_that_hold, held_bits
from ...window.largest import Largest, find_largest


class Tied(NamedTuple):
    """Rows where several cells hold the maximum: how many, and which of the cells won."""

    rows: int
    winner: Literal["first", "last", "mixed"] | None


def find_ties(largest: Largest, cells: NDArray[np.int64]) -> Tied:
    """The ties of a forward pass, by the rule of `find_largest`; `cells` won in it, one a row.

    Where NaN ties with NaN the last one wins by the rule for NaN, which is no policy for ties: the
    winner is told of the other rows, if there are any.

    >>> from poolscope.window.largest import find_largest
    >>> from poolscope.window.windows import windows
    >>> x = np.array([7.0, 7, np.nan, np.nan]).reshape(1, 4, 1)
    >>> find_ties(find_largest(windows(x.shape, kernel_size=2), x), np.array([0, 3]))
    Tied(rows=2, winner='first')
    """
    tied = largest.tied
    n = int(np.count_nonzero(tied))
    if n == 0:
        return Tied(0, None)
    if largest.extremes is not None and largest.are(cells):
        return Tied(n, "first")
    numbers = tied & ~np.isnan(largest.seen[largest.cells])
    rows = numbers if numbers.any() else tied
    first, last = largest.first_and_last()
    if np.array_equal(cells[rows], first[rows]):
        return Tied(n, "first")
    return Tied(n, "last" if np.array_equal(cells[rows], last[rows]) else "mixed")


class HeldTies:
    """What tells, when dout comes, which cells of din depend on the policy for ties.

    It holds x where that is kept anyway, or takes less than a bit for each cell of each window.
    """

    def __init__(self, largest: Largest, x: Array, *, kept: bool) -> None:
        geometry = largest.geometry
        self._geometry = geometry
        self._tied = Places(largest.tied)
        self._x: Array | None = None
        self._ordered = largest.extremes is not None
        self._bits: list[NDArray[np.uint8]] = []
        regular = geometry.is_regular and largest.extremes is not None
        if kept or not regular or geometry.rows * geometry.window_size > 8 * x.nbytes:
            self._x = x
        else:
            assert largest.extremes is not None
            self._bits = held_bits(x, geometry, largest.extremes.maxima)

    def finding(self, dout: Array, winners: NDArray[np.int64] | None = None) -> Finding:
        """The finding of ties, with the cells of din that are tied in a window whose dout is not 0.

        `winners`, a cell a row, hold the maxima, where that is known.

        >>> from poolscope.window.largest import find_largest
        >>> from poolscope.window.windows import windows
        >>> x = np.array([7.0, 7, 5, 5]).reshape(1, 4, 1)
        >>> held = HeldTies(find_largest(windows(x.shape, kernel_size=2), x), x, kept=True)
        >>> str(held.finding(np.array([1.0, 0])))
        '2 of 2 windows tie: 2 cells of din depend on the policy'
        """
        n = self._count(self._tied.test() & (dout.ravel() != 0), winners)
        return ties_finding(self._tied, self._geometry.rows, n, of_din=True)

    def finding_in_x(self, winners: NDArray[np.int64] | None = None) -> Finding:
        """The finding of ties where there is no dout, with the cells of x that are tied."""
        n = self._count(self._tied.test(), winners)
        return ties_finding(self._tied, self._geometry.rows, n, of_din=False)

    def _count(self, rows: NDArray[np.bool_], winners: NDArray[np.int64] | None) -> int:
        """How many cells hold the maximum of at least one of the given rows."""
        if not rows.any():
            return 0
        if self._x is None:
            cells = cells_of_bits(self._bits, self._geometry, rows)
        elif winners is not None and self._ordered and self._geometry.is_regular:
            maxima = self._x.ravel()[winners]
            cells = cells_that_hold(self._x, self._geometry, maxima, rows)
        else:
            cells = find_largest(self._geometry, self._x).holding(rows)
        return int(np.count_nonzero(cells))
