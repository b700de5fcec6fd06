"""The first and the last maximum of every window, in work that grows with the input alone.

One axis after the other, the last one first: small windows cell by cell, large ones from runs that
double in length, of which two cover any window. Large windows that stand side by side are asked
which of their cells equal the maximum. The rules are those of `find_winners`, for numbers without
NaN and −∞.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from ..core.arrays import Array
from .geometry import Geometry

Codes = NDArray[np.unsignedinteger]

#: The windows that are looked at cell by cell along an axis have this many cells at most.
SMALL = 12


class Extremes(NamedTuple):
    """Of each row the columns of its first and of its last maximum, and the maximum; −∞ if none."""

    first: Codes
    last: Codes
    maxima: Array


class _Best(NamedTuple):
    """The maxima of windows along the axes that are done, and the columns of first and last."""

    values: Array
    #: None before the first axis is done: each window is one cell.
    first: Any
    last: Any


def is_ordered(x: Array) -> bool:
    """Whether an array holds neither NaN nor −∞, so that its maxima are what `>` makes of them."""
    if x.dtype.kind != "f" or x.size == 0:
        return True
    return bool(x.min() > -np.inf)


def find_extremes(x: Array, geometry: Geometry) -> Extremes:
    """The first and the last maximum of each window of an array for which `is_ordered` holds.

    >>> from poolscope.window.windows import windows
    >>> x = np.array([1.0, 3, 3, 2]).reshape(1, 4, 1)
    >>> found = find_extremes(x, windows(x.shape, kernel_size=3, stride=1))
    >>> found.first.tolist(), found.last.tolist()
    ([1, 0], [2, 1])
    """
    kind = np.min_scalar_type(max(1, geometry.window_size - 1))
    values = x if x.dtype.kind == "f" else x.astype(np.float64)
    side_by_side = max(geometry.kernel_size) > SMALL and geometry.stands_side_by_side
    first = np.empty(geometry.output_shape, dtype=kind)
    last, maxima = np.empty_like(first), np.empty(geometry.output_shape, dtype=values.dtype)
    for here in geometry.parts_of_batch():
        if side_by_side:
            best = _side_by_side(values[here], geometry)
        else:
            best = _axis_by_axis(values[here], geometry, kind)
        maxima[here], first[here], last[here] = best
    return Extremes(first.ravel(), last.ravel(), maxima.ravel())


def _axis_by_axis(x: Array, geometry: Geometry, kind: np.dtype) -> _Best:
    """The extremes of some entries of the batch."""
    best, weight = _Best(x, None, None), 1
    for axis in reversed(range(len(geometry.kernel_size))):
        best = _along(geometry, axis, best, weight, kind)
        weight *= geometry.kernel_size[axis]
    return best


def _side_by_side(x: Array, geometry: Geometry) -> _Best:
    """The same of some entries, where windows share no cell and hold no padding."""
    out, channels = geometry.output_shape[1:-1], geometry.output_shape[-1]
    inside = (slice(None), *(slice(0, n * size) for n, size in zip(out, geometry.kernel_size)))
    split = [one for pair in zip(out, geometry.kernel_size) for one in pair]
    cells = x[inside].reshape(-1, *split, channels)
    maxima = cells
    for axis in range(2, 2 + 2 * len(out), 2):
        maxima = maxima.max(axis=axis, keepdims=True)
    held = np.nonzero(cells == maxima)
    values = maxima.reshape(-1, *out, channels)
    rows = np.ravel_multi_index((held[0], *held[1:-1:2], held[-1]), values.shape)
    columns = np.ravel_multi_index(held[2:-1:2], geometry.kernel_size)
    first = np.full(values.size, geometry.window_size, dtype=np.int64)
    last = np.zeros(values.size, dtype=np.int64)
    np.minimum.at(first, rows, columns)
    np.maximum.at(last, rows, columns)
    return _Best(values, first.reshape(values.shape), last.reshape(values.shape))


def _along(geometry: Geometry, axis: int, best: _Best, weight: int, kind: np.dtype) -> _Best:
    """Goes along one axis; a step along it is `weight` columns of the window."""
    if geometry.kernel_size[axis] <= SMALL and geometry.is_regular:
        return _cell_by_cell(geometry, axis, best, weight, kind)
    return _by_doubling(geometry, axis, best, weight, kind)


def _cell_by_cell(geometry: Geometry, axis: int, best: _Best, weight: int, kind: np.dtype) -> _Best:
    out, at = geometry.output_shape[axis + 1], axis + 1
    shape = list(best.values.shape)
    shape[at] = out
    values = np.full(shape, -np.inf, dtype=best.values.dtype)
    first, last = np.zeros(shape, dtype=kind), np.zeros(shape, dtype=kind)
    for offset in range(geometry.kernel_size[axis]):
        own, cells = geometry.steps_of(axis, offset)
        into = (slice(None),) * at + (own,)
        of = (slice(None),) * at + (cells,)
        given, most = best.values[of], values[into]
        if offset == 0:
            # The first is the best so far, in column 0 of this axis.
            most[...] = given
            if best.first is not None:
                first[into], last[into] = best.first[of], best.last[of]
            continue
        more, no_less = given > most, given >= most
        for kept, before, wins in ((first, best.first, more), (last, best.last, no_less)):
            # A later cell has a greater column, so that the greatest of both is the winner's.
            column: Array = kind.type(offset * weight)
            if before is not None:
                column = before[of] + column
            np.maximum(kept[into], wins.view(np.uint8) * column, out=kept[into])
        np.maximum(most, given, out=most)
    return _Best(values, first, last)


def _by_doubling(geometry: Geometry, axis: int, best: _Best, weight: int, kind: np.dtype) -> _Best:
    at, dilation = axis + 1, geometry.dilation[axis]
    starts, cells, counts = geometry.ranges(axis)
    size, out = geometry.input_shape[at], geometry.output_shape[at]
    shape = [1] * best.values.ndim
    shape[at] = size
    # Columns count from the input's first cell until the windows' starts are known.
    count = np.int32 if size * weight < 2**31 else np.int64
    places = (np.arange(size, dtype=count) // dilation * weight).reshape(shape)
    run = _Best(
        best.values,
        places + (0 if best.first is None else best.first),
        places + (0 if best.last is None else best.last),
    )
    shape = list(best.values.shape)
    shape[at] = out
    values = np.full(shape, -np.inf, dtype=best.values.dtype)
    first, last = np.zeros(shape, dtype=kind), np.zeros(shape, dtype=kind)
    length, most = 1, int(counts.max(initial=0))
    while length <= most:
        fitting = np.flatnonzero((counts >= length) & (counts < 2 * length))
        if fitting.size:
            begin = cells[fitting]
            two = [
                _Best(*(_taken(one, where, at) for one in run))
                for where in (begin, begin + (counts[fitting] - length) * dilation)
            ]
            both = _later(*two)
            into = (slice(None),) * at + (fitting,)
            shape = [1] * best.values.ndim
            shape[at] = fitting.size
            steps = begin // dilation - (begin - starts[fitting]) // dilation
            offset = (steps * weight).astype(count).reshape(shape)
            values[into] = both.values
            first[into] = (both.first - offset).astype(kind)
            last[into] = (both.last - offset).astype(kind)
        shift = length * dilation
        length *= 2
        if length <= most:
            reach = run.values.shape[at] - shift
            halves = [
                _Best(*(one[(slice(None),) * at + (slice(begin, begin + reach),)] for one in run))
                for begin in (0, shift)
            ]
            run = _later(*halves)
    return _Best(values, first, last)


def _later(a: _Best, b: _Best) -> _Best:
    """The best of two runs, of which b begins and ends later, or at the same cells."""
    more, no_less = b.values > a.values, b.values >= a.values
    return _Best(
        np.maximum(a.values, b.values),
        np.where(more, b.first, a.first),
        np.where(no_less, b.last, a.last),
    )


def _taken(array: Array, where: NDArray[np.int64], axis: int) -> Array:
    if array.shape[axis] == 1:
        return array
    return array.take(where, axis=axis)
