"""A chosen part of a view: some of its batch entries and channels."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import numpy as np

from ..core.arguments import is_integer
from ..core.arrays import Array
from ..core.errors import error_text
from ..findings.counts.counts import ArrayCounts, count_cells, count_rows
from ..window.windows import windows
from .view import Cut, Name, View

#: One entry, or the first and the one after the last; a slice says the same.
Range = int | Sequence[int] | slice


def part_of(view: View, batch: Range | None, channels: Range | None, operation: str) -> View:
    """The view of some batch entries and channels, with the numbers of the whole.

    A ValueError names a range that is empty or not in the view.

    >>> x = np.arange(6.0).reshape(3, 1, 2)
    >>> part = part_of(View("x", "partial", x=x), 1, (1, 2), "part")
    >>> part.x.tolist(), part.cut.origin
    ([[[3.0]]], (1, 0, 1))
    """
    first = next(iter(view.arrays().values()))
    shape = view.geometry.input_shape if view.geometry else first.shape
    entries = _read(operation, "batch", batch, shape[0])
    lanes = _read(operation, "channels", channels, shape[-1])
    if entries == (0, shape[0]) and lanes == (0, shape[-1]):
        return view

    def kept(array: Array | None) -> Array | None:
        if array is None:
            return None
        return np.ascontiguousarray(array[slice(*entries), ..., slice(*lanes)])

    size = entries[1] - entries[0], lanes[1] - lanes[0]
    mask, geometry = view.mask, view.geometry
    if geometry is not None:
        part = windows(
            (size[0], *shape[1:-1], size[1]),
            kernel_size=geometry.kernel_size,
            stride=geometry.stride,
            padding=geometry.padding,
            dilation=geometry.dilation,
            ceil_mode=geometry.ceil_mode,
            ties=geometry.ties,
            nan=geometry.nan,
            count_include_pad=geometry.count_include_pad,
            operation=operation,
        )
        if mask is not None:
            rows = kept(np.arange(geometry.rows).reshape(geometry.output_shape))
            assert rows is not None
            mask = mask[rows.ravel()]
        geometry = part
    sums, rows_of_whole = view.sums, view.rows
    if view.cut is None:
        sums = _sums(view)
        rows_of_whole = None if view.mask is None else count_rows(view.mask.sum(axis=1))
    whole = view.cut.whole if view.cut else shape
    before = view.cut.origin if view.cut else (0,) * len(shape)
    origin = (before[0] + entries[0], *before[1:-1], before[-1] + lanes[0])
    return replace(
        view,
        geometry=geometry,
        mask=mask,
        x=kept(view.x),
        dout=kept(view.dout),
        din=kept(view.din),
        expected=kept(view.expected),
        cut=Cut(whole, (size[0], *shape[1:-1], size[1]), origin),
        rows=rows_of_whole,
        sums=sums,
    )


def _sums(view: View) -> dict[Name, ArrayCounts]:
    arrays = view.arrays().items()
    return {name: count_cells(array) for name, array in arrays if name != "mask"}


def _read(operation: str, argument: str, given: Range | None, size: int) -> tuple[int, int]:
    """The first entry, and the one after the last."""
    if given is None:
        return 0, size
    value: Any = given
    if is_integer(value):
        first, end = int(value), int(value) + 1
    elif isinstance(value, slice) and value.step in (None, 1):
        first, end = value.start or 0, size if value.stop is None else value.stop
    elif isinstance(value, range) and value.step == 1:
        first, end = value.start, value.stop
    elif isinstance(value, Sequence) and len(value) == 2 and all(map(is_integer, value)):
        first, end = int(value[0]), int(value[1])
    else:
        remedy = "give one entry, (first, end) or slice(first, end)"
        raise ValueError(error_text(operation, argument, value, "is no range", remedy))
    if not is_integer(first) or not is_integer(end):
        remedy = "give entries by their numbers"
        raise ValueError(error_text(operation, argument, [first, end], "is no range", remedy))
    if 0 <= first < end <= size:
        return first, end
    problem, remedy = f"is not within 0 to {size - 1}", "give entries that there are"
    shown = value if not isinstance(value, slice) else [first, end]
    raise ValueError(error_text(operation, argument, shown, problem, remedy))
