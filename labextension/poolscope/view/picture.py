"""A view as a PNG, for readers without the extension: the first batch, panels side by side."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple

import numpy as np

from ..core.arrays import Array
from ..core.layout import Layout, user_order
from ..core.numbers import count, words
from .colour import TABLE, Scale, nan_colour, scale_of
from .legend import BAR, INK, MUTED, SWATCH, draw_keys, draw_legend
from .raster import Raster, height_of, shortened, width_of
from .tiles import draw_tile, plane_of, tile_size
from .view import Role, View

WIDTH = 1600
MARGIN = 48
GAP = 48
MOST_FACETS = 3


class Picture(NamedTuple):
    """A picture to be seen at half its size in pixels, and what it shows in words."""

    png: bytes
    width: int
    height: int
    alt: str


class Drawn(NamedTuple):
    """An array in a picture, and the scale of its colours."""

    name: str
    role: Role
    array: Array
    scale: Scale


def draw(view: View) -> Picture:
    """Draws a view's panels side by side, one row for each of the first channels.

    Above stand the title and notes on what is not drawn, below the colours of the numbers.
    """
    panels = [Drawn(*panel, scale_of(panel[2], panel[1])) for panel in view.panels()]
    return draw_panels(view.title, panels, notes_of(view, facets_of(panels)), view.layout)


def facets_of(panels: Sequence[Drawn]) -> int:
    """How many channels are drawn."""
    return min(MOST_FACETS, *(int(panel.array.shape[-1]) for panel in panels))


def draw_panels(
    title_text: str, panels: Sequence[Drawn], notes: list[str], layout: Layout
) -> Picture:
    """Draws panels side by side, below a title and notes."""
    facets = facets_of(panels)
    title, label = height_of("title"), height_of("label")
    gutter = width_of("label", "channel 0") + 24 if facets > 1 else 0
    column = (WIDTH - 2 * MARGIN - gutter - (len(panels) - 1) * GAP) // len(panels)
    tiles = [[plane_of(panel.array, channel) for channel in range(facets)] for panel in panels]
    width, height = tile_size([tile for row in tiles for tile in row], column)
    top = MARGIN + title + 8 + len(notes) * (label + 4) + 20
    first = top + title + label + 16
    legend = first + facets * (height + 24) + 4
    keys = _non_finite(panels)
    bottom = legend + BAR + label + 10 + (SWATCH + 24 if keys else 0) + MARGIN - 8
    raster = Raster(WIDTH, bottom + bottom % 2)
    room = WIDTH - 2 * MARGIN
    raster.text("title", shortened("title", title_text, room), MARGIN, MARGIN, INK)
    for line, note in enumerate(notes):
        y = MARGIN + title + 8 + line * (label + 4)
        raster.text("label", shortened("label", note, room), MARGIN, y, MUTED)
    for at, (name, _, array, scale) in enumerate(panels):
        x = MARGIN + gutter + at * (column + GAP)
        raster.text("title", name, x, top, INK)
        raster.text(
            "label",
            shortened("label", _about(array, layout), column),
            x,
            top + title + 2,
            MUTED,
        )
        for facet, tile in enumerate(tiles[at]):
            y = first + facet * (height + 24)
            draw_tile(raster, x, y, width, height, tile, scale)
            if at == 0 and facets > 1:
                raster.text("label", f"channel {facet}", MARGIN, y + (height - label) // 2, MUTED)
        draw_legend(raster, x, legend, width, scale)
    draw_keys(raster, MARGIN + gutter, legend + BAR + label + 30, keys)
    return Picture(
        raster.png(), WIDTH, raster.data.shape[0], alt_text(title_text, panels, notes, layout)
    )


def alt_text(title: str, panels: Sequence[Drawn], notes: list[str], layout: Layout) -> str:
    """What the picture shows, in words."""
    shown = ", ".join(f"{panel.name} ({_about(panel.array, layout)})" for panel in panels)
    return "; ".join([f"{title}: heatmaps of {shown}", *notes])


def notes_of(view: View, facets: int) -> list[str]:
    """What part of the view is drawn, and the numbers of the whole."""
    array = view.panels()[0][2]
    batch, channel = array.shape[0], array.shape[-1]
    parts = [f"batch 0 of {count(batch)}"] if batch > 1 else []
    if array.ndim == 5 and array.shape[1] > 1:
        parts.append(f"depth 0 of {count(array.shape[1])}")
    if channel > 1:
        parts.append(f"channels 0 to {facets - 1} of {count(channel)}")
    notes = [" · ".join(parts)] if parts else []
    if view.cut:
        notes.append(str(view.cut.in_layout(view.layout)))
    if view.rows:
        rows = view.rows
        notes.append(
            f"{count(rows['total'])} rows in the whole: {count(rows['one'])} with one maximum,"
            f" {count(rows['several'])} with several, {count(rows['none'])} with none"
        )
    if view.sums:
        # Nine significant digits.
        sums = [f"sum({name}) = {words(of['sum'], 9)}" for name, of in view.sums.items()]
        notes.append(f"of the whole: {' · '.join(sums)}")
    return notes


def _about(array: Array, layout: Layout) -> str:
    return f"{array.dtype.name} {' × '.join(map(str, user_order(array.shape, layout)))}"


def _non_finite(panels: Sequence[Drawn]) -> list[tuple[str, str]]:
    """The names and colours of what is not finite in some of the panels, each once."""
    tests: list[tuple[str, Callable[[Role], str], Callable[[Array], Array]]] = [
        ("NaN", nan_colour, np.isnan),
        ("+∞", lambda _: str(TABLE["nonFinite"]["posInf"]), np.isposinf),
        ("−∞", lambda _: str(TABLE["nonFinite"]["negInf"]), np.isneginf),
    ]
    found = {
        (name, colour(role)): None
        for name, colour, test in tests
        for _, role, array, _ in panels
        if array.dtype.kind == "f" and test(array).any()
    }
    return list(found)
