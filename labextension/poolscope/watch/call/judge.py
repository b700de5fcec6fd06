"""Judges a pooling call block by block, and holds between its passes what the second one needs."""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from ...core.arrays import Array, same_bits
from ...core.layout import Layout
from ...findings.counts.tally import AnyPlaces, Tally
from ...findings.find import say_routed, tally_routed
from ...findings.finding.finding import Finding
from ...findings.kinds.din_difference import must_ask
from ...findings.kinds.maximum_findings import ties_finding
from ...findings.whole import TallyOfBlocks
from ...window.blocks import Block, blocks_of
from ...window.extremes import Codes
from ...window.geometry import Geometry
from ...window.largest import Largest
from ...window.routes import Routes
from ..pytorch.operation import Operation
from .checks import is_half_norm, say_unrouted, tally_unrouted
from .kept import Kept
from .source import Source
from .ties import HeldTies, Tied, find_ties
from .winners import (
    cells_of,
    columns_of,
    kind_of_columns,
    problem_of_indices,
    read_indices,
    routes_of,
    winners_of,
)


class Forward(NamedTuple):
    """What was found in a call's input."""

    findings: list[Finding]
    tally: Tally
    #: Ties, where windows are alike or differ in size alone, and hold a maximum.
    tied: Tied | None
    #: In words, why the indices can't be read.
    problem: str | None


class Backward(NamedTuple):
    """What was found in a call's gradients."""

    findings: list[Finding]
    tally: Tally
    #: Why not all was checked.
    why: str | None
    #: Whether the kept part of din is, bit for bit, what dout and the mask give.
    derived: bool


class Judge:
    """Looks at a call by blocks of batch entries, or of an entry's channels where one is large.

    What it finds is what a look at all at once would find, in the same words and places.
    """

    def __init__(
        self,
        operation: Operation,
        input_shape: tuple[int, ...],
        output_shape: tuple[int, ...],
        layout: Layout,
        epsilon: float,
        *,
        holds_ties: bool = True,
    ) -> None:
        """Without `holds_ties` it tells of ties by what they mean for x, and of no winner."""
        self._operation = operation
        self._input_shape, self._output_shape = input_shape, output_shape
        self._layout, self._epsilon = layout, epsilon
        self._holds_ties = holds_ties
        self._windows = operation.windows(input_shape[0], input_shape[-1])
        larger = max(input_shape, output_shape, key=math.prod)
        self._blocks = list(blocks_of(larger))
        #: The windows of a block, by its entries and channels.
        self._geometries: dict[tuple[int, int], Geometry | None] = {}
        #: The column of each row's winner, or where windows are random its cell in its plane.
        self.winners: Codes | None = None
        #: Of each block, whether the winners are those of our own rule.
        self._own: list[bool] = []
        self._ties: list[HeldTies | None] = []
        #: The blocks of an Lp pooling's input, whose gradients are held against it.
        self._x: list[Array] = []
        self._contested: int | None = None
        self._tied_rows: AnyPlaces | None = None

    def forward(self, x: Source, indices: Source | None, kept: Kept) -> Forward:
        """Finds what there is in the input; `indices`, flat in their planes, lead to its maxima."""
        found = self._look_forward(x, indices, kept)
        if found is None:
            assert indices is not None
            problem = self._problem(indices)
            found = self._look_forward(x, None, kept)
            assert found is not None
            found = found._replace(problem=problem)
        self._contested = found.tally.counts.get("contested")
        self._tied_rows = found.tally.places.get("ties")
        return found

    def backward(self, dout: Source, din: Source | None, kept: Kept) -> Backward:
        """Finds what there is in the gradients."""
        tally, derived = self._tally_backward(dout, din, kept, made=False)
        if must_ask(tally.counts, tally.holds):
            tally, _ = self._tally_backward(dout, din, None, made=True)
        operation, windows, layout = self._operation, self._windows, self._layout
        if self.winners is None:
            found, why = say_unrouted(
                tally, operation, windows, layout, self._epsilon, has_din=din is not None
            )
            return Backward(found, tally, why, derived=False)
        if self._contested is not None:
            tally.counts["contested"] = self._contested
        found = say_routed(tally, self._input_shape, windows, layout=layout, of_din=True)
        return Backward(found, tally, None, derived)

    def ties_in_x(self) -> Finding | None:
        """That windows tie, by what it means for x, where no dout came to tell what for din."""
        if self._tied_rows is None or not any(self._ties):
            return None
        n = 0
        for at, block in enumerate(self._blocks):
            held = self._ties[at]
            if held is not None:
                n += held.count(None, self._cells(block) if self._own[at] else None)
        return ties_finding(self._tied_rows, math.prod(self._output_shape), n, of_din=False)

    def _look_forward(self, x: Source, indices: Source | None, kept: Kept) -> Forward | None:
        """The same; None where indices can't be read."""
        self._begin(has_indices=indices is not None)
        whole, tied = TallyOfBlocks(self._input_shape[-1]), Tied()
        kept.begin("x", x.shape, x.dtype)
        is_norm = self._operation.op == "lp"
        for block in self._blocks:
            part, windows = x.read(block), self._windows_of(block)
            kept.take("x", block, part)
            if indices is None:
                epsilon = self._epsilon
                tally = tally_unrouted(self._operation, windows, x=part, epsilon=epsilon)
                if is_norm and not is_half_norm(self._operation, epsilon):
                    self._x.append(part if part.flags.owndata else part.copy())
            else:
                cells, largest = read_indices(indices.read(block), part, windows)
                if cells is None:
                    return None
                tally = tally_routed(
                    _routes(cells, part, windows),
                    windows,
                    x=part,
                    largest=largest,
                    count_ties=not self._holds_ties,
                )
                tied += self._hold(block, windows, part, cells, largest, tally)
            whole.add(block, tally)
        tally = whole.tally()
        windows, layout = self._windows, self._layout
        if indices is None:
            found, _ = say_unrouted(
                tally, self._operation, windows, layout, self._epsilon, has_din=False
            )
            return Forward(found, tally, None, None)
        found = say_routed(tally, self._input_shape, windows, layout=layout, of_din=False)
        knows = self._holds_ties and windows is not None
        return Forward(found, tally, tied if knows else None, None)

    def _begin(self, *, has_indices: bool) -> None:
        self._own, self._ties, self._x, self.winners = [], [], [], None
        if has_indices:
            plane = math.prod(self._input_shape[1:-1])
            one = self._windows_of(self._blocks[0])
            kind = np.min_scalar_type(plane) if one is None else kind_of_columns(one)
            self.winners = np.empty(self._output_shape, dtype=kind)

    def _hold(
        self,
        block: Block,
        windows: Geometry | None,
        x: Array,
        cells: NDArray[np.int64],
        largest: Largest | None,
        tally: Tally,
    ) -> Tied:
        """Holds the winners of a block in few bytes, and what tells of its ties."""
        assert self.winners is not None
        into = self.winners[block.index]
        if windows is None or largest is None:
            into[...] = (
                cells // max(1, block.channels) % max(1, math.prod(x.shape[1:-1]))
            ).reshape(into.shape)
            self._own.append(False)
            self._ties.append(None)
            return Tied()
        own = largest.are(cells)
        first = largest.extremes.first if own and largest.extremes is not None else None
        columns = columns_of(cells, windows) if first is None else first
        into[...] = columns.reshape(into.shape)
        self._own.append(own and self._holds_ties)
        if not self._holds_ties:
            self._ties.append(None)
            return Tied()
        tied = find_ties(largest, cells)
        held = HeldTies(largest, x) if tied.rows else None
        self._ties.append(held)
        if held is not None:
            tally.places["ties"] = held.rows
        return tied

    def _tally_backward(
        self, dout: Source, din: Source | None, kept: Kept | None, *, made: bool
    ) -> tuple[Tally, bool]:
        """What is counted in the gradients, and whether din is what dout and the mask give."""
        whole, derived = TallyOfBlocks(self._input_shape[-1]), True
        # What dout and the kept mask give needs no copy.
        spares = self.winners is not None and self._windows is not None and self._windows.is_regular
        if kept is not None:
            kept.begin("dout", dout.shape, dout.dtype)
            if din is not None:
                kept.begin("din", din.shape, din.dtype)
        for at, block in enumerate(self._blocks):
            gradient, given = dout.read(block), None if din is None else din.read(block)
            if kept is not None:
                kept.take("dout", block, gradient)
                if given is not None:
                    kept.count("din", given)
                    if not spares:
                        kept.store("din", block, given)
            windows = self._windows_of(block)
            if self.winners is None:
                tally = tally_unrouted(
                    self._operation,
                    windows,
                    dout=gradient,
                    din=given,
                    norm_of=self._x[at] if self._x else None,
                    epsilon=self._epsilon,
                )
            else:
                routes = self._routes(block)
                expected = routes.din(gradient)
                if given is not None and kept is not None:
                    here = kept.entries_of(block)
                    derived = derived and same_bits(given[here], expected[here])
                tally = tally_routed(
                    routes,
                    windows,
                    dout=gradient,
                    din=given,
                    expected=expected,
                    epsilon=self._epsilon,
                    contested=0,
                    made=made,
                )
                held = self._ties[at]
                if held is not None:
                    tally.places["ties"] = held.rows
                    tally.add(
                        "tied", held.count(gradient, routes.single if self._own[at] else None)
                    )
            whole.add(block, tally)
        if kept is not None and din is not None and spares and not derived:
            for block in self._blocks:
                kept.store("din", block, din.read(block))
        return whole.tally(), derived and din is not None

    def _windows_of(self, block: Block) -> Geometry | None:
        shape = (block.entries, block.channels)
        if shape not in self._geometries:
            self._geometries[shape] = self._operation.windows(*shape)
        return self._geometries[shape]

    def _routes(self, block: Block) -> Routes:
        windows, shape = self._windows_of(block), self._shape_of(block)
        return routes_of(self._cells(block), shape, windows.window_size if windows else None)

    def _cells(self, block: Block) -> NDArray[np.int64]:
        """The winning cell of each row of a block, −1 without one."""
        assert self.winners is not None
        held, windows = self.winners[block.index], self._windows_of(block)
        if windows is None:
            return winners_of(held, self._shape_of(block), None)
        return cells_of(held.ravel(), windows)

    def _shape_of(self, block: Block) -> tuple[int, ...]:
        return (block.entries, *self._input_shape[1:-1], block.channels)

    def _problem(self, indices: Source) -> str | None:
        """In words, that an index lies outside of its window, as a look at all of them finds it."""
        if self._windows is None:
            return None
        batch, channels = self._output_shape[0], self._output_shape[-1]
        flat = indices.read(Block(0, batch, 0, channels)).astype(np.int64)
        return problem_of_indices(
            winners_of(flat, self._input_shape, self._windows), flat, self._windows
        )


def _routes(cells: NDArray[np.int64], x: Array, windows: Geometry | None) -> Routes:
    return routes_of(cells, x.shape, windows.window_size if windows else None)
