"""What is found in a call: in its input, and in the gradients of its backward pass."""

from __future__ import annotations

from ..core.arrays import Array
from ..core.layout import Layout
from ..findings.find import find_routed, find_without_mask
from ..findings.finding import Finding
from ..window.geometry import Geometry
from ..window.routes import Routes
from .average import find_in_average
from .operation import Operation

NO_DIN = "din was not seen"
#: Why a kind of pooling is not checked at all.
NO_RULE = "watch has no rule for the gradient of Lp pooling"


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
) -> list[Finding]:
    """What there is in the gradients; `expected` is the din that the routes give.

    `epsilon` is the step from 1 to the next number in the precision that din was added in.
    """
    if routes is not None:
        return find_routed(
            routes, windows, dout=dout, din=din, expected=expected, epsilon=epsilon, layout=layout
        )
    found = find_without_mask(windows, dout=dout, din=din)
    if din is not None and operation.op == "average" and windows is not None:
        divisor = operation.extra.get("divisor")
        found += find_in_average(windows, dout, din, epsilon, divisor, layout)
    return found
