"""What the windows of a pooling look at along each axis by itself."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from .options import NanRule, Ties

#: Starts, first real cells, and counts of them.
Ranges = tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]]


@dataclass(frozen=True)
class AlongAxes:
    """Sizes and options of windows; spatial axes are counted from 0."""

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
    def extent(self) -> tuple[int, ...]:
        """The effective kernel: cells from a window's first to its last, along each axis."""
        return tuple(d * (k - 1) + 1 for k, d in zip(self.kernel_size, self.dilation))

    @property
    def overlaps(self) -> bool:
        """Whether windows can share cells: a stride is less than the effective kernel."""
        return any(step < reach for step, reach in zip(self.stride, self.extent))

    def ranges(self, axis: int) -> Ranges:
        """Of each window along an axis: where it starts, its first real cell, and how many it has.

        A start may lie in the padding; its real cells are a dilation apart.

        >>> from poolscope.window.windows import windows
        >>> [one.tolist() for one in windows((1, 3, 1), kernel_size=2, padding=1).ranges(0)]
        [[-1, 1], [0, 1], [1, 2]]
        """
        return self._ranges[axis]

    @cached_property
    def _ranges(self) -> list[Ranges]:
        return [self._find_ranges(axis) for axis in range(len(self.kernel_size))]

    def _find_ranges(self, axis: int) -> Ranges:
        size, dilation = self.input_shape[axis + 1], self.dilation[axis]
        low = self.padding[axis][0]
        starts = np.arange(self.output_shape[axis + 1]) * self.stride[axis] - low
        skipped, counts = self._within(axis, low, low + size)
        return starts, starts + skipped * dilation, counts

    def windows_around(self, axis: int) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """Of each coordinate along an axis the first window around it, and the one after the last.

        The windows' cells are neighbours.

        >>> from poolscope.window.windows import windows
        >>> around = windows((1, 3, 1), kernel_size=2, stride=1).windows_around(0)
        >>> [one.tolist() for one in around]
        [[0, 0, 1], [1, 2, 2]]
        """
        _, first, counts = self.ranges(axis)
        where = np.arange(self.input_shape[axis + 1])
        begin = np.searchsorted(first + counts, where, side="right")
        return begin, np.searchsorted(first, where, side="right")

    def steps_of(self, axis: int, offset: int) -> tuple[slice, slice]:
        """The windows along an axis whose cell at an offset is real, and those cells.

        The windows are alike, a stride apart.

        >>> from poolscope.window.windows import windows
        >>> windows((1, 5, 1), kernel_size=3, stride=2, padding=1).steps_of(0, 0)
        (slice(1, 3, None), slice(1, 4, 2))
        """
        size, stride = self.input_shape[axis + 1], self.stride[axis]
        start = offset * self.dilation[axis] - self.padding[axis][0]
        first = max(0, -(start // stride))
        end = max(first, min(self.output_shape[axis + 1], -((start - size) // stride)))
        if end == first:
            return slice(0, 0), slice(0, 0)
        begin = first * stride + start
        return slice(first, end), slice(begin, begin + (end - first - 1) * stride + 1, stride)

    def coverage_along(self, axis: int) -> NDArray[np.int64]:
        """In how many windows along an axis each of its coordinates lies."""
        size, dilation = self.input_shape[axis + 1], self.dilation[axis]
        if dilation > 1:
            coordinates = self._coordinates(axis)
            return np.bincount(coordinates[coordinates >= 0], minlength=size).astype(np.int64)
        _, cells, counts = self.ranges(axis)
        there = counts > 0
        begins = np.bincount(cells[there], minlength=size + 1)
        ends = np.bincount((cells + counts)[there], minlength=size + 1)
        return np.cumsum(begins - ends)[:size].astype(np.int64)

    def _within(
        self, axis: int, first: int, end: int
    ) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """Of each window along an axis: its cells before a part of the input, and those in it."""
        dilation, size = self.dilation[axis], self.kernel_size[axis]
        starts = np.arange(self.output_shape[axis + 1]) * self.stride[axis]
        before = np.clip(-((starts - first) // dilation), 0, size)
        until = np.clip(-((starts - end) // dilation), 0, size)
        return before, until - before

    def _positions(self, axis: int) -> NDArray[np.int64]:
        """Where the cells of each window along an axis lie in the padded input."""
        starts = np.arange(self.output_shape[axis + 1]) * self.stride[axis]
        return starts[:, None] + np.arange(self.kernel_size[axis]) * self.dilation[axis]

    def _coordinates(self, axis: int) -> NDArray[np.int64]:
        """Where they lie in the input; −1 for a cell that is not real."""
        at = self._positions(axis) - self.padding[axis][0]
        return np.where(at < self.input_shape[axis + 1], np.maximum(at, -1), -1)
