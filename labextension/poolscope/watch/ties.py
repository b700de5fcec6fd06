"""Which of several equal maxima a framework took."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from ..geometry import Geometry
from ..numbers import count
from ..view import Array


def ties_of(x: Array, maxima: Array, cells: NDArray[np.int64], geometry: Geometry) -> str:
    """In how many rows several cells hold the maximum, and which of them won.

    >>> from poolscope.geometry import windows
    >>> x = np.array([7.0, 7, 1, 2]).reshape(1, 4, 1)
    >>> ties_of(x, np.array([7.0, 2]), np.array([0, 3]), windows(x.shape, kernel_size=2))
    '1, first'
    """
    flat, value = x.ravel(), maxima.ravel()
    tied = np.zeros(geometry.rows, dtype=np.int64)
    first = np.full(geometry.rows, -1, dtype=np.int64)
    last = first.copy()
    for own in geometry.columns():
        equal = (own >= 0) & (flat[own] == value)
        tied += equal
        first = np.where(equal & (first < 0), own, first)
        last = np.where(equal, own, last)
    rows = tied > 1
    n = int(rows.sum())
    if n == 0:
        return "0"
    if np.array_equal(cells[rows], first[rows]):
        return f"{count(n)}, first"
    return f"{count(n)}, {'last' if np.array_equal(cells[rows], last[rows]) else 'mixed'}"
