"""The cells of x that hold the maximum of some windows, in work that grows with the input alone."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from ..core.arrays import Array
from .geometry import Geometry

Bools = NDArray[np.bool_]
Slices = tuple[slice, ...]

#: Windows of more cells than this are not gone through cell by cell, where they are alike.
SMALL = 40


def cells_that_hold(x: Array, geometry: Geometry, maxima: Array, rows: Bools) -> Bools:
    """The flat cells of x that equal the maximum of at least one of the given rows around them.

    `maxima` are those of all rows, of an array for which `is_ordered` holds.

    >>> from poolscope.window.windows import windows
    >>> x = np.array([7.0, 7, 9]).reshape(1, 3, 1)
    >>> overlapping = windows(x.shape, kernel_size=2, stride=1)
    >>> rows = np.array([True, False])
    >>> cells_that_hold(x, overlapping, np.array([7.0, 9]), rows).tolist()
    [True, True, False]
    """
    cells = np.zeros(geometry.input_shape, dtype=np.bool_)
    dual = can_go_by_rows(geometry, maxima) and not (
        geometry.is_regular and geometry.window_size <= SMALL
    )
    shaped, asked = maxima.reshape(geometry.output_shape), rows.reshape(geometry.output_shape)
    for here in geometry.parts_of_batch():
        if not asked[here].any():
            continue
        if dual:
            least = np.where(asked[here], shaped[here], np.inf)
            for axis in range(len(geometry.kernel_size)):
                least = _least_of_windows(geometry, axis, least)
            cells[here] = x[here] == least
            continue
        # Nothing equals NaN.
        due = np.where(asked[here], shaped[here], np.nan)
        for of, into in _columns(geometry):
            cells[here][into] |= x[here][into] == due[of]
    return cells.ravel()


def can_go_by_rows(geometry: Geometry, maxima: Array) -> bool:
    """Whether the windows around each cell are neighbours, and ∞ is none of their maxima."""
    return max(geometry.dilation) == 1 and not bool(np.isposinf(maxima).any())


def held_bits(
    x: Array, geometry: Geometry, maxima: Array, rows: Bools
) -> tuple[list[NDArray[np.uint8]], int]:
    """Column by column, as bits: whether the cell of each of the given rows holds its maximum.

    The number is of cells that hold one, of any of the rows.
    """
    bits = []
    cells = np.zeros(geometry.input_shape, dtype=np.bool_)
    # Nothing equals NaN.
    due = np.where(rows, maxima, np.nan).reshape(geometry.output_shape)
    for of, into in _columns(geometry):
        held = np.zeros(geometry.output_shape, dtype=np.bool_)
        here = held[of]
        np.equal(x[into], due[of], out=here)
        cells[into] |= here
        bits.append(np.packbits(held))
    return bits, int(np.count_nonzero(cells))


def cells_of_bits(bits: list[NDArray[np.uint8]], geometry: Geometry, rows: Bools) -> Bools:
    """What `cells_that_hold` gives, from the bits that `held_bits` kept of x."""
    cells = np.zeros(geometry.input_shape, dtype=np.bool_)
    asked = rows.reshape(geometry.output_shape)
    for (of, into), column in zip(_columns(geometry), bits):
        held = np.unpackbits(column, count=rows.size).view(np.bool_).reshape(asked.shape)
        cells[into] |= held[of] & asked[of]
    return cells.ravel()


def cells_of_rows(
    geometry: Geometry, rows: NDArray[np.int64]
) -> Iterator[tuple[NDArray[np.int64], Bools]]:
    """Column by column, the flat cells of a few rows, and whether they are real.

    >>> from poolscope.window.windows import windows
    >>> geometry = windows((1, 3, 1), kernel_size=2, padding=1)
    >>> [cells[real].tolist() for cells, real in cells_of_rows(geometry, np.array([0, 1]))]
    [[1], [0, 2]]
    """
    batch, *at, channel = np.unravel_index(rows, geometry.output_shape)
    along = []
    for axis, (place, dilation) in enumerate(zip(at, geometry.dilation)):
        begin, size = geometry.ranges(axis)[0][place], geometry.input_shape[axis + 1]
        steps = [begin + offset * dilation for offset in range(geometry.kernel_size[axis])]
        along.append([(step, (step >= 0) & (step < size)) for step in steps])
    for offsets in np.ndindex(*geometry.kernel_size):
        cells, real = batch, np.ones(rows.size, dtype=np.bool_)
        for axis, offset in enumerate(offsets):
            step, there = along[axis][offset]
            cells, real = cells * geometry.input_shape[axis + 1] + step, real & there
        yield cells * geometry.input_shape[-1] + channel, real


def _columns(geometry: Geometry) -> Iterable[tuple[Slices, Slices]]:
    """Column by column, the rows whose cell is real, and those cells; of windows that are alike."""
    return _few_columns(geometry) if geometry.window_size <= SMALL else _all_columns(geometry)


@lru_cache(maxsize=64)
def _few_columns(geometry: Geometry) -> list[tuple[Slices, Slices]]:
    return list(_all_columns(geometry))


def _all_columns(geometry: Geometry) -> Iterator[tuple[Slices, Slices]]:
    every = slice(None)
    for offsets in np.ndindex(*geometry.kernel_size):
        steps = [geometry.steps_of(axis, offset) for axis, offset in enumerate(offsets)]
        yield (every, *(of for of, _ in steps)), (every, *(into for _, into in steps))


def _least_of_windows(geometry: Geometry, axis: int, values: Array) -> Array:
    """Of each coordinate along an axis the least value of the windows around it; ∞ if none."""
    at = axis + 1
    begin, end = geometry.windows_around(axis)
    holding = end - begin
    shape = list(values.shape)
    shape[at] = begin.size
    least = np.full(shape, np.inf, dtype=values.dtype)
    run, length, most = values, 1, int(holding.max(initial=0))
    while length <= most:
        fitting = np.flatnonzero((holding >= length) & (holding < 2 * length))
        if fitting.size:
            ends = begin[fitting] + holding[fitting] - length
            both = (run.take(begin[fitting], axis=at), run.take(ends, axis=at))
            least[(slice(None),) * at + (fitting,)] = np.minimum(*both)
        reach = run.shape[at] - length
        if 2 * length <= most:
            two = [(slice(None),) * at + (slice(one, one + reach),) for one in (0, length)]
            run = np.minimum(run[two[0]], run[two[1]])
        length *= 2
    return least
