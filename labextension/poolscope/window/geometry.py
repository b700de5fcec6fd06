"""All sizes and offsets of a pooling's windows, and which cells each window looks at.

Nothing else computes them. The rules are those of the TypeScript library's `windows`.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from .along_axes import AlongAxes

#: Entries of a batch are taken together until they have this many cells, which a cache holds.
CHUNK = 2**18


@dataclass(frozen=True)
class Geometry(AlongAxes):
    """The windows of a pooling over `[batch, ...spatial, channels]`.

    Row `r = ((b·outHeight + i)·outWidth + j)·channels + c`, column `kh·kernelWidth + kw`, for any
    of 1 to 3 spatial axes. Made by `windows`.
    """

    @property
    def rows(self) -> int:
        """Rows of the matrix: the cells of the output."""
        return math.prod(self.output_shape)

    @property
    def window_size(self) -> int:
        """Columns of the matrix: the cells of a window, real or not."""
        return math.prod(self.kernel_size)

    @property
    def cells(self) -> int:
        """Cells of the input."""
        return math.prod(self.input_shape)

    @property
    def rows_of_plane(self) -> int:
        """Rows of one entry and channel."""
        return math.prod(self.output_shape[1:-1])

    def columns(self) -> Iterator[NDArray[np.int64]]:
        """Column by column, the flat input cell of every row; −1 where it is not real.

        >>> from poolscope.window.windows import windows
        >>> [list(map(int, column)) for column in windows((1, 4, 1), kernel_size=2).columns()]
        [[0, 2], [1, 3]]
        """
        batch, *spatial, channels = self.input_shape
        along = [self._coordinates(axis) for axis in range(len(spatial))]
        for offsets in np.ndindex(*self.kernel_size):
            at = np.arange(batch, dtype=np.int64)
            for axis, size in enumerate(spatial):
                step = along[axis][:, offsets[axis]]
                joined = at[..., None] * size + step
                at = np.where((at[..., None] < 0) | (step < 0), -1, joined)
            cells = at[..., None] * channels + np.arange(channels)
            yield np.where(at[..., None] < 0, -1, cells).ravel()

    @property
    def is_regular(self) -> bool:
        """Whether the windows are alike, a stride apart."""
        return True

    @property
    def stands_side_by_side(self) -> bool:
        """Whether no two windows share a cell, and all are whole and hold no padding."""
        alike = self.is_regular and self.stride == self.kernel_size and max(self.dilation) == 1
        return alike and all(
            low == 0 and n * size <= there
            for (low, _), n, size, there in zip(
                self.padding, self.output_shape[1:], self.kernel_size, self.input_shape[1:]
            )
        )

    def parts_of_batch(self) -> Iterator[slice]:
        """The batch in parts of some entries, the cells of which a cache holds."""
        batch = self.input_shape[0]
        step = max(1, CHUNK // max(1, self.cells // max(1, batch)))
        for start in range(0, batch, step):
            yield slice(start, start + step)

    @property
    def most_coverage(self) -> int:
        """In how many windows a cell lies at most."""
        axes = range(len(self.kernel_size))
        return math.prod(int(self.coverage_along(axis).max(initial=0)) for axis in axes)

    def plane_coverage(self) -> NDArray[np.int64]:
        """How many windows each cell of a plane, of one entry and channel, lies in, flat."""
        counts = np.ones(1, dtype=np.int64)
        for axis in range(len(self.kernel_size)):
            counts = np.multiply.outer(counts, self.coverage_along(axis)).ravel()
        return counts

    def coverage(self) -> NDArray[np.int64]:
        """How many windows each cell of the input lies in, flat.

        >>> from poolscope.window.windows import windows
        >>> windows((1, 5, 1), kernel_size=3, stride=2).coverage().tolist()
        [1, 1, 2, 1, 1]
        """
        return self._in_every_plane(self.plane_coverage())

    def real_cells(self) -> NDArray[np.int64]:
        """How many real cells the window of each row has, flat.

        >>> from poolscope.window.windows import windows
        >>> windows((1, 3, 1), kernel_size=2, padding=1).real_cells().tolist()
        [1, 2]
        """
        return self._in_every_plane(self.plane_real_cells())

    def plane_real_cells(self) -> NDArray[np.int64]:
        """The same of the rows of one entry and channel."""
        counts = np.ones(1, dtype=np.int64)
        for axis in range(len(self.kernel_size)):
            counts = np.multiply.outer(counts, self.ranges(axis)[2]).ravel()
        return counts

    @property
    def has_empty_windows(self) -> bool:
        """Whether some window has no real cell."""
        return any((self.ranges(axis)[2] == 0).any() for axis in range(len(self.kernel_size)))

    def divisors(self) -> NDArray[np.int64]:
        """What the average of each row is divided by, flat; 0 where no cell counts.

        >>> from poolscope.window.windows import windows
        >>> windows((1, 3, 1), kernel_size=2, padding=1).divisors().tolist()
        [2, 2]
        """
        return self._in_every_plane(self.plane_divisors())

    def plane_divisors(self) -> NDArray[np.int64]:
        """The same of the rows of one entry and channel."""
        counts = np.ones(1, dtype=np.int64)
        for axis, size in enumerate(self.input_shape[1:-1]):
            low, high = self.padding[axis]
            first = 0 if self.count_include_pad else low
            end = low + size + (high if self.count_include_pad else 0)
            counts = np.multiply.outer(counts, self._within(axis, first, end)[1]).ravel()
        return counts

    def cells_at(self, columns: NDArray[Any]) -> NDArray[np.int64]:
        """The flat input cell of each row at its column, which holds a real cell.

        >>> from poolscope.window.windows import windows
        >>> windows((1, 4, 1), kernel_size=2).cells_at(np.array([1, 0])).tolist()
        [1, 2]
        """
        batch, *_, channels = self.input_shape
        starts = np.zeros(1, dtype=np.int64)
        for axis, strides in enumerate(self._strides()):
            starts = np.add.outer(starts, self.ranges(axis)[0] * strides).ravel()
        starts = np.add.outer(starts, np.arange(channels)).ravel()
        cells = np.empty((batch, starts.size), dtype=np.int64)
        offsets = self.offsets()
        # Entry by entry, for a cache holds the starts of one.
        for of_entry, column in zip(cells, columns.reshape(cells.shape)):
            # Without "clip" NumPy writes into a copy first, and looks at every column once more.
            offsets.take(column.astype(np.intp), out=of_entry, mode="clip")
            of_entry += starts
            offsets += self.cells // batch
        return cells.ravel()

    def columns_of(self, cells: NDArray[np.int64]) -> NDArray[np.int64]:
        """The column at which each row's window holds a flat input cell; −1 where it doesn't.

        >>> from poolscope.window.windows import windows
        >>> windows((1, 4, 1), kernel_size=2).columns_of(np.array([1, 1])).tolist()
        [1, -1]
        """
        batch, *spatial, channels = self.input_shape
        rest, channel = np.divmod(cells.reshape(self.output_shape), max(1, channels))
        inside = (channel == np.arange(channels)) & (cells.reshape(channel.shape) >= 0)
        columns, weight = np.zeros(channel.shape, dtype=np.int64), 1
        for axis in reversed(range(len(spatial))):
            rest, at = np.divmod(rest, max(1, spatial[axis]))
            starts, first, counts = (
                one.reshape([-1 if other == axis + 1 else 1 for other in range(at.ndim)])
                for one in self.ranges(axis)
            )
            steps, between = np.divmod(at - starts, self.dilation[axis])
            last = first + (counts - 1) * self.dilation[axis]
            inside &= (between == 0) & (at >= first) & (at <= last)
            columns += steps * weight
            weight *= self.kernel_size[axis]
        inside &= rest == np.arange(batch).reshape([-1, *[1] * (rest.ndim - 1)])
        return np.where(inside, columns, -1).ravel()

    def _strides(self) -> list[int]:
        """How far apart neighbours along each spatial axis lie in the flat input."""
        return [math.prod(self.input_shape[axis + 2 :]) for axis in range(len(self.kernel_size))]

    def offsets(self) -> NDArray[np.int64]:
        """How far from its start each column of a window lies in the flat input."""
        offsets = np.zeros(1, dtype=np.int64)
        for size, dilation, stride in zip(self.kernel_size, self.dilation, self._strides()):
            offsets = np.add.outer(offsets, np.arange(size) * dilation * stride).ravel()
        return offsets

    def _in_every_plane(self, plane: NDArray[np.int64]) -> NDArray[np.int64]:
        return np.tile(np.repeat(plane, self.input_shape[-1]), self.input_shape[0])
