"""What an average pooling's gradients should be: dout, in equal parts."""

from __future__ import annotations

import numpy as np

from ..core.arrays import Array
from ..core.numbers import count, counted, six
from ..findings.counts import sequential_sum
from ..findings.finding import Finding
from ..findings.places import Places
from ..window.geometry import Geometry


def average_findings(
    geometry: Geometry, dout: Array, din: Array, epsilon: float, divisor: int | None = None
) -> list[Finding]:
    """That din is not dout in equal parts, and that a part of dout went to the padding.

    >>> from poolscope.window.windows import windows
    >>> geometry = windows((1, 2, 1), kernel_size=2, padding=1)
    >>> dout, din = np.array([[[4.0], [2]]]), np.array([[[2.0], [1]]])
    >>> [str(found) for found in average_findings(geometry, dout, din, 2**-52)]
    ['sum(din) − sum(dout) = −3: −3 given to the padding of 2 rows']
    """
    divisors = np.full(geometry.rows, divisor) if divisor else geometry.divisors()
    gradients = dout.ravel().astype(np.float64)
    parts = np.divide(gradients, divisors, out=np.zeros(geometry.rows), where=divisors > 0)
    right, most = np.zeros(geometry.cells), np.zeros(geometry.cells)
    for cells in geometry.columns():
        own = cells >= 0
        np.add.at(right, cells[own], parts[own])
        np.add.at(most, cells[own], np.abs(parts[own]))
    given = din.ravel().astype(np.float64)
    with np.errstate(invalid="ignore"):
        near = np.abs(given - right) <= geometry.window_size * epsilon * most
    equal = (given == right) | (np.isnan(given) & np.isnan(right))
    wrong = Places(~(near | equal))
    found = _din(din, right, wrong)
    if found or divisor:
        return found
    real = geometry.real_cells()
    return _sum(gradients, np.where(real == divisors, 0, parts * real - gradients))


def _din(din: Array, right: Array, cells: Places) -> list[Finding]:
    if cells.count == 0:
        return []
    first = cells.at(0)
    index = ", ".join(str(at) for at in np.unravel_index(first, din.shape))
    differ = "differs, " if cells.count == 1 else "differ, the first "
    text = (
        f"din is not dout in equal parts: {count(cells.count)} of {counted(din.size, 'cell')}"
        f" {differ}at din({index}): {six(float(din.flat[first]))} instead of {six(right[first])}"
    )
    return [Finding("din-differs", "error", text, cells=cells, array="din", as_="other")]


def _sum(dout: Array, excess: Array) -> list[Finding]:
    """The padding's share."""
    rows = Places(excess != 0)
    total = sequential_sum(excess)
    size = sequential_sum(np.abs(dout))
    if not np.isfinite(total) or abs(total) <= 1e-6 * size:
        return []
    text = (
        f"sum(din) − sum(dout) = {six(total)}: {six(total)} given to the padding of"
        f" {counted(rows.count, 'row')}"
    )
    return [Finding("sum-differs", "notice", text, rows=rows, amounts=excess[excess != 0])]
