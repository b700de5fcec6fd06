"""What is counted in masks and arrays: maxima of rows, sums, cells that are not finite."""

from __future__ import annotations

import math
from typing import Any, TypedDict

import numpy as np
from numpy.typing import NDArray

from ..core.arrays import Array

#: The cells that are summed at once: a sum in float64 needs a copy of them.
CHUNK = 2**15


class RowCounts(TypedDict):
    """A mask's rows by how many maxima they hold."""

    total: int
    none: int
    one: int
    several: int


class ArrayCounts(TypedDict):
    """An array's sum in float64, in index order, and its cells that are not finite."""

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
    total = sequential_sum(array)
    if math.isfinite(total):
        return {"cells": array.size, "sum": total, "nan": 0, "posInf": 0, "negInf": 0}
    return {
        "cells": array.size,
        "sum": total,
        "nan": int(np.isnan(array).sum()),
        "posInf": int(np.isposinf(array).sum()) if array.dtype.kind == "f" else 0,
        "negInf": int(np.isneginf(array).sum()) if array.dtype.kind == "f" else 0,
    }


def sequential_sum(array: Array) -> float:
    """The sum in float64, added in index order: the same bits in Python and TypeScript.

    >>> sequential_sum(np.array([0.1, 0.2, 0.3], dtype=np.float64))
    0.6000000000000001
    """
    total = np.float64(0)
    flat = array.ravel()
    with np.errstate(invalid="ignore", over="ignore"):
        for start in range(0, flat.size, CHUNK):
            part = flat[start : start + CHUNK].astype(np.float64)
            part[0] += total
            total = np.add.accumulate(part, out=part)[-1]
    return float(total)
