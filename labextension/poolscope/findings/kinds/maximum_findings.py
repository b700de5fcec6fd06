"""What there is to find where a mask is held against x: marks beside the maximum, and ties."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from ...core.arrays import Array
from ...core.layout import CHANNELS_LAST, Layout, cell_text
from ...core.numbers import count, six
from ...window.geometry import Geometry
from ...window.largest import Largest, find_largest
from ...window.routes import Routes
from ..counts.tally import AnyPlaces, First, Tally
from ..finding.finding import Finding, row_finding
from ..finding.message import Message
from ..finding.places import Places, nowhere
from ..finding.table import quantity, sentence, sentence_for


def tally_maxima(
    tally: Tally,
    routes: Routes,
    geometry: Geometry,
    x: Array,
    dout: Array | None = None,
    epsilon: float | None = None,
    largest: Largest | None = None,
    *,
    count_ties: bool = True,
) -> None:
    """Rows that mark a cell which is not the maximum of x, and rows in which several cells hold it.

    Values are compared in the precision that the pooling saw them in: that of dout, or the one that
    `epsilon`, its step from 1 to the next number, tells, where it is less than x's. Rows without a
    mark, or without a number, are not judged. `largest` are the largest cells of x in that
    precision, where they were found before. Without `count_ties` nothing is counted of ties.
    """
    if largest is None:
        largest = find_largest(geometry, x, _step(x, dout, epsilon))
    if not (routes.is_single and largest.are(routes.cells)):
        _tally_marks(tally, routes, x, largest)
    if not count_ties:
        return
    tied = largest.tied
    tally.add("tied", 0)
    if tied.any():
        tally.places["ties"] = Places(tied)
        matters = tied if dout is None else tied & (dout.ravel() != 0)
        if matters.any():
            tally.add("tied", int(np.count_nonzero(largest.holding(matters))))


def maximum_findings(
    tally: Tally, shape: Sequence[int], layout: Layout = CHANNELS_LAST, *, of_din: bool = False
) -> list[Finding]:
    """That marks are not the maximum, and that windows tie; nothing where x was not looked at.

    `shape` is that of x, whose cells are named as `layout` has them. `of_din` says that ties are
    told of by what they mean for din.
    """
    found = []
    wrong = tally.places.get("not-maximum", nowhere())
    if wrong.count:
        at = _describe(tally.firsts["not-maximum"], shape, layout)
        total = quantity(tally.rows, "row")
        text = sentence_for(wrong.count, "not-maximum", count(wrong.count), total, at)
        found.append(row_finding("not-maximum", wrong, text))
    if "tied" in tally.counts:
        ties = tally.places.get("ties", nowhere())
        found.append(ties_finding(ties, tally.rows, tally.counts["tied"], of_din=of_din))
    return found


def _tally_marks(tally: Tally, routes: Routes, x: Array, largest: Largest) -> None:
    # The marks are in row order, so that the first wrong one is of the first wrong row.
    wrong_marks = (largest.cells[routes.rows] >= 0) & ~largest.are_held(routes.rows, routes.cells)
    if not wrong_marks.any():
        return
    wrong = np.zeros(tally.rows, dtype=np.bool_)
    wrong[routes.rows[wrong_marks]] = True
    tally.places["not-maximum"] = Places(wrong)
    mark = int(np.flatnonzero(wrong_marks)[0])
    row, cell = int(routes.rows[mark]), int(routes.cells[mark])
    best = int(largest.cells[row])
    values = (float(x.flat[cell]), float(x.flat[best]))
    tally.firsts["not-maximum"] = First(row, (cell, best), values)


def _step(x: Array, dout: Array | None, epsilon: float | None) -> float:
    """The step from 1 to the next number in the least of the precisions; 0 for x as it is."""
    steps = [0.0 if epsilon is None else epsilon]
    if dout is not None and dout.dtype.kind == "f" and dout.dtype != x.dtype:
        steps.append(float(np.finfo(dout.dtype).eps))
    return max(steps)


def _describe(first: First, shape: Sequence[int], layout: Layout) -> Message:
    """A cell that is marked wrongly, and the cell that should be marked."""
    (cell, best), (given, due) = first.cells, first.values

    def at(one: int) -> str:
        return cell_text(one, shape, layout)

    words = (str(first.row), at(cell), six(given), at(best))
    if np.isnan(due):
        return sentence("not-maximum.at-nan", *words)
    if six(given) == six(due):
        return sentence("not-maximum.at-off", *words, six(due - given))
    return sentence("not-maximum.at", *words, six(due))


def ties_finding(tied: AnyPlaces, rows: int, cells: int, *, of_din: bool) -> Finding:
    """That windows tie, of how many rows; so many cells of x, or of din, depend on the policy."""
    depend = sentence("ties.din" if of_din else "ties.x", count(cells))
    total = quantity(rows, "window")
    text = sentence_for(tied.count, "ties", count(tied.count), total, depend)
    return row_finding("ties", tied, text)
