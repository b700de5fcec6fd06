"""The windows of an adaptive pooling whose output's size does not divide the input's."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from ...window.geometry import Geometry


class UnevenGeometry(Geometry):
    """Windows of different sizes: i's goes from ⌊i·n/out⌋ to ⌈(i+1)·n/out⌉ along each axis.

    A window has as many columns as the largest; those beyond its end are no real cells.
    """

    def divisors(self) -> NDArray[np.int64]:
        """What the average of each row is divided by: its cells.

        >>> uneven((1, 5, 1), [2]).divisors().tolist()
        [3, 3]
        """
        return self.real_cells()

    @property
    def is_regular(self) -> bool:
        """No: their sizes differ."""
        return False

    def ranges(self, axis: int) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]]:
        """Of each window along an axis: its start, which is its first real cell, and its cells."""
        starts, ends = _bounds(self.input_shape[axis + 1], self.output_shape[axis + 1])
        return starts, starts, ends - starts

    def plane_divisors(self) -> NDArray[np.int64]:
        """What the average of each row of a plane is divided by: its cells."""
        return self.plane_real_cells()

    def _coordinates(self, axis: int) -> NDArray[np.int64]:
        size, out = self.input_shape[axis + 1], self.output_shape[axis + 1]
        starts, ends = _bounds(size, out)
        at = starts[:, None] + np.arange(self.kernel_size[axis])
        return np.where(at < ends[:, None], at, -1)


def uneven(input_shape: Sequence[int], output: Sequence[int]) -> UnevenGeometry:
    """The windows of an adaptive pooling; `output` is its size along the spatial axes.

    >>> [column.tolist() for column in uneven((1, 4, 1), [3]).columns()]
    [[0, 1, 2], [1, 2, 3]]
    >>> [column.tolist() for column in uneven((1, 7, 1), [4]).columns()]
    [[0, 1, 3, 5], [1, 2, 4, 6], [-1, 3, 5, -1]]
    """
    batch, *spatial, channels = input_shape
    bounds = [_bounds(size, out) for size, out in zip(spatial, output)]
    kernel = tuple(int((ends - starts).max(initial=1)) for starts, ends in bounds)
    ones = (1,) * len(spatial)
    return UnevenGeometry(
        input_shape=tuple(input_shape),
        output_shape=(batch, *output, channels),
        kernel_size=kernel,
        stride=ones,
        padding=((0, 0),) * len(spatial),
        dilation=ones,
    )


def _bounds(size: int, out: int) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    at = np.arange(out, dtype=np.int64)
    return at * size // max(1, out), -(-(at + 1) * size // max(1, out))
