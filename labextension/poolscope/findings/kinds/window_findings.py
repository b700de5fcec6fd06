"""What there is to find in windows: padding alone, NaN alone, −∞ alone."""

from __future__ import annotations

import numpy as np

from ...core.arrays import Array
from ...core.numbers import count
from ...window.geometry import Geometry
from ..counts.tally import Tally
from ..finding.finding import Finding, row_finding
from ..finding.places import Places, nowhere
from ..finding.table import quantity, sentence_for

WINDOWS = ("empty-window", "all-nan-window", "all-minus-infinity-window")


def tally_windows(tally: Tally, geometry: Geometry, x: Array | None) -> None:
    """Rows without a real cell, and rows whose real cells of x are all NaN, or all −∞.

    What `tally_arrays` found in x is there.
    """
    finite = "nan.x" not in tally.places
    if not geometry.has_empty_windows and finite:
        return
    real = geometry.real_cells()
    nan, low = np.zeros_like(real), np.zeros_like(real)
    if x is not None and not finite:
        flat = x.ravel()
        for cells in geometry.columns():
            values = np.where(cells >= 0, flat[cells], 0)
            nan += np.isnan(values)
            low += np.isneginf(values)
    some = real > 0
    for name, test in zip(WINDOWS, (~some, some & (nan == real), some & (low == real))):
        tally.places[name] = Places(test)


def window_findings(tally: Tally) -> list[Finding]:
    """That windows hold no number, or none that is finite."""
    return [_finding(tally, name) for name in WINDOWS]


def _finding(tally: Tally, name: str) -> Finding:
    rows = tally.places.get(name, nowhere())
    text = sentence_for(rows.count, name, count(rows.count), quantity(tally.rows, "row"))
    return row_finding(name, rows, text)
