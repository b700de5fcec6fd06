"""Tiles: planes of arrays as cells of colour."""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from ...core.arrays import Array
from ...core.numbers import short
from .colour import Pixels, Scale
from .dots import LEAST_FOR_BOTH, LEAST_FOR_CORNER, draw_dot
from .raster import Colour, Raster, height_of, width_of

#: The left, the top, the width and the height, in pixels.
Box = tuple[int, int, int, int]
BoxOf = Callable[[int, int], Box]

#: Lines, text, secondary text, and white.
FRAME: Colour = (200, 206, 214)
INK: Colour = (23, 28, 38)
MUTED: Colour = (88, 97, 110)
PAPER: Colour = (255, 255, 255)

LARGEST_CELL = 120
SHORTEST_TILE = 48
#: Cells of at least this many pixels are drawn with a gap between them.
GAP_FROM = 16
#: The smallest cells, in pixels, in which NaN has a cross: half as many on screen.
LEAST_FOR_CROSS = 12


def clip(grid: Array) -> Array:
    """Clips a very long grid to its first rows or columns, so that its cells stay visible."""
    rows, columns = grid.shape
    if rows > 64 and rows > 8 * columns:
        return grid[: max(16, 2 * columns)]
    if columns > 64 and columns > 8 * rows and rows > 1:
        return grid[:, : max(96, 2 * rows)]
    return grid


def tile_size(grids: list[Array], width: int, height: int) -> tuple[int, int]:
    """The width and height of every tile, in pixels, so that the finest has square cells."""
    finest = max(grids, key=lambda grid: grid.size)
    rows, columns = max(1, finest.shape[0]), max(1, finest.shape[1])
    fitting = min(width / columns, height / rows, LARGEST_CELL)
    cell = math.floor(fitting) if fitting > 1 else fitting
    across = max(1, min(width, math.floor(columns * cell + 0.5)))
    return across, max(SHORTEST_TILE, math.floor(rows * cell + 0.5))


def draw_tile(
    raster: Raster,
    box: Box,
    grid: Array,
    scale: Scale,
    marks: Array | None = None,
    lowered: int = 0,
) -> None:
    """Draws a grid in a box, cell by cell, with the values written in if all of them fit.

    The cells that are true in `marks` get a dot. Where cells of the picture have some, the values
    are `lowered` below the middle of theirs.
    """
    x, y, width, height = box
    raster.fill(x - 2, y - 2, width + 4, height + 4, FRAME)
    raster.fill(x, y, width, height, PAPER)
    if grid.size == 0:
        return
    cells = _shrunk(grid, height, width)
    rows, columns = cells.shape
    sides = width // columns, height // rows
    space = 2 if min(sides) >= GAP_FROM else 0
    tops, heights = _edges(rows, height, space)
    lefts, widths = _edges(columns, width, space)
    pixels = scale(cells)
    drawn = np.full((height, width, 3), 255, dtype=np.uint8)
    inside = np.ix_(_filled(tops, heights), _filled(lefts, widths))
    drawn[inside] = pixels.repeat(heights, axis=0).repeat(widths, axis=1)
    raster.place(x, y, drawn)

    def box_of(row: int, column: int) -> Box:
        at = int(lefts[column]), int(tops[row])
        return x + at[0], y + at[1], int(widths[column]), int(heights[row])

    has_both = lowered == 0 or min(sides) - space >= LEAST_FOR_BOTH
    if has_both and _has_room(cells, scale, *sides):
        _write(raster, cells, pixels, box_of, lowered)
    elif cells.dtype.kind == "f":
        # NaN is told by more than its colour. A dot in the middle leaves the ends of longer arms.
        for row, column in np.argwhere(np.isnan(cells)):
            left, top, wide, high = box_of(row, column)
            if min(wide, high) >= LEAST_FOR_CROSS:
                is_marked = marks is not None and marks[row, column]
                clear = 1 if is_marked and min(wide, high) < LEAST_FOR_CORNER else 3
                raster.cross(left, top, wide, high, PAPER, clear)
    if marks is not None:
        for row, column in np.argwhere(marks):
            draw_dot(raster, box_of(row, column))


def _edges(cells: int, size: int, space: int) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """Where each cell along an axis begins, and its length without the gap after it."""
    edges = np.arange(cells + 1) * size // cells
    lengths = np.diff(edges)
    lengths[:-1] -= space
    return edges[:-1], lengths


def _filled(starts: NDArray[np.intp], lengths: NDArray[np.intp]) -> NDArray[np.intp]:
    """The pixels along an axis that cells cover."""
    within = np.arange(lengths.sum()) - np.repeat(np.cumsum(lengths) - lengths, lengths)
    pixels: NDArray[np.intp] = np.repeat(starts, lengths) + within
    return pixels


def _has_room(cells: Array, scale: Scale, width: int, height: int) -> bool:
    """Whether the texts of all values fit their cells."""
    if scale.discrete or height < height_of("label") + 4:
        return False
    return all(width_of("label", short(float(value))) + 12 <= width for value in cells.flat)


def _write(raster: Raster, cells: Array, pixels: Pixels, box_of: BoxOf, lowered: int) -> None:
    """Writes each value in its cell, in white or ink, whichever is seen better."""
    for row, column in np.ndindex(cells.shape):
        x, y, width, height = box_of(row, column)
        text = short(float(cells[row, column]))
        left, top = (width - width_of("label", text)) // 2, (height - height_of("label")) // 2
        colour = PAPER if _is_dark(pixels[row, column]) else INK
        raster.text("label", text, x + left, y + top + lowered, colour)


def _is_dark(pixel: Pixels) -> bool:
    """Whether white is easier to read on a colour than ink: by its luma, with Rec. 709 weights."""
    red, green, blue = (float(part) for part in pixel)
    return red * 0.2126 + green * 0.7152 + blue * 0.0722 < 112


def _shrunk(grid: Array, height: int, width: int) -> Array:
    """A grid of at most one cell a pixel.

    Of the cells that share a pixel the one of greatest magnitude is shown, a NaN before any other.
    """
    high, wide = -(-grid.shape[0] // height), -(-grid.shape[1] // width)
    if high <= 1 and wide <= 1:
        return grid
    rows, columns = -(-grid.shape[0] // high), -(-grid.shape[1] // wide)
    padded = np.zeros((rows * high, columns * wide))
    padded[: grid.shape[0], : grid.shape[1]] = grid
    blocks = padded.reshape(rows, high, columns, wide).swapaxes(1, 2).reshape(rows, columns, -1)
    nan = np.isnan(blocks)
    sizes = np.where(nan, np.inf, np.abs(blocks))
    first = np.where(nan.any(-1), nan.argmax(-1), sizes.argmax(-1))
    return np.take_along_axis(blocks, first[..., None], axis=-1)[..., 0]
