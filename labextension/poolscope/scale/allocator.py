"""Lets the workers of a Dask cluster keep the memory that one array has freed for the next."""

from __future__ import annotations

import ctypes
import os
import sys
from functools import lru_cache

from ..store.layout import MIB

#: `mallopt`'s parameters, in glibc's malloc.h: what lies free at the end before it is given back,
#: and from which size on an array has pages of its own, given back with it.
_TRIM, _MMAP = -1, -3
#: What a worker keeps at most, and the largest array that it keeps the memory of.
_KEPT, _LARGEST = 256 * MIB, 32 * MIB
#: glibc's own, of arrays that have pages of their own.
_LARGEST_OF_GLIBC = MIB // 8

#: Dask starts its workers with this variable, of a few pages. It also ends glibc's own adapting, so
#: that every array of a block comes with fresh pages, which the system has to zero: two thirds of
#: the time of a check.
_VARIABLE = "MALLOC_TRIM_THRESHOLD_"


@lru_cache(maxsize=1)
def keep_freed() -> None:
    """Has this process keep up to 256 MiB that were freed, if Dask said that it should not."""
    _set(_KEPT, _LARGEST)


def give_back() -> None:
    """Ends that, and gives back what was kept."""
    keep_freed.cache_clear()
    given = os.environ.get(_VARIABLE, "")
    if given.isdigit():
        _set(int(given), _LARGEST_OF_GLIBC)
        glibc = _glibc()
        if glibc is not None:
            glibc.malloc_trim(0)


def _set(kept: int, largest: int) -> None:
    glibc = _glibc()
    if glibc is not None and _VARIABLE in os.environ:
        glibc.mallopt(_TRIM, kept)
        glibc.mallopt(_MMAP, largest)


def _glibc() -> ctypes.CDLL | None:
    if not sys.platform.startswith("linux"):
        return None
    library = ctypes.CDLL(None)
    return library if hasattr(library, "mallopt") else None
