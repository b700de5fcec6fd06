"""Puts a view together from arrays that fit each other, and makes it small enough to send."""

from __future__ import annotations

from dataclasses import replace

from ..core.arrays import Array, Half, same_bits
from ..core.layout import CHANNELS_LAST, Layout
from ..findings.counts.counts import ArrayCounts, count_cells, count_rows
from ..window.geometry import Geometry
from ..window.mask import Mask
from ..window.options import Share
from ..window.routes import route
from ..window.weights import Pooling, weighted_din
from .cut import DATA_ROOM, cut
from .view import Name, View


def pool_view(
    title: str,
    geometry: Geometry,
    mask: Mask,
    *,
    x: Array | None = None,
    dout: Array | None = None,
    din: Array | None = None,
    expected: Array | None = None,
    share: Share = "full",
    layout: Layout = CHANNELS_LAST,
    pooled_in: Half | None = None,
) -> View:
    """The whole view of a max pooling; without dout it is `partial`.

    `expected` is what dout, mask and share give, where dout is given. It is shown where no din is.
    """
    if dout is None or expected is None:
        return View(
            title,
            "partial",
            share,
            geometry,
            x=x,
            mask=mask,
            din=din,
            pooled_in=pooled_in,
            layout=layout,
        )
    derived = din is None or same_bits(din, expected)
    shown = expected if din is None else din
    view = View(
        title,
        "pool",
        share,
        geometry,
        x,
        mask,
        dout,
        shown,
        derived=derived,
        pooled_in=pooled_in,
        layout=layout,
    )
    return view if derived else replace(view, expected=expected)


def weighted_view(
    title: str,
    geometry: Geometry,
    pooling: Pooling,
    *,
    x: Array | None = None,
    dout: Array | None = None,
    din: Array | None = None,
    pooled_in: Half | None = None,
    layout: Layout = CHANNELS_LAST,
) -> View:
    """The view of a pooling without a mask; where no din is given, of what the weights give."""
    if din is None and dout is not None:
        right = weighted_din(pooling, geometry, dout, x).right
        din = right.astype(dout.dtype).reshape(geometry.input_shape)
    return View(
        title,
        "partial",
        geometry=geometry,
        pooling=pooling,
        x=x,
        dout=dout,
        din=din,
        pooled_in=pooled_in,
        layout=layout,
    )


def sendable(view: View, room: int = DATA_ROOM) -> View:
    """The view, or where it is too large its part, with the numbers of the whole."""
    part = cut(view, room)
    if part is view:
        return view
    if view.cut is None:
        sums: dict[Name, ArrayCounts] = {
            name: count_cells(array) for name, array in view.arrays().items() if name != "mask"
        }
        rows = None if view.mask is None else count_rows(view.mask.sum(axis=1))
        part = replace(part, rows=rows, sums=sums)
    return _compared(part)


def _compared(part: View) -> View:
    """A part, with the answer to whether its din follows from what else it holds."""
    if part.derived or part.mask is None or part.geometry is None:
        return part
    if part.dout is None or part.din is None:
        return part
    expected = part.expected
    if expected is None:
        # At the part's edge din is another than in the whole.
        expected = route(part.mask, part.geometry).din(part.dout, part.share)
    return replace(part, derived=same_bits(part.din, expected))
