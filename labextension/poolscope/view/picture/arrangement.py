"""What a picture shows, and where: its panels side by side, a row for each facet."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from ...core.arrays import Array
from ..view import View
from .dots import LEAST_FOR_DOT, LEAST_FOR_POINT
from .lines import GUTTER, LINE_HEIGHT
from .panel import Facet, Panel
from .raster import width_of
from .tiles import clip, tile_size

WIDEST = 1600
MARGIN = 48
COLUMN_GAP = 48
ROW_GAP = 24
MOST_COLUMNS = 4
TALLEST_ALONE = 560
TALLEST = 400


@dataclass(frozen=True)
class Arrangement:
    """The panels of a picture, their cells by facet, and the size of all tiles."""

    panels: list[Panel]
    facets: list[Facet]
    grids: list[list[Array]]
    columns: int
    rows: int
    column_width: int
    #: The room left of the first column, for the labels of facets.
    gutter: int
    size: tuple[int, int]
    #: The winners among the cells of x, by facet, where they are marked there.
    winners: list[Array] | None = None


def arrange(view: View) -> Arrangement:
    """Arranges a view; a mask is marked on x where the cells or positions are large enough."""
    panels = [
        Panel(name, "mask" if array.dtype == np.bool_ else role, array)
        for name, role, array in view.panels()
    ]
    mask = next((panel for panel in panels if panel.name == "mask"), None)
    if mask is not None and any(panel.name == "x" for panel in panels):
        without = arrange_panels([panel for panel in panels if panel is not mask])
        rows, columns = without.grids[0][0].shape
        width, height = without.size
        across = (width - GUTTER if mask.is_line else width) / max(1, columns)
        room = across if mask.is_line else min(across, height / max(1, rows))
        if room >= (LEAST_FOR_POINT if mask.is_line else LEAST_FOR_DOT):
            winners = [clip(mask.plane(**facet.at)) for facet in without.facets]
            return replace(without, winners=winners)
        # As a line of its own it would be a band of ink.
        if mask.is_line:
            return without
    return arrange_panels(panels)


def arrange_panels(panels: list[Panel]) -> Arrangement:
    """Several panels are side by side, a row for each facet; the facets of a single one wrap."""
    several = len(panels) > 1
    facets = _facets(panels[0], 3 if several else 8)
    grids = [[clip(panel.plane(**facet.at)) for facet in facets] for panel in panels]
    are_lines = all(panel.is_line for panel in panels)
    alone = 1 if are_lines else min(MOST_COLUMNS, len(facets))
    columns = len(panels) if several else alone
    rows = len(facets) if several else -(-len(facets) // columns)
    widest = max(width_of("label", facet.label) for facet in facets)
    gutter = widest + ROW_GAP if several and widest else 0
    column_width = (WIDEST - 2 * MARGIN - gutter - (columns - 1) * COLUMN_GAP) // columns
    tallest = TALLEST if len(facets) > 1 else TALLEST_ALONE
    cells = [grid for row in grids for grid in row]
    size = (column_width, LINE_HEIGHT) if are_lines else tile_size(cells, column_width, tallest)
    return Arrangement(panels, facets, grids, columns, rows, column_width, gutter, size)


def _facets(panel: Panel, most: int) -> list[Facet]:
    axis = panel.facet_axis
    if axis is None:
        return [Facet("", {})]
    shown = min(panel.sliders[axis], most)
    return [Facet(f"{axis} {at}", {axis: at}) for at in range(shown)]
