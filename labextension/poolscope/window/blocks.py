"""Blocks of an array: some batch entries, or some channels of one, that are worked on at once."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

#: A block has at most so many cells, or the cells of one channel of one entry.
BLOCK = 2**19


@dataclass(frozen=True)
class Block:
    """Batch entries from the first up to an end, and channels likewise."""

    first: int
    end: int
    channel: int
    channels_end: int

    @property
    def entries(self) -> int:
        """How many batch entries it has."""
        return self.end - self.first

    @property
    def channels(self) -> int:
        """How many channels it has."""
        return self.channels_end - self.channel

    @property
    def index(self) -> Any:
        """What picks it from an array with its channels last."""
        return slice(self.first, self.end), ..., slice(self.channel, self.channels_end)


def blocks_of(shape: Sequence[int], most: int = BLOCK) -> Iterator[Block]:
    """The blocks of a batch, entry after entry, and the channels of an entry in their order.

    `shape` is that of the larger of the arrays, its channels last. An empty batch is one block.

    >>> [(one.first, one.end) for one in blocks_of((5, 4, 4, 2), most=64)]
    [(0, 2), (2, 4), (4, 5)]
    >>> [(one.first, one.channel, one.channels_end) for one in blocks_of((2, 4, 4, 3), most=32)]
    [(0, 0, 2), (0, 2, 3), (1, 0, 2), (1, 2, 3)]
    """
    batch, *spatial, channels = shape
    plane = max(1, math.prod(spatial))
    if plane * channels <= most:
        step = most // max(1, plane * channels)
        for first in range(0, max(1, batch), step):
            yield Block(first, min(batch, first + step), 0, channels)
        return
    width = max(1, most // plane)
    for entry in range(batch):
        for channel in range(0, channels, width):
            yield Block(entry, entry + 1, channel, min(channels, channel + width))
