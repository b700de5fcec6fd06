"""What there is to find in a pooling that has no mask: average, Lp, global."""

from __future__ import annotations

import numpy as np

from ...core.arrays import Array
from ...core.layout import CHANNELS_LAST, Layout
from ...window.geometry import Geometry
from ...window.weights import Pooling, is_surely_average, weighted_din
from ..counts.tally import Tally
from ..finding.finding import Finding
from ..finding.places import Places
from .din_difference import differing_cells, tally_differing
from .din_finding import weighted_din_findings
from .sums import padding_findings, tally_padding


def weighted_findings(
    pooling: Pooling,
    geometry: Geometry,
    dout: Array,
    din: Array,
    epsilon: float | None = None,
    x: Array | None = None,
    layout: Layout = CHANNELS_LAST,
) -> tuple[list[Finding], int]:
    """That din is not what dout and the weights give, or else that a part went to the padding.

    `epsilon` is the step from 1 to the next number in the precision that din was added in; by
    default that of the arrays. The number is of cells that can't be judged, since an Lp pooling's
    numbers leave their dtype's range in a window of theirs. Sentences name cells as `layout` has
    them.

    >>> from poolscope.window.windows import windows
    >>> geometry = windows((1, 2, 1), kernel_size=2, padding=1)
    >>> dout, din = np.array([[[4.0], [2]]]), np.array([[[2.0], [1]]])
    >>> [str(one) for one in weighted_findings(Pooling("average"), geometry, dout, din)[0]]
    ['sum(din) − sum(dout) = −3: −3 given to the padding of 2 rows']
    """
    tally = Tally(geometry.input_shape[0], geometry.rows, geometry.cells)
    tally_weighted(tally, pooling, geometry, dout, din, epsilon, x)
    return say_weighted(tally, pooling, geometry, layout)


def tally_weighted(
    tally: Tally,
    pooling: Pooling,
    geometry: Geometry,
    dout: Array,
    din: Array,
    epsilon: float | None = None,
    x: Array | None = None,
) -> None:
    """The cells of din that differ or can't be judged, and what went to the padding."""
    if epsilon is None:
        single = np.float32 in (dout.dtype, din.dtype)
        epsilon = float(np.finfo(np.float32 if single else np.float64).eps)
    if not is_surely_average(pooling, geometry, dout, din, epsilon):
        own = weighted_din(pooling, geometry, dout, x, epsilon)
        differ = np.zeros(din.size, dtype=np.bool_)
        differ[differing_cells(din, own.right, own.bound).all()] = True
        cells = Places(differ & ~own.unknown)
        if cells.count:
            tally_differing(tally, din, own.right, cells)
        tally.add("unknown", int(own.unknown.sum()))
    if pooling.op == "average" and pooling.divisor is None:
        _tally_padding(tally, geometry, dout)


def say_weighted(
    tally: Tally, pooling: Pooling, geometry: Geometry, layout: Layout = CHANNELS_LAST
) -> tuple[list[Finding], int]:
    """What was tallied, as `weighted_findings` gives it."""
    found = weighted_din_findings(pooling.op, tally, geometry.input_shape, layout)
    return found or padding_findings(tally), tally.counts.get("unknown", 0)


def _tally_padding(tally: Tally, geometry: Geometry, dout: Array) -> None:
    """What a part of an average's dout does to the sums that went to the padding."""
    if (geometry.plane_divisors() == geometry.plane_real_cells()).all():
        return
    gradients = dout.ravel().astype(np.float64)
    divisors, real_cells = geometry.divisors(), geometry.real_cells()
    with np.errstate(invalid="ignore", divide="ignore"):
        parts = np.where(divisors == 0, 0, gradients / divisors)
        excess = np.where(real_cells == divisors, 0, parts * real_cells - gradients)
    tally_padding(tally, gradients, excess)
