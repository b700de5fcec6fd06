"""What a given din is: as dout and the mask ask for, or made in another way, or wrong."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from ..core.arrays import Array
from ..window.options import Share
from ..window.routes import Routes
from .finding import DinKind
from .places import Places, nowhere


class DinDifference(NamedTuple):
    """A given din against the right one."""

    #: What the given din is: made with a `share`, `assigned` where it should add, or `other`.
    as_: DinKind
    #: What din should be.
    right: Array
    #: The cells that differ from it by more than rounding.
    cells: Places


def compare_din(
    routes: Routes,
    dout: Array,
    din: Array,
    right: Array,
    share: Share,
    epsilon: float | None = None,
) -> DinDifference:
    """Recognizes a given din; `right` is what dout, the mask and `share` give.

    Numbers count as equal where gradients that were added in another order or precision could have
    made the difference. `epsilon` is the step from 1 to the next number in the precision that din
    was added in; by default that of the arrays.
    """
    if differing_cells(din, right, np.zeros(1)).count == 0:
        return DinDifference(share, right, nowhere())
    if epsilon is None:
        single = np.float32 in (dout.dtype, din.dtype)
        epsilon = float(np.finfo(np.float32 if single else np.float64).eps)
    bound = routes.window_size * epsilon * routes.magnitudes(dout).ravel()
    cells = differing_cells(din, right, bound)
    if cells.count == 0:
        return DinDifference(share, right, cells)
    # Where no row has several maxima, another share makes no other din.
    other: Share = "split" if share == "full" else "full"
    if (routes.maxima > 1).any() and _is_made_as(din, routes.din(dout, other), bound):
        return DinDifference(other, right, cells)
    assigned = _is_made_as(din, routes.assigned_din(dout, share), bound)
    return DinDifference("assigned" if assigned else "other", right, cells)


def differing_cells(din: Array, right: Array, bound: Array) -> Places:
    """The cells where two arrays differ by more than each cell's bound; NaN is like NaN.

    >>> din, right = np.array([1.0, 2, np.nan]), np.array([1.5, 4, np.nan])
    >>> differing_cells(din, right, np.array([1.0, 1, 1])).all().tolist()
    [1]
    """
    if np.array_equal(din, right):
        return nowhere()
    a, b = din.ravel().astype(np.float64), right.ravel().astype(np.float64)
    with np.errstate(invalid="ignore"):
        distance = np.abs(a - b)
        equal = (a == b) | (np.isnan(a) & np.isnan(b))
        near = np.isfinite(distance) & (distance <= bound)
    return Places(~(equal | near))


def _is_made_as(din: Array, other: Array, bound: Array) -> bool:
    return differing_cells(din, other, bound).count == 0
