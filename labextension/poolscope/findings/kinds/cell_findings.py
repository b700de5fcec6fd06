"""What there is to find in cells of the input: in several windows, in none, without a gradient."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from ...core.arrays import Array
from ...core.numbers import count
from ...window.geometry import Geometry
from ...window.routes import Routes
from ..counts.tally import Tally
from ..finding.finding import Finding, cell_finding
from ..finding.message import Message
from ..finding.places import Places
from ..finding.table import quantity, sentence, sentence_for


def tally_cells(
    tally: Tally,
    geometry: Geometry | None,
    din: Array | None,
    routes: Routes | None = None,
    contested: int | None = None,
) -> None:
    """Cells that are the maximum of several rows, and those whose din is other than 0.

    `contested` is how many of the former there are, where that was counted before.
    """
    if geometry is not None and routes is not None:
        tally.add(
            "contested", count_contested(routes, geometry) if contested is None else contested
        )
    if din is not None and din.shape[0]:
        alive = din[0] != 0
        for entry in din[1:]:
            alive |= entry != 0
        tally.alive["cells.din"] = alive.ravel()


def cell_findings(tally: Tally, geometry: Geometry) -> list[Finding]:
    """Cells in several windows, in none, and those whose din is 0 in all of the batch.

    Without routes nothing is said of how many of the cells are the maximum of several rows.
    """
    coverage = geometry.plane_coverage()
    batch, *_, channels = geometry.input_shape
    total = quantity(geometry.cells, "input-cell")
    shared = Places.in_planes(coverage > 1, batch, channels)
    uncovered = Places.in_planes(coverage == 0, batch, channels)
    n = shared.count
    if "contested" not in tally.counts:
        text = sentence_for(n, "shared-cells.without-mask", count(n), total)
    else:
        text = sentence_for(n, "shared-cells", count(n), total, _added(tally.counts["contested"]))
    none = sentence_for(uncovered.count, "uncovered-cells", count(uncovered.count), total)
    return [
        cell_finding("shared-cells", "din", shared, text),
        cell_finding("uncovered-cells", "din", uncovered, none),
        *dead_findings(tally, coverage),
    ]


def dead_findings(tally: Tally, coverage: NDArray[np.int64] | None = None) -> list[Finding]:
    """Cells whose din is 0 in all of the batch, placed in its first entry.

    With `coverage`, in how many windows each cell of a plane lies, those in none are left out.
    """
    if "cells.din" not in tally.alive:
        return []
    dead = ~tally.alive["cells.din"]
    if coverage is not None:
        dead &= np.repeat(coverage > 0, dead.size // coverage.size)
    cells = Places(dead)
    positions, entries = quantity(dead.size, "input-position"), quantity(tally.entries, "entry")
    text = sentence("dead-cells", count(cells.count), positions, entries)
    return [cell_finding("dead-cells", "din", cells, text)]


def count_contested(routes: Routes, geometry: Geometry) -> int:
    """How many cells are the maximum of several rows, so that gradients really add there."""
    most = geometry.most_coverage
    if most <= 1:
        return 0
    counts = np.zeros(geometry.cells, dtype=np.min_scalar_type(most))
    np.add.at(counts, routes.cells, counts.dtype.type(1))
    return int(np.count_nonzero(counts > 1))


def _added(contested: int) -> Message:
    if contested == 0:
        return sentence("shared-cells.uncontested")
    return sentence_for(contested, "shared-cells.contested", count(contested))
