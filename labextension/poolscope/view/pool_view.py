"""Puts a view together from arrays that fit each other."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from ..core.arrays import Array
from ..findings.counts import ArrayCounts, count_cells, count_rows
from ..window.geometry import Geometry
from ..window.mask import Mask
from ..window.options import Share
from ..window.routes import route
from .cut import cut
from .view import Name, View


def pool_view(
    title: str,
    geometry: Geometry,
    mask: Mask,
    *,
    x: Array | None = None,
    dout: Array | None = None,
    din: Array | None = None,
    share: Share = "full",
) -> View:
    """The whole view of a max pooling. Without dout it is `partial`, and nothing is rebuilt."""
    if dout is None:
        return View(title, "partial", share, geometry, x=x, mask=mask, din=din)
    if din is None:
        din = route(mask, geometry).din(dout, share)
    return settled(View(title, "pool", share, geometry, x, mask, dout, din))


def settled(view: View) -> View:
    """The view, knowing whether its din follows from what else it holds."""
    if view.kind != "pool" or view.mask is None or view.dout is None or view.geometry is None:
        return replace(view, derived=False)
    own = route(view.mask, view.geometry).din(view.dout, view.share)
    return replace(view, derived=same_bits(view.din, own))


def sendable(view: View) -> View:
    """The view, or where it is too large its part, with the numbers of the whole."""
    part = cut(view)
    if part is view:
        return view
    if view.cut is None:
        sums: dict[Name, ArrayCounts] = {
            name: count_cells(array) for name, array in view.arrays().items() if name != "mask"
        }
        rows = None if view.mask is None else count_rows(view.mask.sum(axis=1))
        part = replace(part, rows=rows, sums=sums)
    return settled(part)


def same_bits(a: Array | None, b: Array) -> bool:
    """Whether two arrays are equal bit for bit: 0 is not −0, and one NaN is like another.

    >>> same_bits(np.array([0.0]), np.array([-0.0]))
    False
    """
    if a is None or a.dtype != b.dtype or a.shape != b.shape:
        return False
    nan = np.isnan(a) & np.isnan(b)
    return bool(np.all(nan | ((a == b) & (np.signbit(a) == np.signbit(b)))))
