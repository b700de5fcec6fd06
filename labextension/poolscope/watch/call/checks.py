"""What is found in a call: in its input, and in the gradients of its backward pass."""

from __future__ import annotations

from ...core.arrays import HALF_STEPS, Array
from ...core.layout import Layout
from ...core.numbers import counted
from ...findings.find import find_routed, find_without_mask
from ...findings.finding.finding import Finding
from ...findings.kinds.weighted_findings import weighted_findings
from ...window.geometry import Geometry
from ...window.largest import Largest
from ...window.routes import Routes
from ..pytorch.operation import Operation
from .ties import HeldTies

NO_DIN = "din was not seen"
#: Why a call, or a part of it, is not checked.
RANDOM = "windows at random places"
HALF_NORM = "the gradient of Lp pooling in half precision, which rounds at each of its steps"
OUT_OF_RANGE = "a window of theirs leaves the range of its numbers"


def find_in_forward(
    routes: Routes | None,
    windows: Geometry | None,
    x: Array,
    layout: Layout,
    largest: Largest | None = None,
    contested: int | None = None,
) -> list[Finding]:
    """What there is in the input; `routes` lead to its maxima, where there are indices.

    Cells are named as `layout` has them. `largest` are the largest cells of x, where known: then
    ties are left to `HeldTies`. `contested` counts the cells that are the maximum of several rows.
    """
    if routes is None:
        return find_without_mask(windows, x=x)
    return find_routed(
        routes,
        windows,
        x=x,
        layout=layout,
        largest=largest,
        contested=contested,
        count_ties=largest is None,
    )


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
    ties: HeldTies | None = None,
    contested: int | None = None,
    *,
    own_winners: bool = False,
) -> tuple[list[Finding], str | None]:
    """What there is in the gradients, and why not all was checked.

    `expected` is the din that the routes give. `epsilon` is the step from 1 to the next number in
    the precision that din was added in. `ties`, of a max pooling, are told of by what they mean for
    din; the gradients of an Lp pooling are held against x. `own_winners` says that the routes lead
    to the largest cells by our own rule.
    """
    if routes is not None:
        found = find_routed(
            routes,
            windows,
            dout=dout,
            din=din,
            expected=expected,
            epsilon=epsilon,
            layout=layout,
            contested=contested,
        )
        if ties is not None:
            found.append(ties.finding(dout, routes.single if own_winners else None))
        return [finding for finding in found if finding.count > 0], None
    found = find_without_mask(windows, dout=dout, din=din)
    pooling = operation.pooling
    if din is None or windows is None or pooling is None:
        return found, None
    if operation.op == "lp" and epsilon >= HALF_STEPS["float16"]:
        return found, HALF_NORM
    own, unknown = weighted_findings(pooling, windows, dout, din, epsilon, x, layout)
    why = f"din of {counted(unknown, 'cell')}: {OUT_OF_RANGE}" if unknown else None
    return [*found, *own], why
