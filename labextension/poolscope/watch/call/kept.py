"""What is kept of a call's arrays: whole batch entries, and what adds up in all of them."""

from __future__ import annotations

import math

import numpy as np

from ...core.arrays import Array
from ...findings.counts.counts import ArrayCounts, counts_of
from ...findings.counts.exact import ExactSum
from ...view.view import Name
from ...window.blocks import Block


class Kept:
    """The arrays of the batch entries from `first` up to `end`, of a batch of some."""

    def __init__(self, first: int, end: int, batch: int) -> None:
        self.first, self.end = first, end
        self.is_whole = (first, end) == (0, batch) and batch > 0
        #: An array that is kept whole lies as it came, and in C order once it was asked for.
        self._arrays: dict[Name, Array] = {}
        self._sums: dict[Name, ExactSum] = {}
        #: The shapes and dtypes of arrays of which some entries are kept, with all of theirs.
        self._wholes: dict[Name, tuple[tuple[int, ...], np.dtype]] = {}

    @property
    def arrays(self) -> dict[Name, Array]:
        """The arrays, as they lie."""
        return self._arrays

    def array(self, name: Name) -> Array | None:
        """The kept entries of an array, channels last; None where there are none."""
        if name not in self._arrays:
            return None
        self._arrays[name] = np.ascontiguousarray(self._arrays[name])
        return self._arrays[name]

    @property
    def sums(self) -> dict[Name, ArrayCounts]:
        """What is in all entries, of arrays of which some are kept alone."""
        return {
            name: counts_of(sum_, math.prod(self._wholes[name][0]))
            for name, sum_ in self._sums.items()
        }

    def put(self, name: Name, array: Array) -> None:
        """Takes an array that is kept whole."""
        self._arrays[name] = array

    def begin(self, name: Name, shape: tuple[int, ...], dtype: np.dtype) -> None:
        """Some entries of an array are to come, block by block, where not all are there."""
        if self.is_whole or self.end == self.first:
            return
        self._arrays.pop(name, None)
        self._sums[name], self._wholes[name] = ExactSum(), (shape, dtype)

    def take(self, name: Name, block: Block, array: Array) -> None:
        """Takes what is to be kept of a block, and counts all of it."""
        self.count(name, array)
        self.store(name, block, array)

    def count(self, name: Name, array: Array) -> None:
        """Counts a block."""
        if name in self._sums:
            self._sums[name] += ExactSum.of(array)

    def store(self, name: Name, block: Block, array: Array) -> None:
        """Takes what is to be kept of a block."""
        here = self.entries_of(block)
        if name not in self._wholes or here.stop == here.start:
            return
        if name not in self._arrays:
            shape, dtype = self._wholes[name]
            self._arrays[name] = np.empty((self.end - self.first, *shape[1:]), dtype=dtype)
        start, end = (at + block.first - self.first for at in (here.start, here.stop))
        self._arrays[name][start:end, ..., block.channel : block.channels_end] = array[here]

    def entries_of(self, block: Block) -> slice:
        """The entries of a block that are kept, counted from its first."""
        start = max(self.first, block.first)
        return slice(start - block.first, max(start, min(self.end, block.end)) - block.first)

    def forget(self, name: Name) -> None:
        """Lets go of an array."""
        for held in (self._arrays, self._sums, self._wholes):
            held.pop(name, None)
