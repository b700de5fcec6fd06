"""The tally of a batch that is tallied block by block, and keeps the places of each."""

from __future__ import annotations

from functools import reduce

import numpy as np
from numpy.typing import NDArray

from ..window.blocks import Block
from .counts.partial import (
    Partial,
    add_counts,
    add_sums,
    join_holds,
    merge,
    partial_of,
    whole_tally,
)
from .counts.tally import AnyAmounts, AnyPlaces, First, Tally, is_of_cells
from .finding.places import Places, nowhere


class TallyOfBlocks:
    """Adds up the tallies of blocks, which come in their order.

    >>> whole = TallyOfBlocks(channels=2)
    >>> for at in (0, 1):
    ...     whole.add(Block(0, 1, at, at + 1), Tally(1, 3, 3, {"ties": Places(np.arange(3) == 2)}))
    >>> whole.tally().places["ties"].all().tolist()
    [4, 5]
    """

    def __init__(self, channels: int) -> None:
        self._channels = channels
        #: The blocks of an entry of which some channels came.
        self._begun: list[tuple[Block, Tally]] = []
        self._part: Partial | None = None
        #: The first entry of each part, and its tally, whose places are held.
        self._held: list[tuple[int, Tally]] = []

    def add(self, block: Block, tally: Tally) -> None:
        """Adds a block."""
        if block.channels == self._channels:
            self._take(block.first, tally)
            return
        self._begun.append((block, tally))
        if block.channels_end == self._channels:
            begun, self._begun = self._begun, []
            self._take(block.first, woven(begun, self._channels))

    def tally(self) -> Tally:
        """The tally of all blocks."""
        if self._part is None:
            return Tally(0, 0, 0)
        if len(self._held) == 1:
            return self._held[0][1]
        held = self._held
        return whole_tally(self._part, lambda at: held[at])

    def _take(self, first: int, tally: Tally) -> None:
        part = partial_of(tally)
        if self._part is not None:
            part = merge([self._part, part])
            # What adds up is in the part: of a block its places are held alone.
            tally = Tally(tally.entries, tally.rows, tally.cells, *_placed(tally))
            if len(self._held) == 1:
                begin, one = self._held[0]
                self._held = [(begin, Tally(one.entries, one.rows, one.cells, *_placed(one)))]
        self._part = part
        self._held.append((first, tally))


def woven(parts: list[tuple[Block, Tally]], channels: int) -> Tally:
    """The tally of an entry, of whose channels some are in each part."""
    tallies = [tally for _, tally in parts]
    names = {name: None for tally in tallies for name in tally.places}
    weighed = {name: None for tally in tallies for name in tally.amounts}
    alive = {name: None for tally in tallies for name in tally.alive}
    return Tally(
        tallies[0].entries,
        sum(tally.rows for tally in tallies),
        sum(tally.cells for tally in tallies),
        {name: _places(name, parts, channels) for name in names},
        {name: _amounts(name, parts, channels) for name in weighed},
        reduce(add_counts, (tally.counts for tally in tallies)),
        reduce(add_sums, (tally.sums for tally in tallies)),
        _firsts(parts, channels),
        {name: _alive(name, parts, channels) for name in alive},
        reduce(join_holds, (tally.holds for tally in tallies)),
    )


def _placed(tally: Tally) -> tuple[dict[str, AnyPlaces], dict[str, AnyAmounts]]:
    """The places that there are, and what they add."""
    places = {name: found for name, found in tally.places.items() if found.count}
    return places, tally.amounts


def _among(flat: NDArray[np.int64], block: Block, channels: int) -> NDArray[np.int64]:
    """Places in a block of channels as those in the whole entry."""
    position, channel = np.divmod(flat, block.channels)
    moved: NDArray[np.int64] = position * channels + channel + block.channel
    return moved


def _places(name: str, parts: list[tuple[Block, Tally]], channels: int) -> Places:
    there = [(block, tally.places[name]) for block, tally in parts if tally.n(name)]
    if not there:
        return nowhere()
    size = sum((one.cells if is_of_cells(name) else one.rows) for _, one in parts)
    test = np.zeros(size, dtype=np.bool_)
    for block, places in there:
        test[_among(places.all(), block, channels)] = True
    return Places(test)


def _amounts(name: str, parts: list[tuple[Block, Tally]], channels: int) -> NDArray[np.float64]:
    there = [(block, tally) for block, tally in parts if tally.n(name)]
    if not there:
        return np.zeros(0)
    at = np.concatenate(
        [_among(tally.places[name].all(), block, channels) for block, tally in there]
    )
    amounts = np.concatenate([np.asarray(tally.amounts[name]) for _, tally in there])
    return amounts[np.argsort(at)]


def _firsts(parts: list[tuple[Block, Tally]], channels: int) -> dict[str, First]:
    firsts: dict[str, First] = {}
    for block, tally in parts:
        for name, first in tally.firsts.items():
            row, *cells = _among(np.array([first.row, *first.cells]), block, channels).tolist()
            moved = First(0 if is_of_cells(name) else row, tuple(cells), first.values)
            if name not in firsts or moved[:2] < firsts[name][:2]:
                firsts[name] = moved
    return firsts


def _alive(name: str, parts: list[tuple[Block, Tally]], channels: int) -> NDArray[np.bool_]:
    """What is alive of each channel, or of each cell."""
    shaped = [tally.alive[name].reshape(-1, block.channels) for block, tally in parts]
    return np.concatenate(shaped, axis=1).ravel()
