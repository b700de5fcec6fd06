"""The places of a finding, held as bits, for there may be millions."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray


class Places:
    """The places at which a test is true, ascending.

    >>> places = Places(np.array([False, True, False, True]))
    >>> places.count, places.at(1), places.all().tolist()
    (2, 3, [1, 3])
    """

    def __init__(self, test: NDArray[np.bool_]) -> None:
        self.count = int(np.count_nonzero(test))
        self._size = test.size
        self._planes = (1, 1)
        self._bits = np.packbits(test) if self.count else np.zeros(0, dtype=np.uint8)

    @classmethod
    def in_planes(cls, test: NDArray[np.bool_], batch: int, channels: int) -> Places:
        """Places that are the same in each entry and channel, of which a plane is given.

        >>> Places.in_planes(np.array([False, True]), batch=2, channels=2).all().tolist()
        [2, 3, 6, 7]
        """
        places = cls(test)
        places.count *= batch * channels
        places._planes = (batch, channels)
        return places

    def test(self) -> NDArray[np.bool_]:
        """The test: whether it is true, of each place that was asked."""
        if self.count == 0:
            return np.zeros(self._size * math.prod(self._planes), dtype=np.bool_)
        batch, channels = self._planes
        test = np.unpackbits(self._bits, count=self._size).view(np.bool_)
        return np.tile(np.repeat(test, channels), batch) if batch * channels > 1 else test

    def all(self) -> NDArray[np.int64]:
        """Every place."""
        if self.count == 0:
            return np.zeros(0, dtype=np.int64)
        return np.flatnonzero(self.test())

    def at(self, k: int) -> int:
        """The place with `k` others before it; `k` is less than the count.

        >>> Places.in_planes(np.array([False, True]), batch=2, channels=2).at(2)
        6
        """
        _, channels = self._planes
        plane = np.flatnonzero(np.unpackbits(self._bits, count=self._size))
        entry, within = divmod(k, plane.size * channels)
        position, channel = divmod(within, channels)
        return int((entry * self._size + plane[position]) * channels + channel)


def nowhere() -> Places:
    """No place."""
    return Places(np.zeros(0, dtype=np.bool_))
