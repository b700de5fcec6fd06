"""Legends: bars of colour with their numbers, and squares of colour with names."""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal, NamedTuple

import numpy as np

from ...core.arrays import Array
from ...core.numbers import short, ticks_that_fit
from ..view import Role
from .colour import TABLE, Scale, colour_of, nan_colour
from .dots import DOT, draw_point
from .panel import Panel
from .raster import Colour, Raster, height_of, width_of
from .tiles import FRAME, INK, MUTED, PAPER

BAR = 18
TICK = 6
SWATCH = 20
#: The height of a colour bar or key with its labels.
LEGEND_HEIGHT = BAR + TICK + 4 + height_of("label")


class KeyEntry(NamedTuple):
    """A square of colour, with a sign in it, and what it stands for."""

    name: str
    colour: Colour
    sign: Literal["cross", "dot"] | None = None


#: The entry for the winners that are marked on x.
DOT_KEY = KeyEntry(DOT["name"], FRAME, "dot")


def draw_legend(raster: Raster, x: int, y: int, width: int, panel: Panel, scale: Scale) -> None:
    """Draws a panel's colour bar with its ticks, or the two colours of a mask."""
    if scale.discrete:
        names = ("not max", "max") if panel.name == "mask" else ("false", "true")
        colours = [colour_of(colour) for colour in TABLE["mask"]]
        draw_key(raster, x, y, [KeyEntry(*pair) for pair in zip(names, colours)])
        return
    raster.fill(x - 2, y - 2, width + 4, BAR + 4, FRAME)
    along = (np.arange(width) + 0.5) / width
    pixels = scale(scale.low * (1 - along) + scale.high * along)
    raster.place(x, y, np.broadcast_to(pixels, (BAR, width, 3)))

    def fits(values: list[float]) -> bool:
        return sum(width_of("label", short(value)) + 20 for value in values) <= width

    for value in ticks_that_fit(scale.low, scale.high, fits):
        at = x + min(width - 2, int(np.floor(scale.position(np.array(value)) * width + 0.5)))
        text = short(value)
        raster.fill(at, y + BAR + 2, 2, TICK, MUTED)
        left = at + 1 - width_of("label", text) // 2
        raster.text("label", text, left, y + BAR + TICK + 4, MUTED)


def draw_key(raster: Raster, x: int, y: int, entries: list[KeyEntry]) -> None:
    """Draws squares of colour with their names, in one line."""
    for name, colour, sign in entries:
        raster.fill(x - 2, y - 2, SWATCH + 4, SWATCH + 4, FRAME)
        raster.fill(x, y, SWATCH, SWATCH, colour)
        if sign == "cross":
            raster.cross(x, y, SWATCH, SWATCH, PAPER)
        if sign == "dot":
            draw_point(raster, x + SWATCH / 2, y + SWATCH / 2)
        raster.text("label", name, x + SWATCH + 12, y + (SWATCH - height_of("label")) // 2, INK)
        x += SWATCH + 12 + width_of("label", name) + 36


def non_finite_key(panels: list[Panel]) -> list[KeyEntry]:
    """The names and colours of what is not finite in some of the panels, each once."""
    tests: list[tuple[str, Callable[[Role], str], Callable[[Array], Array]]] = [
        ("NaN", nan_colour, np.isnan),
        ("+∞", lambda _: str(TABLE["nonFinite"]["posInf"]), np.isposinf),
        ("−∞", lambda _: str(TABLE["nonFinite"]["negInf"]), np.isneginf),
    ]
    found = {
        KeyEntry(name, colour_of(colour(role)), "cross" if name == "NaN" else None): None
        for name, colour, test in tests
        for _, role, array in panels
        if array.dtype.kind == "f" and test(array).any()
    }
    return list(found)
