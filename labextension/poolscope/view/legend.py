"""Legends: bars of colour with their numbers, and squares of colour with names."""

from __future__ import annotations

import numpy as np

from ..core.numbers import short
from .colour import TABLE, Scale, channels
from .raster import Colour, Raster, height_of, width_of

BAR = 18
SWATCH = 20
INK: Colour = (23, 28, 38)
MUTED: Colour = (88, 97, 110)
FRAME: Colour = (200, 206, 214)


def draw_legend(raster: Raster, x: int, y: int, width: int, scale: Scale) -> None:
    """Draws a bar of colour with its ends, and its middle if it fits; for a mask two squares."""
    if scale.discrete:
        names = [("not max", TABLE["mask"][0]), ("max", TABLE["mask"][1])]
        draw_keys(raster, x, y, names)
        return
    raster.fill(x - 2, y - 2, width + 4, BAR + 4, FRAME)
    along = (np.arange(width) + 0.5) / width
    pixels = scale(scale.low * (1 - along) + scale.high * along)
    raster.place(x, y, np.broadcast_to(pixels, (BAR, width, 3)))
    ends = [short(scale.low), short(scale.high)]
    widths = [width_of("label", text) for text in ends]
    if sum(widths) + 20 > width:
        return
    raster.text("label", ends[0], x, y + BAR + 6, MUTED)
    raster.text("label", ends[1], x + width - widths[1], y + BAR + 6, MUTED)
    middle = short(scale.low / 2 + scale.high / 2)
    room = width_of("label", middle)
    if width // 2 - max(widths) - room // 2 > 16:
        raster.text("label", middle, x + (width - room) // 2, y + BAR + 6, MUTED)


def draw_keys(raster: Raster, x: int, y: int, entries: list[tuple[str, str]]) -> None:
    """Draws squares of colour with their names, side by side."""
    for name, colour in entries:
        red, green, blue = (int(part) for part in channels(colour))
        raster.fill(x - 2, y - 2, SWATCH + 4, SWATCH + 4, FRAME)
        raster.fill(x, y, SWATCH, SWATCH, (red, green, blue))
        if name == "NaN":
            raster.cross(x, y, SWATCH, SWATCH, (255, 255, 255))
        raster.text("label", name, x + SWATCH + 12, y + (SWATCH - height_of("label")) // 2, INK)
        x += SWATCH + 12 + width_of("label", name) + 36
