"""The places of a finding, held as bits, for there may be millions."""

from __future__ import annotations

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
        self._bits = np.packbits(test) if self.count else np.zeros(0, dtype=np.uint8)

    def all(self) -> NDArray[np.int64]:
        """Every place."""
        if self.count == 0:
            return np.zeros(0, dtype=np.int64)
        return np.flatnonzero(np.unpackbits(self._bits, count=self._size))

    def at(self, k: int) -> int:
        """The place with `k` others before it; `k` is less than the count."""
        return int(self.all()[k])


def nowhere() -> Places:
    """No place."""
    return Places(np.zeros(0, dtype=np.bool_))
