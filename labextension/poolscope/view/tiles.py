"""Tiles: planes of arrays as squares of colour."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from ..core.arrays import Array
from .colour import Scale
from .legend import FRAME
from .raster import Raster

TALLEST = 400
LARGEST_CELL = 120
#: The smallest cells, in pixels, in which NaN has a cross: half as many on screen.
LEAST_FOR_CROSS = 12


def plane_of(array: Array, channel: int) -> Array:
    """The plane of a channel that is drawn: of the first batch entry, in 3-d the first in depth."""
    if array.size == 0:
        return np.zeros((0, 0), dtype=array.dtype)
    plane = array[0, ..., channel]
    while plane.ndim > 2:
        plane = plane[0]
    return plane.reshape(-1, plane.shape[-1])


def tile_size(tiles: list[Array], width: int) -> tuple[int, int]:
    """The width and height of every tile, in pixels, so that the finest has square cells."""
    finest = max(tiles, key=lambda tile: tile.size)
    rows, columns = max(1, finest.shape[0]), max(1, finest.shape[1])
    cell = min(width / columns, TALLEST / rows, LARGEST_CELL)
    cell = float(int(cell)) if cell > 1 else cell
    return max(1, round(columns * cell)), max(48, round(rows * cell))


def draw_tile(
    raster: Raster, x: int, y: int, width: int, height: int, tile: Array, scale: Scale
) -> None:
    """Draws a tile with its frame at a position, each cell as pixels of one colour."""
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
    _cross_out_nan(raster, x, y, cells, down, across)


def _cross_out_nan(
    raster: Raster, x: int, y: int, cells: Array, down: NDArray[np.intp], across: NDArray[np.intp]
) -> None:
    """Draws a cross in each NaN, which is so told by more than its colour; not in tiny cells.

    `down` and `across` say which row and column of the cells each pixel shows.
    """
    if cells.dtype.kind != "f":
        return
    for row, column in np.argwhere(np.isnan(cells)):
        rows, columns = np.flatnonzero(down == row), np.flatnonzero(across == column)
        if min(rows.size, columns.size) < LEAST_FOR_CROSS:
            return
        box = x + int(columns[0]), y + int(rows[0]), columns.size, rows.size
        raster.cross(*box, (255, 255, 255))


def _shrunk(tile: Array, height: int, width: int) -> Array:
    """A tile of at most one cell a pixel.

    Of the cells that share a pixel the one of greatest magnitude is shown, a NaN before any other.
    """
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
