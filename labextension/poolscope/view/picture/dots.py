"""The dots of cells that won, as the explorer draws them, from the table marks.json.

The table's sizes are in pixels of a page; a picture has two for one of them.
"""

from __future__ import annotations

import json
import math
from importlib.resources import files
from typing import Any

from .colour import colour_of
from .raster import Raster, height_of

MARKS: dict[str, Any] = json.loads((files(__package__) / "marks.json").read_text("utf-8"))
DOT: dict[str, Any] = MARKS["dot"]
INK = colour_of(MARKS["ink"])
HALO = colour_of(MARKS["halo"])

#: The smallest cells of a picture, and the smallest positions of a line, that have a dot.
LEAST_FOR_DOT: int = 2 * DOT["leastCell"]
LEAST_FOR_POINT: int = 2 * DOT["line"]["leastPosition"]
#: How far below the middle of its cell a number is, beside dots.
LOWERED: int = 2 * MARKS["numbers"]["lowered"]
#: The smallest cells whose dot is in a corner, and those where it is clear of a number.
LEAST_FOR_CORNER: int = 2 * DOT["corner"]["leastCell"]
LEAST_FOR_BOTH = max(LEAST_FOR_CORNER, height_of("label") + 2 * LOWERED)


def draw_dot(raster: Raster, box: tuple[int, int, int, int]) -> None:
    """Draws the dot of a cell that won."""
    x, y, width, height = box
    _draw(raster, x / 2, y / 2, width / 2, height / 2)


def draw_point(raster: Raster, x: float, y: float) -> None:
    """Draws the dot of a winner on a line, its middle at a place."""
    side = DOT["line"]["box"]
    _draw(raster, (x - side) / 2, (y - side) / 2, side, side)


def dot_in(
    left: float, top: float, width: float, height: float, size: float = 1
) -> tuple[float, float, float]:
    """The place and the radius of a dot: a small cell's middle, the corner of one with a number.

    >>> dot_in(0, 0, 21, 40)
    (16.5, 4.5, 3.0)
    """
    corner, middle = DOT["corner"], DOT["middle"]
    shorter = min(width, height)
    if shorter < corner["leastCell"]:
        radius = max(middle["least"], (size * shorter) / middle["part"])
        return left + width / 2, top + height / 2, radius
    radius = size * min(corner["most"], shorter / corner["part"])
    inset = radius + corner["margin"]
    return left + width - inset, top + inset, radius


def _draw(raster: Raster, left: float, top: float, width: float, height: float) -> None:
    x, y, radius = dot_in(left, top, width, height, DOT["staying"])
    # On halves of the picture's pixels, so that every dot is as sharp.
    across, down = _rounded(4 * x), _rounded(4 * y)
    half = DOT["rim"] / 2
    raster.disc(across, down, _rounded(16 * (radius + half)), INK)
    raster.disc(across, down, _rounded(16 * (radius - half)), HALO)


def _rounded(number: float) -> int:
    return math.floor(number + 0.5)
