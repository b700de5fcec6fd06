"""What there is to find where a mask is held against x: marks beside the maximum, and ties."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ..core.arrays import Array
from ..core.layout import CHANNELS_LAST, Layout, cell_text
from ..core.numbers import count, six
from ..window.geometry import Geometry
from ..window.largest import Largest, find_largest
from ..window.routes import Routes
from .finding import Finding, row_finding
from .message import Message
from .places import Places
from .table import quantity, sentence, sentence_for


@dataclass(frozen=True)
class _Marks:
    """Where the mask marks, and what x has there."""

    routes: Routes
    x: Array
    largest: Largest
    layout: Layout


def maximum_findings(
    routes: Routes,
    geometry: Geometry,
    x: Array,
    dout: Array | None = None,
    epsilon: float | None = None,
    layout: Layout = CHANNELS_LAST,
    largest: Largest | None = None,
) -> list[Finding]:
    """Rows that mark a cell which is not the maximum of x, and rows in which several cells hold it.

    Values are compared in the precision that the pooling saw them in: that of dout, or the one that
    `epsilon`, its step from 1 to the next number, tells, where it is less than x's. Rows without a
    mark, or without a number, are not judged. Cells are named as `layout` has them. `largest` are
    the largest cells of x in that precision, where they were found before.
    """
    if largest is None:
        largest = find_largest(geometry, x, _step(x, dout, epsilon))
    if routes.is_single and np.array_equal(routes.cells, largest.cells):
        return [_ties(geometry, largest, dout)]
    marks = _Marks(routes, x, largest, layout)
    # The marks are in row order, so that the first wrong one is of the first wrong row.
    wrong_marks = (largest.cells[routes.rows] >= 0) & ~largest.are_held(routes.rows, routes.cells)
    wrong = np.zeros(geometry.rows, dtype=np.bool_)
    wrong[routes.rows[wrong_marks]] = True
    found = []
    if wrong.any():
        rows = Places(wrong)
        at = _describe(marks, int(np.flatnonzero(wrong_marks)[0]))
        total = quantity(wrong.size, "row")
        text = sentence_for(rows.count, "not-maximum", count(rows.count), total, at)
        found.append(row_finding("not-maximum", rows, text))
    return [*found, _ties(geometry, largest, dout)]


def _step(x: Array, dout: Array | None, epsilon: float | None) -> float:
    """The step from 1 to the next number in the least of the precisions; 0 for x as it is."""
    steps = [0.0 if epsilon is None else epsilon]
    if dout is not None and dout.dtype.kind == "f" and dout.dtype != x.dtype:
        steps.append(float(np.finfo(dout.dtype).eps))
    return max(steps)


def _describe(marks: _Marks, mark: int) -> Message:
    """A cell that is marked wrongly, and the cell that should be marked."""
    row, cell = int(marks.routes.rows[mark]), int(marks.routes.cells[mark])
    best = int(marks.largest.cells[row])
    given, due = float(marks.x.flat[cell]), float(marks.x.flat[best])

    def at(one: int) -> str:
        return cell_text(one, marks.x.shape, marks.layout)

    words = (str(row), at(cell), six(given), at(best))
    if np.isnan(due):
        return sentence("not-maximum.at-nan", *words)
    if six(given) == six(due):
        return sentence("not-maximum.at-off", *words, six(due - given))
    return sentence("not-maximum.at", *words, six(due))


def _ties(geometry: Geometry, largest: Largest, dout: Array | None) -> Finding:
    tied = largest.tied
    matters = tied if dout is None else tied & (dout.ravel() != 0)
    n = int(np.count_nonzero(largest.holding(matters))) if matters.any() else 0
    return ties_finding(Places(tied), geometry.rows, n, of_din=dout is not None)


def ties_finding(tied: Places, rows: int, cells: int, *, of_din: bool) -> Finding:
    """That windows tie, of how many rows; so many cells of x, or of din, depend on the policy."""
    depend = sentence("ties.din" if of_din else "ties.x", count(cells))
    total = quantity(rows, "window")
    text = sentence_for(tied.count, "ties", count(tied.count), total, depend)
    return row_finding("ties", tied, text)
