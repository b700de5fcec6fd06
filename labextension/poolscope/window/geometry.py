"""All sizes and offsets of a pooling's windows, and which cells each window looks at.

Nothing else computes them. The rules are those of the TypeScript library's `windows`.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from .options import NanRule, Ties


@dataclass(frozen=True)
class Geometry:
    """The windows of a pooling over `[batch, ...spatial, channels]`.

    Row `r = ((b·outHeight + i)·outWidth + j)·channels + c`, column `kh·kernelWidth + kw`, for any
    of 1 to 3 spatial axes. Made by `windows`.
    """

    input_shape: tuple[int, ...]
    output_shape: tuple[int, ...]
    kernel_size: tuple[int, ...]
    stride: tuple[int, ...]
    padding: tuple[tuple[int, int], ...]
    dilation: tuple[int, ...]
    ceil_mode: bool = False
    ties: Ties = "first"
    nan: NanRule = "propagate"
    count_include_pad: bool = True

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
    def extent(self) -> tuple[int, ...]:
        """The effective kernel: cells from a window's first to its last, along each axis."""
        return tuple(d * (k - 1) + 1 for k, d in zip(self.kernel_size, self.dilation))

    @property
    def overlaps(self) -> bool:
        """Whether windows can share cells: a stride is less than the effective kernel."""
        return any(step < reach for step, reach in zip(self.stride, self.extent))

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

    def coverage(self) -> NDArray[np.int64]:
        """How many windows each cell of the input lies in, flat.

        >>> from poolscope.window.windows import windows
        >>> windows((1, 5, 1), kernel_size=3, stride=2).coverage().tolist()
        [1, 1, 2, 1, 1]
        """
        counts = np.ones(self.input_shape[0], dtype=np.int64)
        for axis, size in enumerate(self.input_shape[1:-1]):
            coordinates = self._coordinates(axis)
            holding = np.bincount(coordinates[coordinates >= 0], minlength=size)
            counts = counts[..., None] * holding
        return np.repeat(counts.ravel(), self.input_shape[-1])

    def real_cells(self) -> NDArray[np.int64]:
        """How many real cells the window of each row has, flat.

        >>> from poolscope.window.windows import windows
        >>> windows((1, 3, 1), kernel_size=2, padding=1).real_cells().tolist()
        [1, 2]
        """
        counts = np.ones(self.output_shape[0], dtype=np.int64)
        for axis in range(len(self.kernel_size)):
            counts = counts[..., None] * (self._coordinates(axis) >= 0).sum(axis=1)
        return np.repeat(counts.ravel(), self.output_shape[-1])

    def divisors(self) -> NDArray[np.int64]:
        """What the average of each row is divided by, flat; 0 where no cell counts.

        >>> from poolscope.window.windows import windows
        >>> windows((1, 3, 1), kernel_size=2, padding=1).divisors().tolist()
        [2, 2]
        """
        counts = np.ones(self.output_shape[0], dtype=np.int64)
        for axis, size in enumerate(self.input_shape[1:-1]):
            low, high = self.padding[axis]
            at = self._positions(axis)
            first = 0 if self.count_include_pad else low
            end = low + size + (high if self.count_include_pad else 0)
            counts = counts[..., None] * ((at >= first) & (at < end)).sum(axis=1)
        return np.repeat(counts.ravel(), self.output_shape[-1])

    def _positions(self, axis: int) -> NDArray[np.int64]:
        """Where the cells of each window along an axis lie in the padded input."""
        starts = np.arange(self.output_shape[axis + 1]) * self.stride[axis]
        return starts[:, None] + np.arange(self.kernel_size[axis]) * self.dilation[axis]

    def _coordinates(self, axis: int) -> NDArray[np.int64]:
        """Where they lie in the input; −1 for a cell that is not real."""
        at = self._positions(axis) - self.padding[axis][0]
        return np.where(at < self.input_shape[axis + 1], np.maximum(at, -1), -1)
