"""Lines: rows of arrays with one drawn axis, over their positions."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from ...core.arrays import Array
from ...core.numbers import count, short, ticks_that_fit
from .colour import Scale
from .dots import draw_point
from .raster import Raster, height_of, width_of
from .tiles import FRAME, INK, MUTED, PAPER, Box

LINE_HEIGHT = 176
#: How far the ends of the scale stay from the edge, in pixels.
INSET = 10
MOST_TICKS = 4
#: The room left of a line for the numbers of its values.
GUTTER = 84

Numbers = NDArray[np.int64]


def draw_line(
    raster: Raster, tile: Box, grid: Array, scale: Scale, marks: Array | None = None
) -> None:
    """Draws a row of cells as a line in a tile, with its values left of it.

    The cells that are true in `marks` get a dot.

    Each pixel is filled over all that the line spans there, so no peak is lost where many cells
    share it. NaN has a band of its colour, what is infinite a part of one at its end.
    """
    x, y, width, height = box = (tile[0] + GUTTER, tile[1], tile[2] - GUTTER, tile[3])
    raster.fill(x - 2, y - 2, width + 4, height + 4, FRAME)
    raster.fill(x, y, width, height, PAPER)
    values = grid.astype(np.float64).ravel()
    tops = _tops(box, scale, values)
    _draw_ticks(raster, box, scale)
    _draw_non_finite(raster, box, values, scale)
    low, high = _spans(values, tops, width)
    for pixel in np.flatnonzero(low <= high):
        left, right = max(0, int(pixel) - 1), min(width, int(pixel) + 2)
        size = int(high[pixel] - low[pixel]) + 3
        raster.fill(x + left, int(low[pixel]) - 1, right - left, size, INK)
    for column in np.flatnonzero(marks) if marks is not None else ():
        # In the middle of the line's own pixel.
        at = x + _pixel(int(column), len(values), width)
        draw_point(raster, at + 0.5, int(tops[column]) + 0.5)


def draw_positions(raster: Raster, x: int, y: int, width: int, size: int) -> None:
    """Draws the numbers of a line's first and last position below it."""
    if size == 0:
        return
    raster.text("label", "0", x + GUTTER, y, MUTED)
    last = count(size - 1)
    if size > 1:
        raster.text("label", last, x + width - width_of("label", last), y, MUTED)


def _pixel(column: int, columns: int, width: int) -> int:
    """The pixel of a cell's middle."""
    return ((2 * column + 1) * width) // (2 * columns)


def _tops(box: Box, scale: Scale, values: Array) -> Numbers:
    """The heights of values; what is not finite is at an end."""
    _, y, _, height = box
    finite = np.where(np.isfinite(values), values, scale.low)
    along = np.where(values == np.inf, 1.0, scale.position(finite))
    tops: Numbers = np.floor((1 - along) * (height - 2 * INSET) + 0.5).astype(np.int64)
    return y + INSET + tops


def _spans(values: Array, tops: Numbers, width: int) -> tuple[Numbers, Numbers]:
    """What the line spans in each pixel, from `low` to `high`; nothing where `low` is above it."""
    low = np.full(width, 2**30, dtype=np.int64)
    high = np.full(width, -1, dtype=np.int64)

    def add(pixels: Numbers, heights: Numbers) -> None:
        np.minimum.at(low, pixels, heights)
        np.maximum.at(high, pixels, heights)

    columns = np.arange(len(values))
    pixels = ((2 * columns + 1) * width) // max(1, 2 * len(values))
    finite = np.isfinite(values)
    add(pixels[finite], tops[finite])
    on = np.flatnonzero(finite[:-1] & finite[1:])
    # Within a pixel, or from one to the next: all that the two ends span.
    near = on[pixels[on + 1] - pixels[on] <= 1]
    add(pixels[near], tops[near + 1])
    for column in np.setdiff1d(on, near):
        steps = int(pixels[column + 1] - pixels[column])
        along = np.arange(steps + 1)
        off = (2 * (tops[column + 1] - tops[column]) * along + steps) // (2 * steps)
        at = pixels[column] + along[:-1]
        add(at, tops[column] + off[:-1])
        add(at, tops[column] + off[1:])
    return low, high


def _draw_ticks(raster: Raster, box: Box, scale: Scale) -> None:
    x, y, width, height = box
    label = height_of("label")
    values = (
        [0.0, 1.0]
        if scale.discrete
        else ticks_that_fit(scale.low, scale.high, lambda ticks: len(ticks) <= MOST_TICKS)
    )
    for value, top in zip(values, _tops(box, scale, np.array(values))):
        raster.fill(x, int(top), width, 2, FRAME)
        text = ("false", "true")[int(value)] if scale.discrete else short(value)
        at = max(y, min(int(top) - label // 2, y + height - label))
        raster.text("label", text, x - 10 - width_of("label", text), at, MUTED)


def _draw_non_finite(raster: Raster, box: Box, values: Array, scale: Scale) -> None:
    x, y, width, height = box
    third = height // 3
    for column in np.flatnonzero(~np.isfinite(values)):
        value = float(values[column])
        left, right = (int(at) * width // len(values) for at in (column, column + 1))
        top = y + height - third if value == -math.inf else y
        size = height if math.isnan(value) else third
        red, green, blue = (int(part) for part in scale(np.array([value]))[0])
        raster.fill(x + left, top, max(1, right - left), size, (red, green, blue))
