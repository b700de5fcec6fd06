"""Counts and sums of whole arrays, as `src/audit.ts` takes them."""

from __future__ import annotations

from typing import Any, TypedDict

import numpy as np
from numpy.typing import NDArray

from .pooling import Mask

CHUNK = 2**20


class RowAudit(TypedDict):
    """A mask's rows by how many maxima they hold."""

    total: int
    none: int
    one: int
    several: int


class ArrayAudit(TypedDict):
    """An array's sum in float64, in index order, and its cells that are not finite."""

    cells: int
    sum: float
    nan: int
    posInf: int
    negInf: int


def audit_rows(mask: Mask) -> RowAudit:
    """The rows of a mask, counted.

    >>> audit_rows(np.array([[0, 1], [1, 1], [0, 0]], dtype=bool))
    {'total': 3, 'none': 1, 'one': 1, 'several': 1}
    """
    maxima = mask.sum(axis=1)
    return {
        "total": len(mask),
        "none": int((maxima == 0).sum()),
        "one": int((maxima == 1).sum()),
        "several": int((maxima > 1).sum()),
    }


def audit_array(array: NDArray[Any]) -> ArrayAudit:
    """An array's numbers.

    >>> audit_array(np.array([1.0, np.inf, 2]))
    {'cells': 3, 'sum': inf, 'nan': 0, 'posInf': 1, 'negInf': 0}
    """
    return {
        "cells": array.size,
        "sum": sequential_sum(array),
        "nan": int(np.isnan(array).sum()),
        "posInf": int(np.isposinf(array).sum()) if array.dtype.kind == "f" else 0,
        "negInf": int(np.isneginf(array).sum()) if array.dtype.kind == "f" else 0,
    }


def sequential_sum(array: NDArray[Any]) -> float:
    """The sum in float64, cell after cell, so that every implementation gets these bits."""
    total = np.zeros(1)
    flat = array.ravel()
    with np.errstate(invalid="ignore", over="ignore"):
        for start in range(0, flat.size, CHUNK):
            part = flat[start : start + CHUNK].astype(np.float64)
            total = np.cumsum(np.concatenate([total, part]))[-1:]
    return float(total[0])
