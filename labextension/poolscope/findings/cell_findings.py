"""What there is to find in cells of the input: in several windows, in none, without a gradient."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from ..core.arrays import Array
from ..core.numbers import count
from ..window.geometry import Geometry
from ..window.routes import Routes
from .finding import Finding, cell_finding
from .message import Message
from .places import Places
from .table import quantity, sentence, sentence_for


def cell_findings(
    geometry: Geometry, din: Array | None, routes: Routes | None = None
) -> list[Finding]:
    """Cells in several windows, in none, and those whose din is 0 in all of the batch.

    Without routes nothing is said of how many of the cells are the maximum of several rows.
    """
    coverage = geometry.coverage()
    total = quantity(coverage.size, "input-cell")
    shared, uncovered = Places(coverage > 1), Places(coverage == 0)
    n = shared.count
    if routes is None:
        text = sentence_for(n, "shared-cells.without-mask", count(n), total)
    else:
        text = sentence_for(n, "shared-cells", count(n), total, _contested(routes, geometry.cells))
    none = sentence_for(uncovered.count, "uncovered-cells", count(uncovered.count), total)
    return [
        cell_finding("shared-cells", "din", shared, text),
        cell_finding("uncovered-cells", "din", uncovered, none),
        *dead_findings(din, coverage),
    ]


def dead_findings(din: Array | None, coverage: NDArray[np.int64] | None = None) -> list[Finding]:
    """Cells whose din is 0 in all of the batch, placed in its first entry.

    With `coverage`, in how many windows each cell lies, those in no window are left out.
    """
    if din is None or din.shape[0] == 0:
        return []
    dead = (din == 0).all(axis=0).ravel()
    if coverage is not None:
        dead &= coverage[: dead.size] > 0
    cells = Places(dead)
    positions, entries = quantity(dead.size, "input-position"), quantity(din.shape[0], "entry")
    text = sentence("dead-cells", count(cells.count), positions, entries)
    return [cell_finding("dead-cells", "din", cells, text)]


def _contested(routes: Routes, cells: int) -> Message:
    """How many cells are the maximum of several rows, so that gradients really add there."""
    contested = int((np.bincount(routes.cells, minlength=cells) > 1).sum())
    if contested == 0:
        return sentence("shared-cells.uncontested")
    return sentence_for(contested, "shared-cells.contested", count(contested))
