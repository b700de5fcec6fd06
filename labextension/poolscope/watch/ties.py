"""Which of several equal maxima a framework took."""

from __future__ import annotations

from typing import Literal, NamedTuple

import numpy as np
from numpy.typing import NDArray

from ..core.arrays import Array
from ..window.geometry import Geometry


class Tied(NamedTuple):
    """Rows where several cells hold the maximum: how many, and which of the cells won."""

    rows: int
    winner: Literal["first", "last", "mixed"] | None


def find_ties(x: Array, maxima: Array, cells: NDArray[np.int64], geometry: Geometry) -> Tied:
    """The ties of a forward pass: `maxima` is its output, `cells` the winning cell of each row.

    >>> from poolscope.window.windows import windows
    >>> x = np.array([7.0, 7, 1, 2]).reshape(1, 4, 1)
    >>> find_ties(x, np.array([7.0, 2]), np.array([0, 3]), windows(x.shape, kernel_size=2))
    Tied(rows=1, winner='first')
    """
    flat, value = x.ravel(), maxima.ravel()
    equals = np.zeros(geometry.rows, dtype=np.int64)
    first = np.full(geometry.rows, -1, dtype=np.int64)
    last = first.copy()
    for column in geometry.columns():
        equal = (column >= 0) & (flat[column] == value)
        equals += equal
        first = np.where(equal & (first < 0), column, first)
        last = np.where(equal, column, last)
    rows = equals > 1
    n = int(rows.sum())
    if n == 0:
        return Tied(0, None)
    if np.array_equal(cells[rows], first[rows]):
        return Tied(n, "first")
    return Tied(n, "last" if np.array_equal(cells[rows], last[rows]) else "mixed")
