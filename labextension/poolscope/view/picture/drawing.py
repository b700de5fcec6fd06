"""Draws a view: its panels, a colour bar for each, and what was cut."""

from __future__ import annotations

from typing import NamedTuple

from ...core.layout import Layout
from ..view import View
from .arrangement import COLUMN_GAP, MARGIN, ROW_GAP, WIDEST, Arrangement, arrange
from .colour import Scale, scales_of
from .dots import LOWERED
from .legend import DOT_KEY, LEGEND_HEIGHT, draw_key, draw_legend, non_finite_key
from .lines import draw_line, draw_positions
from .notes import about, notes_of
from .raster import Raster, height_of, shortened, width_of
from .tiles import INK, MUTED, draw_tile

NARROWEST = 800
SHORTEST_BAR = 480


class Picture(NamedTuple):
    """A picture to be seen at half its size in pixels, and what it shows in words."""

    png: bytes
    width: int
    height: int
    alt: str


def draw(view: View) -> Picture:
    """Draws a view's panels side by side for the first batch entry and the first channels.

    Above stand the title and notes on what is not drawn, below the colours of the numbers. The
    winners are marked on x where its cells are large enough. Every pixel is that of TypeScript's
    picture of the same view.
    """
    shown = arrange(view)
    scales = scales_of(shown.panels)
    in_order = [scales[panel.name] for panel in shown.panels]
    return draw_panels(view.title, shown, in_order, notes_of(view, shown), view.layout)


def draw_panels(
    heading: str, shown: Arrangement, scales: list[Scale], notes: list[str], layout: Layout
) -> Picture:
    """Draws arranged panels, each with its scale, below a title and notes."""
    panels, facets, size = shown.panels, shown.facets, shown.size
    several = len(panels) > 1
    title, label = height_of("title"), height_of("label")
    are_lines = all(panel.is_line for panel in panels)
    key = [*([DOT_KEY] if shown.winners else []), *non_finite_key(panels)]
    pitch = (shown.column_width if several else size[0]) + COLUMN_GAP

    def left(column: int) -> int:
        return MARGIN + shown.gutter + column * pitch

    def note_top(line: int) -> int:
        return MARGIN + title + 8 + line * (label + 4)

    panel_top = note_top(len(notes)) + 20
    labelled = label + 6 if not several and len(facets) > 1 else 0

    def tile_top(row: int) -> int:
        head = title + label + 16 if several else labelled
        return panel_top + head + row * (size[1] + labelled + ROW_GAP)

    legend_top = tile_top(shown.rows) - labelled + 4
    key_top = legend_top + LEGEND_HEIGHT + ROW_GAP
    bottom = (key_top + label if key else legend_top + LEGEND_HEIGHT) + MARGIN - 8
    bar = size[0] if several else max(size[0], SHORTEST_BAR)
    width = _width(heading, shown, notes, left(shown.columns) - COLUMN_GAP, left(0) + bar)
    raster = Raster(width, bottom + bottom % 2)
    room = width - 2 * MARGIN
    raster.text("title", shortened("title", heading, room), MARGIN, MARGIN, INK)
    for line, note in enumerate(notes):
        raster.text("label", shortened("label", note, room), MARGIN, note_top(line), MUTED)
    for at, (panel, scale) in enumerate(zip(panels, scales)):
        if several:
            words = shortened("label", about(panel.array, layout), pitch - 16)
            raster.text("title", panel.name, left(at), panel_top, INK)
            raster.text("label", words, left(at), panel_top + title + 2, MUTED)
        for facet, one in enumerate(facets):
            row, column = (facet, at) if several else divmod(facet, shown.columns)
            x, y = left(column), tile_top(row)
            if at == 0:
                where = (MARGIN, y + (size[1] - label) // 2) if several else (x, y - label - 6)
                raster.text("label", one.label, *where, MUTED)
            marks = shown.winners[facet] if panel.name == "x" and shown.winners else None
            box, grid = (x, y, *size), shown.grids[at][facet]
            if are_lines:
                draw_line(raster, box, grid, scale, marks)
            else:
                draw_tile(raster, box, grid, scale, marks, LOWERED if shown.winners else 0)
        if are_lines:
            cells = shown.grids[at][0].shape[1]
            draw_positions(raster, left(at), legend_top - 12, size[0], cells)
        else:
            draw_legend(raster, left(at), legend_top, bar, panel, scale)
    draw_key(raster, left(0), key_top, key)
    alt = "; ".join([_shown(heading, shown, layout), *notes])
    return Picture(raster.png(), width, raster.data.shape[0], alt)


def _width(heading: str, shown: Arrangement, notes: list[str], tiles: int, bar: int) -> int:
    """The width of a picture whose tiles and colour bar end there: all of it for several panels."""
    tiles_width = WIDEST if len(shown.panels) > 1 else MARGIN + max(tiles, bar)
    texts = [width_of("title", heading), *(width_of("label", note) for note in notes)]
    return min(WIDEST, max(NARROWEST, tiles_width, max(texts) + 2 * MARGIN))


def _shown(heading: str, shown: Arrangement, layout: Layout) -> str:
    """What the picture shows, in words."""
    if len(shown.panels) == 1:
        return f"{heading}: heatmap"
    panels = ", ".join(f"{one.name} ({about(one.array, layout)})" for one in shown.panels)
    return f"{heading}: heatmaps of {panels}"
