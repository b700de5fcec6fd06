"""What there is to find in windows: padding alone, NaN alone, −∞ alone."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from ..core.arrays import Array, surely_finite
from ..core.numbers import count
from ..window.geometry import Geometry
from .finding import Finding, row_finding
from .places import Places
from .table import quantity, sentence_for


def window_findings(geometry: Geometry, x: Array | None) -> list[Finding]:
    """Rows without a real cell, and rows whose real cells of x are all NaN, or all −∞."""
    if geometry.plane_real_cells().all() and (x is None or surely_finite(x)):
        return []
    real = geometry.real_cells()
    nan, low = np.zeros_like(real), np.zeros_like(real)
    if x is not None and x.dtype.kind == "f" and not surely_finite(x):
        flat = x.ravel()
        for cells in geometry.columns():
            values = np.where(cells >= 0, flat[cells], 0)
            nan += np.isnan(values)
            low += np.isneginf(values)
    some = real > 0
    return [
        _finding("empty-window", ~some),
        _finding("all-nan-window", some & (nan == real)),
        _finding("all-minus-infinity-window", some & (low == real)),
    ]


def _finding(name: str, test: NDArray[np.bool_]) -> Finding:
    rows = Places(test)
    text = sentence_for(rows.count, name, count(rows.count), quantity(test.size, "row"))
    return row_finding(name, rows, text)
