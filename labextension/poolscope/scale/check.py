"""Checks a store on Dask: blocks of whole entries are tallied, and the tallies added in a tree."""

from __future__ import annotations

import fnmatch
import os
import sys
from collections.abc import Iterable, Sequence
from contextlib import nullcontext, suppress
from dataclasses import replace
from functools import lru_cache
from importlib.util import find_spec
from typing import Any

from ..core.arguments import check_flag, path_text
from ..core.errors import error_text, one_line
from ..findings.counts.partial import Partial, merge, partial_of, whole_tally
from ..findings.counts.tally import Tally
from ..findings.kinds.din_difference import must_ask
from ..store.layout import MIB
from ..store.read import read_store
from ..watch.call.described import Described, describe
from .allocator import give_back, keep_freed
from .judge import say, tally_entries
from .report import CheckedCall, StoreReport

#: What is read at once: so many bytes of all arrays together, or one entry. Less than that does not
#: gain from the processor's cache; four times as much takes half as long again.
BLOCK_BYTES = 8 * MIB
#: So many blocks are a task, of which Dask's scheduler takes about a millisecond.
BLOCKS_OF_TASK = 4
#: So many tallies are added up at once.
FAN_IN = 8


def check_store(
    path: str | os.PathLike[str],
    *,
    calls: str | Sequence[str] | None = None,
    client: Any = None,
    progress: bool = True,
) -> StoreReport:
    """What is wrong with the pooling calls of a store, each judged over all of its steps.

        report = poolscope.check_store("run.zarr")
        report                        # a table of the calls, and what was found
        report.calls[0].findings      # as explore and watch find them, in all batch entries
        report.calls[0].step_of(report.calls[0].findings[0])    # the step, and its batch entry

    `watch(model, store="run.zarr")` writes such a store. Every entry of every array is read, on the
    threads of this machine, or on the workers of a `distributed.Client`, which see the same path.
    Memory does not grow with the store: places are counted, and read again when one is asked for.

    `calls` is a pattern of names, or several: other calls are left out. `progress=False` leaves the
    progress bar out, which goes to stderr.

    A StoreError, which is a ValueError, says in one line what is wrong with the store; a KeyError
    that no call has such a name; an ImportError that Dask is missing.
    """
    if find_spec("dask") is None:
        remedy = 'pip install "poolscope[scale]"'
        raise ImportError(f"check_store: needs Dask, which is not installed; {remedy}")
    check_flag("check_store", "progress", progress)
    name = path_text("check_store", "path", path, "run.zarr")
    if client is not None and not callable(getattr(client, "compute", None)):
        remedy = "give a distributed.Client, or nothing"
        raise TypeError(error_text("check_store", "client", client, "is no client", remedy))
    described = _chosen([describe(stored) for stored in read_store(name)], calls)
    parts = _tally(described, client, made=False, progress=progress)
    again = [at for at, part in enumerate(parts) if must_ask(part.counts, part.holds)]
    second = _tally([described[at] for at in again], client, made=True, progress=progress)
    for at, part in zip(again, second):
        parts[at] = part
    return StoreReport(name, [_checked(*one) for one in zip(described, parts)])


def blocks_of(call: Described) -> list[tuple[int, int]]:
    """The entries that are read together: whole chunks where they are small enough."""
    arrays = call.stored.arrays.values()
    most = max(1, BLOCK_BYTES // max(1, sum(array.entry_bytes for array in arrays)))
    chunk = min(array.chunk for array in arrays)
    size = most // chunk * chunk or most
    entries = call.stored.entries
    return [(first, min(first + size, entries)) for first in range(0, entries, size)]


def tally_block(call: Described, first: int, end: int, made: bool) -> Partial:
    """A block's tally, without its places."""
    # The disk reads on while this block is judged.
    for array in call.stored.arrays.values():
        array.expect(end, min(2 * end - first, call.stored.entries))
    return partial_of(tally_entries(call, first, end, made=made))


def tally_blocks(call: Described, blocks: Sequence[tuple[int, int]], made: bool) -> Partial:
    """The tally of consecutive blocks: what a task gives."""
    keep_freed()
    return merge([tally_block(call, first, end, made) for first, end in blocks])


def _tally(calls: Sequence[Described], client: Any, *, made: bool, progress: bool) -> list[Partial]:
    if not calls:
        return []
    from dask.base import compute
    from dask.delayed import delayed
    from dask.diagnostics import ProgressBar

    task, add = delayed(tally_blocks, pure=False), delayed(merge, pure=False)
    roots = []
    for call in calls:
        # The steps, of which there may be many, are no task's concern.
        whole = ((0, 0, call.stored.entries),)
        sent = delayed(replace(call, stored=replace(call.stored, steps=whole)), traverse=False)
        blocks = blocks_of(call)
        starts = range(0, len(blocks), BLOCKS_OF_TASK)
        level = [task(sent, blocks[at : at + BLOCKS_OF_TASK], made) for at in starts]
        while len(level) > 1:
            level = [add(level[at : at + FAN_IN]) for at in range(0, len(level), FAN_IN)]
        roots += level
    if client is None:
        with ProgressBar(out=sys.stderr) if progress else nullcontext():
            return list(compute(*roots, scheduler="threads"))
    futures = client.compute(roots)
    try:
        if progress:
            from distributed import progress as bar

            bar(futures)
        return list(client.gather(futures))
    except BaseException:
        # What is interrupted is not worked on any more, also while a traceback holds the futures.
        with suppress(Exception):
            client.cancel(futures)
        raise
    finally:
        # A cluster that is gone keeps nothing.
        with suppress(Exception):
            client.run(give_back)


def _checked(call: Described, part: Partial) -> CheckedCall:
    blocks = blocks_of(call)

    @lru_cache(maxsize=2)
    def load(block: int) -> tuple[int, Tally]:
        return blocks[block][0], tally_entries(call, *blocks[block])

    judged = say(call, whole_tally(part, load))
    return CheckedCall(call, judged)


def _chosen(calls: list[Described], wanted: str | Sequence[str] | None) -> list[Described]:
    if wanted is None:
        return calls
    given: Any = wanted
    is_list = isinstance(given, Iterable) and not isinstance(given, str)
    patterns: list[str] = list(given) if is_list else [given]
    if not all(isinstance(one, str) for one in patterns):
        remedy = 'give a pattern of names, as in calls="features.*"'
        raise TypeError(error_text("check_store", "calls", wanted, "is not a string", remedy))
    chosen = [one for one in calls if any(fnmatch.fnmatchcase(one.name, p) for p in patterns)]
    if not chosen:
        known = one_line(", ".join(dict.fromkeys(call.name for call in calls)) or "none", 300)
        there = one_line(", ".join(patterns))
        raise KeyError(f"check_store: no call is named {there}; the names are {known}")
    return chosen
