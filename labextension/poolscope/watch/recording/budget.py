"""How much of the calls a scope keeps: whole batch entries, within a limit of bytes."""

from __future__ import annotations

import re

from ...core.errors import error_text
from ...core.numbers import count

UNITS = {
    "B": 1,
    "KB": 10**3,
    "MB": 10**6,
    "GB": 10**9,
    "KIB": 2**10,
    "MIB": 2**20,
    "GIB": 2**30,
}


def bytes_of(limit: str | int) -> int:
    """A limit in bytes.

    >>> bytes_of("256 MB"), bytes_of("1.5 GiB"), bytes_of(4096)
    (256000000, 1610612736, 4096)
    """
    if isinstance(limit, int) and not isinstance(limit, bool) and limit >= 0:
        return limit
    parts = re.fullmatch(r"\s*(\d+(?:\.\d+)?)\s*([KMG]?I?B)\s*", str(limit).upper())
    if parts is None or parts[2] not in UNITS:
        remedy = 'give bytes, or a text like "256 MB"'
        raise ValueError(error_text("watch", "limit", limit, "is no size", remedy))
    return int(float(parts[1]) * UNITS[parts[2]])


class Budget:
    """Bytes that are given out in the order in which they are asked for."""

    def __init__(self, limit: int) -> None:
        self.limit = limit
        self.left = limit

    def take(self, entry: int, entries: int) -> int:
        """Reserves bytes for as many entries as may be kept, and says how many those are.

        `entry` is the bytes of one. They take at most half of what is left, so that later calls
        find room too; but one is kept if it fits at all.

        >>> budget = Budget(100)
        >>> budget.take(10, 8), budget.take(10, 8), budget.take(40, 1), budget.take(1, 0)
        (5, 2, 0, 0)
        """
        if entries == 0 or entry > self.left:
            return 0
        kept = entries if entry == 0 else max(1, min(entries, self.left // 2 // entry))
        self.left -= kept * entry
        return kept

    def keep(self, first: int, batch: int, entry: int) -> tuple[tuple[int, int], str | None]:
        """Which entries of a batch are kept, from `first` on, and a line on those that are not.

        The entries are the first, and the one after the last; (0, 0) where none is kept.

        >>> Budget(100).keep(1, 4, 10)
        ((1, 4), 'batch entries 1 to 3 of 4 kept; what was found is of the whole batch')
        """
        there = max(0, batch - first)
        kept = self.take(entry, there)
        end = first + kept
        note = None
        if batch and not there:
            note = f"none of {count(batch)} batch entries is kept: batch={first}"
        elif kept == 0 and batch:
            size = f"an entry takes {entry / 1e6:.3g} MB, {self.left / 1e6:.3g} MB are left"
            limit = f"of limit={self.limit / 1e6:.3g} MB"
            note = f"none of {count(batch)} batch entries is kept: {size} {limit}"
        elif kept < batch:
            entries = f"entry {first}" if kept == 1 else f"entries {first} to {end - 1}"
            note = f"batch {entries} of {count(batch)} kept; what was found is of the whole batch"
        return (first, end) if kept else (0, 0), note
