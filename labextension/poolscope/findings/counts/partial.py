"""Tallies of blocks that add up: counts in place of places, which are loaded when asked for."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import reduce
from itertools import accumulate

import numpy as np
from numpy.typing import NDArray

from .exact import ExactSum
from .tally import First, Tally, is_of_cells

#: Gives the tally of a block, whose number is given; its first entry comes with it.
Load = Callable[[int], tuple[int, Tally]]


@dataclass(frozen=True)
class Partial:
    """What was tallied in consecutive blocks, in memory that grows with their number alone."""

    blocks: int
    entries: int
    rows: int
    cells: int
    #: How many places each block has.
    places: dict[str, NDArray[np.int64]]
    #: The tests whose places have amounts.
    weighed: frozenset[str]
    counts: dict[str, int]
    sums: dict[str, ExactSum]
    firsts: dict[str, First]
    alive: dict[str, NDArray[np.bool_]]
    holds: dict[str, bool]


def partial_of(tally: Tally) -> Partial:
    """The tally of one block, without its places."""
    return Partial(
        1,
        tally.entries,
        tally.rows,
        tally.cells,
        {name: np.array([found.count]) for name, found in tally.places.items()},
        frozenset(tally.amounts),
        tally.counts,
        tally.sums,
        tally.firsts,
        tally.alive,
        tally.holds,
    )


def merge(parts: Sequence[Partial]) -> Partial:
    """Consecutive parts as one, in their order."""
    return reduce(_joined, parts)


def _joined(a: Partial, b: Partial) -> Partial:
    def count_of(part: Partial, name: str) -> NDArray[np.int64]:
        return part.places.get(name, np.zeros(part.blocks, dtype=np.int64))

    moved = {name: first.moved(a.rows, a.cells) for name, first in b.firsts.items()}
    return Partial(
        a.blocks + b.blocks,
        a.entries + b.entries,
        a.rows + b.rows,
        a.cells + b.cells,
        {
            name: np.concatenate([count_of(a, name), count_of(b, name)])
            for name in {**a.places, **b.places}
        },
        a.weighed | b.weighed,
        add_counts(a.counts, b.counts),
        add_sums(a.sums, b.sums),
        {**moved, **a.firsts},
        {name: _either(a.alive.get(name), b.alive.get(name)) for name in {**a.alive, **b.alive}},
        join_holds(a.holds, b.holds),
    )


def add_counts(a: dict[str, int], b: dict[str, int]) -> dict[str, int]:
    """The counts of two parts."""
    return {name: a.get(name, 0) + b.get(name, 0) for name in {**a, **b}}


def add_sums(a: dict[str, ExactSum], b: dict[str, ExactSum]) -> dict[str, ExactSum]:
    """The sums of two parts."""
    return {name: a.get(name, ExactSum()) + b.get(name, ExactSum()) for name in {**a, **b}}


def join_holds(a: dict[str, bool], b: dict[str, bool]) -> dict[str, bool]:
    """What is true of two parts."""
    return {name: a.get(name, True) and b.get(name, True) for name in {**a, **b}}


def _either(a: NDArray[np.bool_] | None, b: NDArray[np.bool_] | None) -> NDArray[np.bool_]:
    if a is None or b is None:
        whole = a if b is None else b
        assert whole is not None
        return whole
    either: NDArray[np.bool_] = a | b
    return either


def whole_tally(part: Partial, load: Load) -> Tally:
    """The tally of all blocks, whose places and amounts are loaded when they are asked for."""
    units = {True: part.cells // part.entries, False: part.rows // part.entries}
    places = {
        name: BlockPlaces(name, counts, units[is_of_cells(name)], load)
        for name, counts in part.places.items()
    }
    return Tally(
        part.entries,
        part.rows,
        part.cells,
        dict(places),
        {name: BlockAmounts(places[name]) for name in part.weighed},
        part.counts,
        part.sums,
        part.firsts,
        part.alive,
        part.holds,
    )


class BlockPlaces:
    """Places in blocks: how many each block has is known, the block itself is loaded for one."""

    def __init__(self, name: str, counts: NDArray[np.int64], unit: int, load: Load) -> None:
        self.name = name
        #: Places before each block, and all of them.
        self._before = [0, *accumulate(counts.tolist())]
        #: Cells, or rows, of an entry.
        self._unit = unit
        self._load = load
        self.count: int = self._before[-1]

    def find(self, k: int) -> tuple[int, Tally, int]:
        """The first entry of the block that holds a place, its tally, and its number in it."""
        block = bisect_right(self._before, k) - 1
        return *self._load(block), k - self._before[block]

    def at(self, k: int) -> int:
        """The place with `k` others before it."""
        first, tally, within = self.find(k)
        return first * self._unit + tally.places[self.name].at(within)

    def all(self) -> NDArray[np.int64]:
        """Every place, ascending; memory grows with them."""
        parts = list(self._parts())
        return np.concatenate(parts) if parts else np.zeros(0, dtype=np.int64)

    def _parts(self) -> Iterator[NDArray[np.int64]]:
        for block in range(len(self._before) - 1):
            if self._before[block + 1] > self._before[block]:
                first, tally = self._load(block)
                yield tally.places[self.name].all() + first * self._unit


class BlockAmounts:
    """What each of some places in blocks adds to a difference of sums."""

    def __init__(self, places: BlockPlaces) -> None:
        self._places = places

    def __len__(self) -> int:
        return self._places.count

    def __getitem__(self, k: int) -> float:
        _, tally, within = self._places.find(k)
        return float(tally.amounts[self._places.name][within])
