"""What a pooling's output and indices should be, by our own rule."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from ...core.arrays import Array
from ...core.layout import Layout, cell_text
from ...core.numbers import count, six
from ...findings.counts.tally import Tally
from ...findings.finding.finding import Finding, row_finding
from ...findings.finding.places import Places
from ...findings.finding.table import quantity, sentence, sentence_for
from ...findings.kinds.din_difference import differing_cells
from ...findings.kinds.maximum_findings import maximum_findings, tally_maxima
from ...window.geometry import Geometry
from ...window.largest import find_largest
from ..call.winners import routes_of, winners_of
from ..pytorch.operation import Operation
from .norm import Bounded, norms
from .precision import precision_of


class Indices(NamedTuple):
    """The indices of another implementation, judged."""

    #: Where each row's gradient goes: its own index where that holds the maximum, else ours.
    cells: NDArray[np.int64]
    #: The rows whose index is wrong.
    wrong: NDArray[np.bool_]
    #: Whether they are ours, each of them.
    same: bool
    findings: list[Finding]


def right_output(
    operation: Operation, windows: Geometry, x: Array, epsilon: float
) -> Bounded | str:
    """The output of a pooling in rows, and how far rounding may lead; or why it is not known.

    >>> from poolscope.window.windows import windows
    >>> geometry = windows((1, 2, 1), kernel_size=2)
    >>> operation = Operation("average", "avg_pool1d", (2,), {})
    >>> right_output(operation, geometry, np.array([1.0, 2]).reshape(1, 2, 1), 2**-52).right
    array([1.5])
    """
    if operation.op == "max":
        cells = find_largest(windows, x).cells
        lowest = -np.inf if x.dtype.kind == "f" else np.iinfo(x.dtype).min
        right = np.where(cells >= 0, x.ravel()[cells].astype(np.float64), lowest)
        return Bounded(right, np.zeros(right.size))
    if x.dtype.kind != "f":
        return "an average of integers is rounded as torch likes"
    if operation.op == "average":
        return _averages(windows, x, operation.extra.get("divisor"), epsilon)
    if operation.extra["p"] <= 0:
        return "a power that is not positive is no norm"
    return norms(windows, x, operation.extra["p"], epsilon)


def differing(given: Array, right: Bounded) -> Places:
    """The numbers that differ by more than rounding; those that may be anything don't."""
    known = ~np.isinf(right.bound)
    flat = given.ravel().astype(np.float64)
    return differing_cells(
        flat, np.where(known, right.right, flat), np.where(known, right.bound, 0)
    )


def output_findings(output: Array, right: Bounded, places: Places, layout: Layout) -> list[Finding]:
    """That an output is not what x gives; nothing where it is."""
    if places.count == 0:
        return []
    row = places.at(0)
    index = cell_text(row, output.shape, layout)
    values = six(float(output.flat[row])), six(float(right.right[row]))
    at = sentence("output-differs.at", index, *values)
    n = places.count
    text = sentence_for(n, "output-differs", count(n), quantity(output.size, "cell"), at)
    return [row_finding("output-differs", places, text)]


def judge_indices(indices: Array, windows: Geometry, x: Array, layout: Layout) -> Indices:
    """Holds indices, flat in their planes, against x."""
    flat = indices.astype(np.int64)
    own = winners_of(flat, x.shape, windows)
    ours = find_largest(windows, x)
    inside = windows.columns_of(own) >= 0
    there = ours.cells >= 0
    valid = there & inside
    rows = np.flatnonzero(valid)
    valid[rows] = ours.are_held(rows, own[rows])
    wrong = there & ~valid
    cells = np.where(valid, own, ours.cells)
    findings = []
    if wrong.any():
        seen = np.where(inside | ~there, own, ours.cells)
        routes = routes_of(np.where(there, seen, -1), x.shape, windows.window_size)
        tally = Tally(x.shape[0], windows.rows, windows.cells)
        tally_maxima(tally, routes, windows, x)
        found = maximum_findings(tally, x.shape, layout)
        findings = [one for one in found if one.name == "not-maximum"]
        outside = np.flatnonzero(there & ~inside)
        if outside.size:
            row, n = int(outside[0]), int(wrong.sum())
            at = sentence("not-maximum.outside", str(row), str(int(flat.ravel()[row])))
            total = quantity(wrong.size, "row")
            text = sentence_for(n, "not-maximum", count(n), total, at)
            findings = [row_finding("not-maximum", Places(wrong), text)]
    same = bool((own == ours.cells)[there].all())
    return Indices(cells, wrong, same, [one for one in findings if one.count])


def _averages(geometry: Geometry, x: Array, divisor: int | None, epsilon: float) -> Bounded:
    limits = precision_of(epsilon)
    flat = x.ravel().astype(np.float64)
    sums, sizes = np.zeros(geometry.rows), np.zeros(geometry.rows)
    divisors = np.full(geometry.rows, divisor) if divisor else geometry.divisors()
    with np.errstate(all="ignore"):
        for column in geometry.columns():
            sums += np.where(column >= 0, flat[column], 0)
            sizes += np.where(column >= 0, np.abs(flat[column]), 0)
        right = np.divide(sums, divisors, out=np.zeros(geometry.rows), where=divisors != 0)
        bound = (geometry.window_size + 4) * epsilon * sizes / np.maximum(1, np.abs(divisors))
    bound = np.where(np.isfinite(sizes), bound + limits.tiny, 0)
    # What is added up may leave the precision on the way.
    return Bounded(right, np.where(np.isfinite(sizes) & (sizes > limits.most / 4), np.inf, bound))
