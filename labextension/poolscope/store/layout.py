"""The layout of a store, version 1, and its limits; docs/store.md describes it."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Literal, get_args

from ..core.limits import FILE_LIMITS

VERSION = 1
#: Under which the attributes of a group stand.
ATTRIBUTE = "poolscope"

ArrayKey = Literal["x", "indices", "dout", "din"]
ARRAYS: tuple[ArrayKey, ...] = get_args(ArrayKey)
#: The array of finished steps: of each its number, its first entry, and how many there are.
STEPS = "steps"
STEP_COLUMNS = 3
STEP_CHUNK = 1024

#: What arrays may hold, as Zarr names it.
DTYPES = ("float32", "float64", "int8", "uint8", "int32", "int64", "bool")

MIB = 2**20
#: A chunk is at most this large, or one entry.
CHUNK_BYTES = 8 * MIB
#: What a store may ask of its reader: beyond this it is refused in one line.
LIMITS = {
    "bytes of a zarr.json": FILE_LIMITS["zarrMetadata"],
    "groups": FILE_LIMITS["groups"],
    "axes": 6,
    "entries": FILE_LIMITS["extent"],
    "bytes of a chunk": FILE_LIMITS["chunk"],
    "bytes of an entry": FILE_LIMITS["entry"],
    "steps": FILE_LIMITS["steps"],
    "characters of a name": FILE_LIMITS["name"],
}


def entries_of_chunk(batch: int, entry_bytes: int) -> int:
    """How many entries a chunk holds: a divisor of the batch, so that steps begin with a chunk.

    >>> entries_of_chunk(32, 2**20), entries_of_chunk(32, 2**24), entries_of_chunk(7, 2**20)
    (8, 1, 7)
    """
    most = max(1, CHUNK_BYTES // max(1, entry_bytes))
    return max(n for n in range(1, batch + 1) if batch % n == 0 and n <= most)


def bytes_of_entry(shape: Sequence[int], itemsize: int) -> int:
    """The bytes of one entry of an array whose first axis is the batch."""
    return math.prod(shape[1:]) * itemsize
