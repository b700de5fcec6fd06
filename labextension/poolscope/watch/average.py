"""What an average pooling's gradients should be: dout, in equal parts."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from ..core.arrays import Array
from ..core.layout import CHANNELS_LAST, Layout
from ..findings.din_difference import DinDifference, differing_cells
from ..findings.din_finding import average_din_findings
from ..findings.finding import Finding
from ..findings.sums import padding_findings
from ..window.geometry import Geometry
from .norm import Bounded, Floats


def find_in_average(
    geometry: Geometry,
    dout: Array,
    din: Array,
    epsilon: float,
    divisor: int | None = None,
    layout: Layout = CHANNELS_LAST,
) -> list[Finding]:
    """That din is not dout in equal parts, or else that a part of dout went to the padding.

    `epsilon` is the step from 1 to the next number in the precision that din was added in,
    `divisor` what takes the place of the number of cells in all windows. Cells are named as
    `layout` has them.

    >>> from poolscope.window.windows import windows
    >>> geometry = windows((1, 2, 1), kernel_size=2, padding=1)
    >>> dout, din = np.array([[[4.0], [2]]]), np.array([[[2.0], [1]]])
    >>> [str(found) for found in find_in_average(geometry, dout, din, 2**-52)]
    ['sum(din) − sum(dout) = −3: −3 given to the padding of 2 rows']
    """
    right, bound = average_din(geometry, dout, epsilon, divisor)
    cells = differing_cells(din, right, bound)
    found = average_din_findings(din, DinDifference("other", right, cells), layout)
    if found or divisor:
        return found
    divisors, gradients, parts = _parts(geometry, dout, None)
    real_cells = geometry.real_cells()
    with np.errstate(invalid="ignore"):
        excess = np.where(real_cells == divisors, 0, parts * real_cells - gradients)
    return padding_findings(gradients, excess)


def average_din(
    geometry: Geometry, dout: Array, epsilon: float, divisor: int | None = None
) -> Bounded:
    """The gradients of an average's input, flat: equal parts of dout, and how rounding may differ.

    >>> from poolscope.window.windows import windows
    >>> dout = np.array([[[4.0], [2]]])
    >>> average_din(windows((1, 4, 1), kernel_size=2), dout, 2**-52).right.tolist()
    [2.0, 2.0, 1.0, 1.0]
    """
    _, _, parts = _parts(geometry, dout, divisor)
    right, most = np.zeros(geometry.cells), np.zeros(geometry.cells)
    for column in geometry.columns():
        real = column >= 0
        with np.errstate(invalid="ignore"):
            # Of +∞ and −∞ the sum is NaN, as PyTorch has it.
            np.add.at(right, column[real], parts[real])
        np.add.at(most, column[real], np.abs(parts[real]))
    return Bounded(right, geometry.window_size * epsilon * most)


def _parts(
    geometry: Geometry, dout: Array, divisor: int | None
) -> tuple[NDArray[np.int64], Floats, Floats]:
    """Of each row its divisor, its gradient, and what a cell of it gets."""
    divisors = np.full(geometry.rows, divisor) if divisor else geometry.divisors()
    gradients = dout.ravel().astype(np.float64)
    parts = np.divide(gradients, divisors, out=np.zeros(geometry.rows), where=divisors != 0)
    return divisors, gradients, parts
