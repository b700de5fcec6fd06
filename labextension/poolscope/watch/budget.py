"""How much a scope may keep."""

from __future__ import annotations

import re

from ..errors import sentence

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
        raise ValueError(sentence("watch", "limit", limit, "is no size", remedy))
    return int(float(parts[1]) * UNITS[parts[2]])


class Budget:
    """Bytes to be shared out in the order in which they are asked for."""

    def __init__(self, limit: int) -> None:
        self.limit = limit
        self.left = limit

    def take(self, entry: int, entries: int) -> int:
        """How many entries of so many bytes may be kept.

        At most half of what is left, so that calls to come find room too; one in any case, if it
        fits at all.

        >>> budget = Budget(100)
        >>> budget.take(10, 8), budget.take(10, 8), budget.take(40, 1), budget.take(1, 0)
        (5, 2, 0, 0)
        """
        if entries == 0 or entry > self.left:
            return 0
        kept = entries if entry == 0 else max(1, min(entries, self.left // 2 // entry))
        self.left -= kept * entry
        return kept
