"""Which of several equal maxima a framework took."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from ...core.arrays import Array
from ...findings.finding.places import Places
from ...window.held import cells_of_bits, cells_of_rows, cells_that_hold, held_bits
from ...window.largest import Largest, find_largest

#: Where fewer rows than one in so many tie, they are gone through alone.
FEW = 32


@dataclass(frozen=True)
class Tied:
    """Rows where several cells hold the maximum: how many, and which of the cells won."""

    rows: int = 0
    #: Whether some of them hold numbers: where NaN ties with NaN the last one wins by the rule for
    #: NaN, which is no policy for ties, and tells of the winner only where there is no other row.
    numbers: bool = False
    #: Whether the first of the cells won in each row that tells, and the last.
    first: bool = True
    last: bool = True

    @property
    def winner(self) -> Literal["first", "last", "mixed"] | None:
        """Which of the cells won; None where no row ties."""
        if self.rows == 0:
            return None
        return "first" if self.first else "last" if self.last else "mixed"

    def __add__(self, other: Tied) -> Tied:
        rows = self.rows + other.rows
        if self.numbers != other.numbers:
            return replace(self if self.numbers else other, rows=rows)
        return Tied(rows, self.numbers, self.first and other.first, self.last and other.last)


def find_ties(largest: Largest, cells: NDArray[np.int64]) -> Tied:
    """The ties of a forward pass, by the rule of `find_largest`; `cells` won in it, one a row.

    >>> from poolscope.window.largest import find_largest
    >>> from poolscope.window.windows import windows
    >>> x = np.array([7.0, 7, np.nan, np.nan]).reshape(1, 4, 1)
    >>> tied = find_ties(find_largest(windows(x.shape, kernel_size=2), x), np.array([0, 3]))
    >>> tied.rows, tied.winner
    (2, 'first')
    """
    tied = largest.tied
    n = int(np.count_nonzero(tied))
    if n == 0:
        return Tied()
    if largest.extremes is not None and largest.are(cells):
        return Tied(n, numbers=True, last=False)
    numbers = tied & ~np.isnan(largest.seen[largest.cells])
    some = bool(numbers.any())
    rows = numbers if some else tied
    first, last = (np.array_equal(cells[rows], one[rows]) for one in largest.first_and_last())
    return Tied(n, some, first, last)


class HeldTies:
    """What tells, when dout comes, which cells of din depend on the policy for ties.

    It holds a copy of x only where that takes less than a bit for each cell of each window.
    """

    def __init__(self, largest: Largest, x: Array) -> None:
        geometry, extremes = largest.geometry, largest.extremes
        self._geometry = geometry
        self.rows = Places(largest.tied)
        self._x: Array | None = None
        self._ordered = extremes is not None
        #: Column by column, as bits, whether each row's cell holds its maximum, or each tied row's.
        self._bits: list[NDArray[np.uint8]] = []
        self._few = self.rows.count * FEW < geometry.rows
        #: How many cells are tied in any window, where that is known.
        self._most: int | None = None
        if not geometry.is_regular or extremes is None:
            self._x = x.copy()
        elif self._few and self.rows.count * geometry.window_size <= 8 * x.nbytes:
            tied = self.rows.all()
            maxima = extremes.maxima[tied]
            for cells, real in cells_of_rows(geometry, tied):
                seen = x.ravel()[np.where(real, cells, 0)]
                self._bits.append(np.packbits(real & (seen == maxima)))
            self._most = self._of_few(tied, self._bits)
        elif geometry.rows * geometry.window_size <= 8 * x.nbytes:
            self._few = False
            self._bits, self._most = held_bits(x, geometry, extremes.maxima, largest.tied)
        else:
            self._x = x.copy()

    def count(self, dout: Array | None, winners: NDArray[np.int64] | None = None) -> int:
        """How many cells are tied in a window whose dout is not 0; without dout, in any window.

        `winners`, a cell a row, hold the maxima, where that is known.

        >>> from poolscope.window.largest import find_largest
        >>> from poolscope.window.windows import windows
        >>> x = np.array([7.0, 7, 5, 5]).reshape(1, 4, 1)
        >>> held = HeldTies(find_largest(windows(x.shape, kernel_size=2), x), x)
        >>> held.count(np.array([1.0, 0])), held.count(None)
        (2, 4)
        """
        rows = self.rows.test()
        if dout is not None:
            rows &= dout.ravel() != 0
        asked = int(np.count_nonzero(rows))
        if self._most is not None and asked == self.rows.count:
            return self._most
        if asked == 0:
            return 0
        if self._x is None and self._few:
            tied = self.rows.all()
            return self._of_few(tied, self._bits, rows[tied])
        if self._x is None:
            cells = cells_of_bits(self._bits, self._geometry, rows)
        elif winners is not None and self._ordered and self._geometry.is_regular:
            maxima = self._x.ravel()[winners]
            cells = cells_that_hold(self._x, self._geometry, maxima, rows)
        else:
            cells = find_largest(self._geometry, self._x).holding(rows)
        return int(np.count_nonzero(cells))

    def _of_few(
        self,
        tied: NDArray[np.int64],
        bits: list[NDArray[np.uint8]],
        asked: NDArray[np.bool_] | None = None,
    ) -> int:
        """How many cells hold the maximum of a tied row, or of one that is asked."""
        holding = np.zeros(self._geometry.cells, dtype=np.bool_)
        for (cells, _), column in zip(cells_of_rows(self._geometry, tied), bits):
            held = np.unpackbits(column, count=tied.size).view(np.bool_)
            holding[cells[held if asked is None else held & asked]] = True
        return int(np.count_nonzero(holding))
