"""Arrays as they lie in the framework's memory, which are read by blocks."""

from __future__ import annotations

import numpy as np

from ...core.arrays import Array, Half
from ...window.blocks import Block


class Source:
    """An array with its channels last, whichever way it lies in memory.

    What is of half precision is read as float32, block by block.

    >>> half = Source(np.array([1, 2, 3], np.float16).reshape(1, 3, 1))
    >>> half.read(Block(0, 1, 0, 1)).ravel().tolist(), half.dtype
    ([1.0, 2.0, 3.0], dtype('float32'))
    """

    def __init__(self, array: Array, half: Half | None = None) -> None:
        """`array` has the bits of bfloat16 as unsigned integers; `half` says that they are such."""
        self._array = array
        self._is_bits = half == "bfloat16"
        self._widens = self._is_bits or array.dtype == np.float16

    @property
    def array(self) -> Array:
        """All of it, as it lies in memory; of half precision a copy."""
        return self._widened(self._array) if self._widens else self._array

    @property
    def shape(self) -> tuple[int, ...]:
        """Its shape, channels last."""
        return self._array.shape

    @property
    def dtype(self) -> np.dtype:
        """The kind of numbers that are read."""
        return np.dtype(np.float32) if self._widens else self._array.dtype

    def read(self, block: Block) -> Array:
        """A block, contiguous; it may lie in the array's own memory, to be read alone."""
        part = np.ascontiguousarray(self._array[block.index])
        return self._widened(part) if self._widens else part

    def copy(self) -> Array:
        """A copy of all of it, whose axes lie in memory as they do here."""
        return self._widened(self._array) if self._widens else self._array.copy(order="K")

    def held(self) -> Source:
        """The same in memory of its own."""
        return Source(self._array.copy(order="K"), "bfloat16" if self._is_bits else None)

    def _widened(self, part: Array) -> Array:
        if not self._is_bits:
            return part.astype(np.float32)
        wide: Array = part.astype(np.uint32)
        wide <<= np.uint32(16)
        return wide.view(np.float32)
