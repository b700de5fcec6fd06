"""A view as a PNG, for readers without the extension: the first batch, panels side by side."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

import numpy as np

from .colour import TABLE, Scale, channels, scale_of
from .numbers import count, short, words
from .raster import Colour, Raster, height_of, shortened, width_of
from .view import Array, View

WIDTH = 1600
MARGIN = 48
GAP = 48
MOST_FACETS = 3
TALLEST = 400
LARGEST_CELL = 120
BAR = 18
SWATCH = 20
INK: Colour = (23, 28, 38)
MUTED: Colour = (88, 97, 110)
FRAME: Colour = (200, 206, 214)


class Picture(NamedTuple):
    """A picture to be seen at half its size in pixels, and what it shows in words."""

    png: bytes
    width: int
    height: int
    alt: str


def draw(view: View) -> Picture:
    """The view's panels, a row a channel (the first few), with colour bars and what was cut."""
    panels = view.panels()
    facets = min(MOST_FACETS, min(array.shape[-1] for _, _, array in panels))
    notes = _notes(view, facets)
    title, label = height_of("title"), height_of("label")
    gutter = width_of("label", "channel 0") + 24 if facets > 1 else 0
    column = (WIDTH - 2 * MARGIN - gutter - (len(panels) - 1) * GAP) // len(panels)
    tiles = [[_slice(array, channel) for channel in range(facets)] for _, _, array in panels]
    width, height = _tile_size([tile for row in tiles for tile in row], column)
    top = MARGIN + title + 8 + len(notes) * (label + 4) + 20
    first = top + title + label + 16
    legend = first + facets * (height + 24) + 4
    keys = _non_finite([array for _, _, array in panels])
    bottom = legend + BAR + label + 10 + (SWATCH + 24 if keys else 0) + MARGIN - 8
    raster = Raster(WIDTH, bottom + bottom % 2)
    room = WIDTH - 2 * MARGIN
    raster.text("title", shortened("title", view.title, room), MARGIN, MARGIN, INK)
    for line, note in enumerate(notes):
        y = MARGIN + title + 8 + line * (label + 4)
        raster.text("label", shortened("label", note, room), MARGIN, y, MUTED)
    for at, (name, role, array) in enumerate(panels):
        x = MARGIN + gutter + at * (column + GAP)
        scale = scale_of(array, role)
        raster.text("title", name, x, top, INK)
        raster.text("label", shortened("label", _about(array), column), x, top + title + 2, MUTED)
        for facet, tile in enumerate(tiles[at]):
            y = first + facet * (height + 24)
            _draw_tile(raster, x, y, width, height, tile, scale)
            if at == 0 and facets > 1:
                raster.text("label", f"channel {facet}", MARGIN, y + (height - label) // 2, MUTED)
        _draw_legend(raster, x, legend, width, scale)
    _draw_keys(raster, MARGIN + gutter, legend + BAR + label + 30, keys)
    return Picture(raster.png(), WIDTH, raster.data.shape[0], alt_text(view, notes))


def alt_text(view: View, notes: list[str]) -> str:
    """What the picture shows, in words."""
    shown = ", ".join(f"{name} ({_about(array)})" for name, _, array in view.panels())
    return "; ".join([f"{view.title}: heatmaps of {shown}", *notes])


def _notes(view: View, facets: int) -> list[str]:
    array = view.panels()[0][2]
    batch, channel = array.shape[0], array.shape[-1]
    parts = [f"batch 0 of {count(batch)}"] if batch > 1 else []
    if array.ndim == 5 and array.shape[1] > 1:
        parts.append(f"depth 0 of {count(array.shape[1])}")
    if channel > 1:
        parts.append(f"channels 0 to {facets - 1} of {count(channel)}")
    notes = [" · ".join(parts)] if parts else []
    if view.cut:
        notes.append(str(view.cut))
    if view.rows:
        rows = view.rows
        notes.append(
            f"{count(rows['total'])} rows in the whole: {count(rows['one'])} with one maximum,"
            f" {count(rows['several'])} with several, {count(rows['none'])} with none"
        )
    if view.sums:
        sums = [f"sum({name}) = {_sum(own['sum'])}" for name, own in view.sums.items()]
        notes.append(f"of the whole: {' · '.join(sums)}")
    return notes


def _sum(value: float) -> str:
    """Nine significant digits."""
    return words(value, 9)


def _about(array: Array) -> str:
    return f"{array.dtype.name} {' × '.join(map(str, array.shape))}"


def _slice(array: Array, channel: int) -> Array:
    """The first batch's first plane of a channel; one row of it in 1-d."""
    if array.size == 0:
        return np.zeros((0, 0), dtype=array.dtype)
    plane = array[0, ..., channel]
    while plane.ndim > 2:
        plane = plane[0]
    return plane.reshape(-1, plane.shape[-1])


def _tile_size(tiles: list[Array], width: int) -> tuple[int, int]:
    """One size for all tiles: that of the finest, its cells square."""
    finest = max(tiles, key=lambda tile: tile.size)
    rows, columns = max(1, finest.shape[0]), max(1, finest.shape[1])
    cell = min(width / columns, TALLEST / rows, LARGEST_CELL)
    cell = float(int(cell)) if cell > 1 else cell
    return max(1, round(columns * cell)), max(48, round(rows * cell))


def _draw_tile(
    raster: Raster, x: int, y: int, width: int, height: int, tile: Array, scale: Scale
) -> None:
    raster.fill(x - 2, y - 2, width + 4, height + 4, FRAME)
    raster.fill(x, y, width, height, (255, 255, 255))
    if tile.size == 0:
        return
    cells = _shrunk(tile, height, width)
    down = np.arange(height) * cells.shape[0] // height
    across = np.arange(width) * cells.shape[1] // width
    pixels = scale(cells)[down][:, across]
    # Cells that are large enough stand apart.
    if min(height // cells.shape[0], width // cells.shape[1]) >= 16:
        pixels[np.append(down[1:] != down[:-1], False)] = 255
        pixels[np.append(down[2:] != down[:-2], [False, False])] = 255
        pixels[:, np.append(across[1:] != across[:-1], False)] = 255
        pixels[:, np.append(across[2:] != across[:-2], [False, False])] = 255
    raster.place(x, y, pixels)


def _shrunk(tile: Array, height: int, width: int) -> Array:
    """At most a cell a pixel: the one of greatest magnitude stands for others, NaN before all."""
    high, wide = -(-tile.shape[0] // height), -(-tile.shape[1] // width)
    if high <= 1 and wide <= 1:
        return tile
    rows, columns = -(-tile.shape[0] // high), -(-tile.shape[1] // wide)
    padded = np.zeros((rows * high, columns * wide))
    padded[: tile.shape[0], : tile.shape[1]] = tile
    blocks = padded.reshape(rows, high, columns, wide).swapaxes(1, 2).reshape(rows, columns, -1)
    nan = np.isnan(blocks)
    sizes = np.where(nan, np.inf, np.abs(blocks))
    first = np.where(nan.any(-1), nan.argmax(-1), sizes.argmax(-1))
    return np.take_along_axis(blocks, first[..., None], axis=-1)[..., 0]


def _draw_legend(raster: Raster, x: int, y: int, width: int, scale: Scale) -> None:
    """A colour bar with its ends, and its middle where there is room; the two colours of a mask."""
    if scale.discrete:
        names = [("not max", TABLE["mask"][0]), ("max", TABLE["mask"][1])]
        _draw_keys(raster, x, y, names)
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
    own = width_of("label", middle)
    if width // 2 - max(widths) - own // 2 > 16:
        raster.text("label", middle, x + (width - own) // 2, y + BAR + 6, MUTED)


def _draw_keys(raster: Raster, x: int, y: int, entries: list[tuple[str, str]]) -> None:
    """Squares of colour with their names side by side."""
    for name, colour in entries:
        red, green, blue = (int(part) for part in channels(colour))
        raster.fill(x - 2, y - 2, SWATCH + 4, SWATCH + 4, FRAME)
        raster.fill(x, y, SWATCH, SWATCH, (red, green, blue))
        raster.text("label", name, x + SWATCH + 12, y + (SWATCH - height_of("label")) // 2, INK)
        x += SWATCH + 12 + width_of("label", name) + 36


def _non_finite(arrays: list[Array]) -> list[tuple[str, str]]:
    """The key of what is not finite in some arrays."""
    tests: list[tuple[str, str, Callable[[Array], Array]]] = [
        ("NaN", "nan", np.isnan),
        ("+∞", "posInf", np.isposinf),
        ("−∞", "negInf", np.isneginf),
    ]
    floats = [array for array in arrays if array.dtype.kind == "f"]
    return [
        (name, TABLE[key])
        for name, key, test in tests
        if any(test(array).any() for array in floats)
    ]
