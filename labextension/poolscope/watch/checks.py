"""What is found in a call: in its input, and in the gradients of its backward pass."""

from __future__ import annotations

import numpy as np

from ..core.arrays import Array
from ..core.layout import CHANNELS_LAST, Layout
from ..core.numbers import count, counted
from ..findings.din_difference import DinDifference, differing_cells
from ..findings.din_finding import norm_din_findings
from ..findings.find import find_routed, find_without_mask
from ..findings.finding import Finding
from ..findings.maximum_findings import maximum_findings
from ..window.geometry import Geometry
from ..window.routes import Routes
from .average import find_in_average
from .norm import norm_din
from .operation import Operation

NO_DIN = "din was not seen"
#: Why a call is not checked at all.
RANDOM = "windows at random places"
#: How a line ends on what can't be judged.
UNSURE = ", for rounding may change a sum of powers by half"


def find_in_forward(
    routes: Routes | None, windows: Geometry | None, x: Array, layout: Layout
) -> list[Finding]:
    """What there is in the input; `routes` lead to its maxima, where there are indices.

    Cells are named as `layout` has them.
    """
    if routes is None:
        return find_without_mask(windows, x=x)
    return find_routed(routes, windows, x=x, layout=layout)


def find_in_backward(
    operation: Operation,
    routes: Routes | None,
    windows: Geometry | None,
    dout: Array,
    din: Array | None,
    expected: Array | None,
    epsilon: float,
    layout: Layout,
    x: Array | None = None,
) -> list[Finding]:
    """What there is in the gradients; `expected` is the din that the routes give.

    `epsilon` is the step from 1 to the next number in the precision that din was added in. With x,
    of a max pooling, ties are told of by what they mean for din.
    """
    if routes is not None:
        found = find_routed(
            routes, windows, dout=dout, din=din, expected=expected, epsilon=epsilon, layout=layout
        )
        if windows is not None and x is not None:
            found += maximum_findings(routes, windows, x, dout, layout=layout)
        return [finding for finding in found if finding.count > 0]
    found = find_without_mask(windows, dout=dout, din=din)
    if din is not None and operation.op == "average" and windows is not None:
        divisor = operation.extra.get("divisor")
        found += find_in_average(windows, dout, din, epsilon, divisor, layout)
    return found


def find_in_norm(
    windows: Geometry,
    x: Array,
    dout: Array,
    din: Array,
    p: float,
    epsilon: float,
    layout: Layout = CHANNELS_LAST,
) -> tuple[list[Finding], str | None]:
    """That the din of an Lp pooling is not what dout and x give, and what can't be judged."""
    right, bound = norm_din(windows, x, dout, p, epsilon)
    cells = differing_cells(din, right, bound)
    found = norm_din_findings(din, DinDifference("other", right, cells), layout)
    unsure = int(np.isinf(bound).sum())
    if unsure == 0:
        return found, None
    total = f"{count(unsure)} of {counted(bound.size, 'cell')}"
    return found, f"{total} of din{UNSURE}"
