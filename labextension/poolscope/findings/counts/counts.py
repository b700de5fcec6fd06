"""What is counted in masks and arrays: maxima of rows, sums, cells that are not finite."""

from __future__ import annotations

from typing import Any, TypedDict

import numpy as np
from numpy.typing import NDArray

from ...core.arrays import Array
from .exact import ExactSum


class RowCounts(TypedDict):
    """A mask's rows by how many maxima they hold."""

    total: int
    none: int
    one: int
    several: int


class ArrayCounts(TypedDict):
    """An array's sum, exact and rounded once to float64, and its cells that are not finite."""

    cells: int
    sum: float
    nan: int
    posInf: int
    negInf: int


def count_rows(maxima: NDArray[np.integer[Any]]) -> RowCounts:
    """Rows by how many maxima they hold, which is given of each row.

    >>> count_rows(np.array([1, 2, 0]))
    {'total': 3, 'none': 1, 'one': 1, 'several': 1}
    """
    return {
        "total": maxima.size,
        "none": int((maxima == 0).sum()),
        "one": int((maxima == 1).sum()),
        "several": int((maxima > 1).sum()),
    }


def count_cells(array: Array) -> ArrayCounts:
    """The sum of an array, and its cells that are not finite.

    >>> count_cells(np.array([1.0, np.inf, 2]))
    {'cells': 3, 'sum': inf, 'nan': 0, 'posInf': 1, 'negInf': 0}
    """
    return counts_of(ExactSum.of(array), array.size)


def counts_of(total: ExactSum, cells: int) -> ArrayCounts:
    """The same of an array of so many cells whose sum is known."""
    return {
        "cells": cells,
        "sum": float(total),
        "nan": total.nan,
        "posInf": total.plus,
        "negInf": total.minus,
    }
