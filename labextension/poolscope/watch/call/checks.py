"""What is counted in gradients that no mask leads, and what is said of it."""

from __future__ import annotations

from ...core.arrays import HALF_STEPS, Array
from ...core.layout import Layout
from ...core.numbers import counted
from ...findings.counts.tally import Tally
from ...findings.find import say_without_mask, tally_without_mask
from ...findings.finding.finding import Finding
from ...findings.kinds.weighted_findings import say_weighted, tally_weighted
from ...window.geometry import Geometry
from ..pytorch.operation import Operation

NO_DIN = "din was not seen"
#: Why a call, or a part of it, is not checked.
RANDOM = "windows at random places"
HALF_NORM = "the gradient of Lp pooling in half precision, which rounds at each of its steps"
OUT_OF_RANGE = "a window of theirs leaves the range of its numbers"


def is_half_norm(operation: Operation, epsilon: float) -> bool:
    """Whether a call is an Lp pooling in half precision, whose gradient is not checked."""
    return operation.op == "lp" and epsilon >= HALF_STEPS["float16"]


def tally_unrouted(
    operation: Operation,
    windows: Geometry | None,
    *,
    x: Array | None = None,
    dout: Array | None = None,
    din: Array | None = None,
    norm_of: Array | None = None,
    epsilon: float,
) -> Tally:
    """What is counted in some entries of a call without a mask; din is held against its weights.

    `epsilon` is the step from 1 to the next number in the precision that din was added in. Nothing
    is found in `norm_of`, the input of an Lp pooling, but that its gradients are held against it.
    """
    tally = tally_without_mask(windows, x=x, dout=dout, din=din)
    pooling = operation.pooling
    if pooling is None or windows is None or dout is None or din is None:
        return tally
    if not is_half_norm(operation, epsilon):
        tally_weighted(tally, pooling, windows, dout, din, epsilon, norm_of)
    return tally


def say_unrouted(
    tally: Tally,
    operation: Operation,
    windows: Geometry | None,
    layout: Layout,
    epsilon: float,
    *,
    has_din: bool,
) -> tuple[list[Finding], str | None]:
    """What was tallied so, and why not all was checked; `windows` are those of the whole batch."""
    found = say_without_mask(tally, windows)
    pooling = operation.pooling
    if not has_din or windows is None or pooling is None:
        return found, None
    if is_half_norm(operation, epsilon):
        return found, HALF_NORM
    own, unknown = say_weighted(tally, pooling, windows, layout)
    why = f"din of {counted(unknown, 'cell')}: {OUT_OF_RANGE}" if unknown else None
    return [*found, *own], why
