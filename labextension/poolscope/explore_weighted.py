"""`explore` of a pooling without a mask: average, Lp, global."""

from __future__ import annotations

import numpy as np

from .core.arguments import check_one_of, is_integer
from .core.arrays import HALF_STEPS, Array, Half
from .core.errors import error_text
from .core.layout import Layout
from .core.numbers import counted
from .explorable import Explorable
from .findings.find import find_without_mask
from .findings.finding.finding import merge_findings
from .findings.kinds.weighted_findings import weighted_findings
from .view.pool_view import weighted_view
from .window.geometry import Geometry
from .window.weights import Pooling

OPERATION = "explore"


def read_pooling(pool: str, divisor: int | None, p: float) -> Pooling | None:
    """What weighs the windows; None for max pooling."""
    check_one_of(OPERATION, "pool", pool, ("max", "average", "lp"))
    if divisor is not None and pool != "average":
        remedy = 'leave it out, or give pool="average"'
        problem = "is an average's"
        raise ValueError(error_text(OPERATION, "divisor_override", divisor, problem, remedy))
    if pool == "average":
        if divisor is not None and (not is_integer(divisor) or divisor == 0):
            problem, remedy = "is not a divisor", "give an integer other than 0"
            raise ValueError(error_text(OPERATION, "divisor_override", divisor, problem, remedy))
        return Pooling("average", divisor)
    if pool == "max":
        return None
    if isinstance(p, bool) or not isinstance(p, (int, float)) or not 0 < p < np.inf:
        problem, remedy = "is not an exponent of a norm", "give a positive number"
        raise ValueError(error_text(OPERATION, "p", p, problem, remedy))
    return Pooling("lp", p=float(p), rule="pytorch")


def explore_weighted(
    title: str,
    geometry: Geometry,
    pooling: Pooling,
    half: Half | None,
    *,
    x: Array | None,
    dout: Array | None,
    din: Array | None,
    layout: Layout,
) -> Explorable:
    """A pooling without a mask, and what is found in it."""
    if pooling.op == "lp" and (x is None or x.dtype.kind != "f"):
        given = None if x is None else x.dtype.name
        problem, remedy = "leaves the weights of Lp pooling open", "give the input, as floats"
        raise ValueError(error_text(OPERATION, "x", given, problem, remedy))
    view = weighted_view(
        title, geometry, pooling, x=x, dout=dout, din=din, pooled_in=half, layout=layout
    )
    found = find_without_mask(geometry, x=x, dout=dout, din=view.din)
    # A window in the padding alone gives an average of 0, as one expects.
    found = [one for one in found if one.name != "empty-window"]
    notes = []
    if dout is not None and view.din is not None:
        epsilon = HALF_STEPS[half] if half else None
        own, unknown = weighted_findings(pooling, geometry, dout, view.din, epsilon, x, layout)
        found = merge_findings(found, own)
        if unknown:
            range_ = "a window of theirs leaves the range of its numbers"
            notes.append(f"not checked: din of {counted(unknown, 'cell')}: {range_}")
    return Explorable(view, found, notes)
