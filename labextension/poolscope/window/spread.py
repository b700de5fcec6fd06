"""Sums over windows, and of windows over their cells, one axis after the other."""

from __future__ import annotations

import numpy as np

from ..core.arrays import Array
from .geometry import Geometry

#: Along an axis whose windows have more cells, runs of sums are subtracted from each other.
SMALL = 12


def spread(geometry: Geometry, rows: Array) -> Array:
    """What each cell gets where every row gives its number to all real cells of its window.

    `rows` has the output's shape and numbers in float64. The sums are rounded: along an axis with
    large windows by as much as all of the axis adds up to.

    >>> from poolscope.window.windows import windows
    >>> geometry = windows((1, 3, 1), kernel_size=2, stride=1)
    >>> spread(geometry, np.array([1.0, 3]).reshape(1, 2, 1)).ravel().tolist()
    [1.0, 4.0, 3.0]
    """
    for axis in range(len(geometry.kernel_size)):
        at = axis + 1
        shape = list(rows.shape)
        shape[at] = geometry.input_shape[at]
        if geometry.is_regular and geometry.kernel_size[axis] <= SMALL:
            cells = np.zeros(shape)
            for offset in range(geometry.kernel_size[axis]):
                own, real = geometry.steps_of(axis, offset)
                cells[(slice(None),) * at + (real,)] += rows[(slice(None),) * at + (own,)]
        else:
            cells = _between(geometry, axis, rows, shape)
        rows = cells
    return rows


def _between(geometry: Geometry, axis: int, rows: Array, shape: list[int]) -> Array:
    at, dilation = axis + 1, geometry.dilation[axis]
    _, first, counts = geometry.ranges(axis)
    if dilation > 1:
        cells = np.zeros(shape)
        for window in range(rows.shape[at]):
            end = first[window] + counts[window] * dilation
            real = slice(first[window], end, dilation)
            cells[(slice(None),) * at + (real,)] += rows.take([window], axis=at)
        return cells
    if rows.shape[at] == 1 and counts[0] == shape[at]:
        return np.broadcast_to(rows, shape)
    begin, end = geometry.windows_around(axis)
    single = end - begin <= 1
    if single.all():
        # No cell lies in two windows: nothing is added up.
        taken = rows.take(np.minimum(begin, rows.shape[at] - 1), axis=at)
        kept = [1] * taken.ndim
        kept[at] = begin.size
        return np.where((end > begin).reshape(kept), taken, 0.0)
    runs = np.concatenate([np.zeros_like(rows.take([0], axis=at)), rows.cumsum(axis=at)], axis=at)
    sums: Array = runs.take(end, axis=at) - runs.take(begin, axis=at)
    return sums
