"""The part of a view that a payload can hold, chosen as TypeScript chooses it."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import replace

import numpy as np

from ..core.arrays import Array
from ..core.limits import LIMITS
from ..window.geometry import Geometry
from ..window.windows import windows
from .view import Cut, View

#: The most bytes that a view's payload has as JSON.
MAX_PAYLOAD_BYTES = LIMITS["payload"]
#: The bytes that the arrays' data may take: the rest is for title, sizes, options and audit.
DATA_ROOM = MAX_PAYLOAD_BYTES - 4096
#: The most cells that an array of a payload may have.
MAX_CELLS = LIMITS["cells"]

Sizes = tuple[int, ...]


def cut(view: View, room: int = DATA_ROOM) -> View:
    """The view itself if its arrays take at most `room` bytes as base64; else a part of it.

    A part has whole windows: fewer batch entries, then fewer channels, then fewer cells.

    >>> small = View("x", "partial", x=np.zeros((1, 4, 1)))
    >>> cut(small) is small
    True
    """
    if view.geometry is None:
        return _cut_arrays(view, room)
    return _cut_windows(view, view.geometry, room)


def encoded_length(array: Array | None, cells: int) -> int:
    """The length of the base64 text of that many of an array's cells."""
    if array is None:
        return 0
    size = -(-cells // 8) if array.dtype == np.bool_ else cells * array.dtype.itemsize
    return 4 * -(-size // 3)


def _cut_windows(view: View, geometry: Geometry, room: int) -> View:
    whole = geometry.output_shape

    def edged(sizes: Sizes) -> bool:
        """Whether windows outside the part gave to cells at its edge."""
        return geometry.overlaps and any(a < b for a, b in zip(sizes[1:-1], whole[1:-1]))

    def fits(sizes: Sizes) -> bool:
        rows = math.prod(sizes)
        cells = math.prod(_input_of(geometry, sizes)[0])
        size = (
            encoded_length(view.mask, rows * geometry.window_size)
            + encoded_length(view.x, cells)
            + encoded_length(view.dout, rows)
            + encoded_length(None if view.derived and not edged(sizes) else view.din, cells)
        )
        return max(cells, rows * geometry.window_size) <= MAX_CELLS and size <= room

    kept = _largest(whole, fits)
    if kept == whole:
        return view
    shape, padding = _input_of(geometry, kept)
    part = windows(
        shape,
        kernel_size=geometry.kernel_size,
        stride=geometry.stride,
        padding=padding,
        dilation=geometry.dilation,
        ceil_mode=geometry.ceil_mode,
        ties=geometry.ties,
        nan=geometry.nan,
        count_include_pad=geometry.count_include_pad,
    )
    mask = view.mask
    if mask is not None:
        rows = np.arange(geometry.rows).reshape(whole)
        mask = mask[_cropped(rows, kept).ravel()]
    return replace(
        view,
        geometry=part,
        x=_part(view.x, shape),
        mask=mask,
        dout=_part(view.dout, kept),
        din=_part(view.din, shape),
        derived=view.derived and not edged(kept),
        expected=None if edged(kept) else _part(view.expected, shape),
        cut=_cut_of(view, geometry.input_shape, shape),
    )


def _cut_arrays(view: View, room: int) -> View:
    """Arrays whose windows are not known are cut at the same sizes."""
    arrays = view.arrays()
    first = next(iter(arrays.values()))

    def fits(sizes: Sizes) -> bool:
        cells = [math.prod(map(min, sizes, array.shape)) for array in arrays.values()]
        lengths = sum(map(encoded_length, arrays.values(), cells))
        return max(cells) <= MAX_CELLS and lengths <= room

    kept = _largest(first.shape, fits)
    if kept == first.shape:
        return view
    parts = {
        name: _part(array, tuple(map(min, kept, array.shape))) for name, array in arrays.items()
    }
    return replace(view, cut=_cut_of(view, first.shape, kept), **parts)  # type: ignore[arg-type]


def _cut_of(view: View, whole: Sizes, shape: Sizes) -> Cut:
    """A part of the view, which may be a part itself."""
    if view.cut is None:
        return Cut(whole, shape, (0,) * len(whole))
    return Cut(view.cut.whole, shape, view.cut.origin)


def _largest(shape: Sizes, fits: Callable[[Sizes], bool]) -> Sizes:
    """The shape if it fits; else fewer batches, then channels, then spatial axes of one limit."""
    if fits(shape):
        return shape
    sizes = list(shape)
    ends = (0, len(shape) - 1)
    for axis in ends:

        def at(size: int, axis: int = axis) -> Sizes:
            return (*sizes[:axis], size, *sizes[axis + 1 :])

        sizes[axis] = _greatest(sizes[axis], lambda size: fits(at(size)))
        if fits(tuple(sizes)):
            return tuple(sizes)

    def limited(limit: int) -> Sizes:
        return tuple(size if axis in ends else min(size, limit) for axis, size in enumerate(sizes))

    return limited(_greatest(max(sizes), lambda limit: fits(limited(limit))))


def _greatest(most: int, fits: Callable[[int], bool]) -> int:
    """The greatest of 1 to `most` that fits, by halving; 1 where none does."""
    low, high = 1, most
    while low < high:
        middle = (low + high + 1) // 2
        if fits(middle):
            low = middle
        else:
            high = middle - 1
    return low


def _input_of(geometry: Geometry, sizes: Sizes) -> tuple[Sizes, list[tuple[int, int]]]:
    """The input that the first windows along each axis look at, and the padding they have there."""
    spatial, padding = [], []
    for axis, size in enumerate(geometry.input_shape[1:-1]):
        low, high = geometry.padding[axis]
        out = sizes[axis + 1]
        if out == geometry.output_shape[axis + 1]:
            spatial.append(size)
            padding.append((low, high))
            continue
        reach = (out - 1) * geometry.stride[axis] + geometry.extent[axis] - low
        spatial.append(min(size, reach))
        padding.append((low, max(0, reach - size)))
    return (sizes[0], *spatial, sizes[-1]), padding


def _part(array: Array | None, sizes: Sequence[int]) -> Array | None:
    return None if array is None else _cropped(array, sizes)


def _cropped(array: Array, sizes: Sequence[int]) -> Array:
    return np.ascontiguousarray(array[tuple(slice(size) for size in sizes)])
