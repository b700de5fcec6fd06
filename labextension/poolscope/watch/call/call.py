"""One pooling call: what is kept of its arrays, and what was found in them."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from ...core.arrays import HALF_STEPS, Array, same_bits, surely_finite
from ...core.layout import Layout
from ...core.numbers import part
from ...explorable import Explorable
from ...findings.counts.counts import ArrayCounts, RowCounts, count_cells, count_rows
from ...findings.finding.finding import Axes, Finding, gravest, merge_findings
from ...findings.finding.message import say
from ...findings.finding.table import Severity, sentence
from ...findings.kinds.cell_findings import count_contested
from ...view.titles import LONGEST_TITLE
from ...view.view import Cut, Name, View
from ...window.geometry import Geometry
from ...window.largest import Largest
from ...window.mask import Mask
from ...window.routes import Routes
from ..pytorch.operation import Operation
from .checks import NO_DIN, find_in_backward, find_in_forward
from .ties import HeldTies, Tied
from .winners import KeptWinners, Winners, routes_of

Backward = Literal["seen", "mapped", "not seen", "not needed", "transformed"]
IN_VMAP = "inside vmap"
UNSEEN: dict[Backward, str] = {
    "not seen": "no backward seen",
    "not needed": "no backward: x needs no gradient",
    "mapped": IN_VMAP,
    "transformed": "no gradient seen inside a transform of torch.func",
    "seen": "",
}


@dataclass(eq=False)
class PoolCall:
    """A pooling call of a model; `Recorder` fills it while the model runs."""

    order: int
    name: str
    #: Which call of this name it is, from 0.
    turn: int
    where: str
    operation: Operation
    #: Its windows where they are alike.
    geometry: Geometry | None
    #: Its windows, also of different sizes; none where they follow from the indices alone.
    windows: Geometry | None
    #: Shapes with channels last.
    input_shape: tuple[int, ...]
    output_shape: tuple[int, ...]
    dtype: str
    #: The step from 1 to the next number in that dtype.
    epsilon: float
    #: The axes of its tensors, for what is said of their cells.
    layout: Layout = "NCHW"
    #: The batch entries that are kept: the first, and the one after the last.
    kept: tuple[int, int] = (0, 0)
    backward: Backward = "not seen"
    #: Whether a node of autograd's graph hands over the gradients.
    hooked: bool = False
    notes: list[str] = field(default_factory=list)
    #: How many backward passes went through it.
    passes: int = 0
    #: The axes of x and of its output that `vmap` maps, the outermost first.
    x_axes: list[int] = field(default_factory=list)
    output_axes: list[int] = field(default_factory=list)
    #: Ties of the forward pass, where windows are alike and hold a maximum.
    tied: Tied | None = None
    nan: dict[str, int] = field(default_factory=dict)
    #: The framework's indices, flat in their planes, of a call that is to be stored.
    indices: Array | None = None
    #: The winning cell of each row of the whole batch, −1 without one; until x was looked at.
    cells: NDArray[np.int64] | None = None
    #: The largest cells of x by our own rule, likewise.
    largest: Largest | None = None
    #: The gradient that arrived, until din comes, by the thread of its backward pass.
    arrived: dict[int, Array | None] = field(default_factory=dict)
    #: The whole input of an Lp pooling until the block ends, whose gradients are held against it.
    x: Array | None = None
    #: What is told of ties when dout comes; until the block ends.
    held_ties: HeldTies | None = None
    #: How the axes of x and of dout lie in memory, the outermost first.
    orders: dict[Name, tuple[int, ...]] = field(default_factory=dict)
    #: Whether torch.compile was asked for it, and left out.
    compiled: bool = False
    _unchecked: list[str] = field(default_factory=list)
    _in_forward: list[Finding] = field(default_factory=list)
    _in_backward: list[Finding] = field(default_factory=list)
    _arrays: dict[Name, Array] = field(default_factory=dict)
    _mask: Mask | None = None
    #: The winners until the block ends: in windows, or where there are none the cells themselves.
    _winners: Winners | NDArray[np.int64] | None = None
    #: Whether the winners are those of our own rule.
    _own_winners: bool = False
    #: Looks that wait until someone asks what was found: what they need is kept anyway.
    _forward_look: Callable[[Array], None] | None = None
    _looks_backward: bool = False
    _ended: bool = False
    #: What the mask of the kept entries is made of.
    _kept_winners: KeptWinners | None = None
    #: Whether the kept part of din is, bit for bit, what dout and the mask give.
    _derived: bool = False
    _sums: dict[Name, ArrayCounts] = field(default_factory=dict)
    _rows: RowCounts | None = None
    #: How many cells are the maximum of several rows.
    _contested: int | None = None

    @property
    def ties(self) -> str:
        """In how many rows several cells hold the maximum, and which of them won."""
        if self.tied is None:
            return "–"
        rows = part(self.tied.rows, math.prod(self.output_shape))
        return rows if self.tied.winner is None else say(sentence("list", rows, self.tied.winner))

    @property
    def findings(self) -> list[Finding]:
        """What was found in the whole batch."""
        self._tell_ties()
        axes = Axes(self.input_shape, self.output_shape, self.layout)
        found = merge_findings(self._in_forward, self._in_backward)
        return [one.with_axes(axes) for one in found]

    @property
    def unchecked(self) -> list[str]:
        """Why it is not known whether its gradient is right; nothing where it is known."""
        return [*([UNSEEN[self.backward]] if self.backward != "seen" else []), *self._unchecked]

    @property
    def severity(self) -> Severity:
        """The severity of the gravest finding; `fact` where there is none."""
        return gravest(self.findings)

    @property
    def words(self) -> str:
        """The operation in words, with its options."""
        return self.operation.words(self.geometry)

    @property
    def kept_mask(self) -> Mask | None:
        """The mask of the kept entries, where there is one."""
        if self._mask is None and self._kept_winners is not None and self.geometry is not None:
            self._mask = self._kept_winners.mask(self.geometry.window_size)
        return self._mask

    def kept_array(self, name: Name) -> Array | None:
        """The kept entries of an array, channels last; None where there are none."""
        return self._arrays.get(name)

    def entry_bytes(self, x: Array, *, masked: bool) -> int:
        """The bytes that a batch entry takes: of x, din and dout, and of a mask if there is one."""
        cells = x.size // max(1, x.shape[0])
        rows = math.prod(self.output_shape[1:])
        window = self.geometry.window_size if self.geometry and masked else 0
        return int(2 * cells * x.itemsize + rows * (x.itemsize + window))

    @property
    def is_whole(self) -> bool:
        """Whether all of its batch entries are kept."""
        return self.kept == (0, self.input_shape[0]) and self.input_shape[0] > 0

    def take(self, x: Array, look: Callable[[Array], None]) -> None:
        """Takes the input, at which `look` looks at once, or where all is kept, when it is asked.

        Arrays that are kept whole are copied as they lie in memory, which costs a step least:
        torch may write on its own, as an in-place ReLU does.
        """
        if self.is_whole:
            self._arrays["x"] = x.copy(order="K")
            self._forward_look = look
        else:
            look(np.array(x, order="C"))

    def settle(self) -> None:
        """Looks at what was kept, so that findings, notes and counts are there."""
        look, self._forward_look = self._forward_look, None
        if look is not None:
            look(np.ascontiguousarray(self._arrays["x"]))
        if self._looks_backward:
            self._looks_backward = False
            din = self._arrays.get("din")
            dout = np.ascontiguousarray(self._arrays["dout"])
            self._look_backward(dout, None if din is None else np.ascontiguousarray(din))
        if self._ended:
            self._let_go()

    def see_forward(self, x: Array) -> None:
        """Finds what there is in the whole input, and keeps a copy of the entries to be kept."""
        routes = self._routes()
        largest, self.largest = self.largest, None
        if routes is not None:
            self._rows = count_rows(routes.maxima)
            if self.windows is not None:
                self._contested = count_contested(routes, self.windows)
        self._in_forward = find_in_forward(
            routes, self.windows, x, self.layout, largest, self._contested
        )
        self._keep("x", x)
        self._hold_winners(largest)
        if self.operation.op == "lp":
            self.x = x
        if largest is not None and self.tied is not None and self.tied.rows:
            self.held_ties = HeldTies(largest, x, kept=self.kept == (0, x.shape[0]))

    def see_backward(self, dout: Array, din: Array | None) -> None:
        """The same with the gradients of a backward pass; a later pass replaces an earlier."""
        self.backward = "seen"
        self.passes += 1
        if not self.is_whole:
            whole = None if din is None else np.array(din, order="C")
            self._look_backward(np.ascontiguousarray(dout), whole)
            return
        self._looks_backward = True
        self._arrays["dout"] = dout
        if din is None:
            self._forget("din")
        else:
            self._arrays["din"] = din.copy(order="K")

    def _look_backward(self, dout: Array, din: Array | None) -> None:
        routes = self._routes()
        expected = None if routes is None else routes.din(dout)
        if din is None:
            self.leave_unchecked(NO_DIN)
        else:
            self._unchecked = [why for why in self._unchecked if why != NO_DIN]
        if din is not None and expected is not None:
            kept = slice(*self.kept)
            self._derived = same_bits(din[kept], expected[kept])
        self._in_backward, why = find_in_backward(
            self.operation,
            routes,
            self.windows,
            dout,
            din,
            expected,
            self.epsilon,
            self.layout,
            self.x,
            self.held_ties,
            self._contested,
            own_winners=self._own_winners,
        )
        if why is not None:
            self.leave_unchecked(why)
        self._keep("dout", dout)
        if din is None:
            self._forget("din")
        else:
            self._keep("din", din)

    def end(self) -> None:
        """Takes what came last, and lets go of what is needed while the block runs alone."""
        alone = [dout for dout in self.arrived.values() if dout is not None]
        if self.backward != "seen" and alone:
            self.see_backward(alone[-1], None)
        if self.passes > 1:
            self.add_note(f"{self.passes} backward passes: the last is shown and told of")
        self.arrived.clear()
        self._ended = True
        if self._forward_look is None and not self._looks_backward:
            self._let_go()

    def add_note(self, note: str) -> None:
        """Adds a line on the call, once."""
        if note not in self.notes:
            self.notes.append(note)

    def leave_unchecked(self, why: str) -> None:
        """Says why something of the call was not checked."""
        if why not in self._unchecked:
            self._unchecked.append(why)

    def whole_arrays(self) -> dict[str, Array]:
        """The arrays of a call that is kept whole, as they came, with the framework's indices."""
        arrays: dict[str, Array] = {f"{name}": array for name, array in self._arrays.items()}
        return arrays if self.indices is None else {**arrays, "indices": self.indices}

    @property
    def unread(self) -> list[str]:
        """What was left unchecked while it ran."""
        return list(self._unchecked)

    def explorable(self) -> Explorable:
        """The call, to look at; a LookupError says why nothing of it can be shown."""
        if not self._arrays:
            why = "; ".join(self.notes) or "nothing of it was kept"
            raise LookupError(f"watch: {self.name}, call {self.turn}, keeps no arrays: {why}")
        notes = [*self.notes, *(f"not checked: {why}" for why in self.unchecked)]
        if self.kept_mask is not None:
            notes.append("indices by PyTorch's convention: flat in a plane")
        return Explorable(self._view(), self.findings, notes)

    def _view(self) -> View:
        whole = self.kept == (0, self.input_shape[0])
        cut = None
        if not whole:
            origin = (self.kept[0], *[0] * (len(self.input_shape) - 1))
            cut = Cut(self.input_shape, self._arrays["x"].shape, origin)
        parts = [f"{self.name}: {self.words}", UNSEEN[self.backward]]
        geometry, mask = None, self.kept_mask
        pooling = self.operation.pooling
        if (mask is not None or pooling is not None) and self.geometry is not None:
            batch = self._arrays["x"].shape[0]
            geometry = self.operation.geometry(batch, self.input_shape[-1])
        dout, din = self._arrays.get("dout"), self._arrays.get("din")
        whole_pool = mask is not None and dout is not None and din is not None
        return View(
            title="; ".join(part for part in parts if part)[:LONGEST_TITLE],
            kind="pool" if whole_pool else "partial",
            geometry=geometry,
            pooling=pooling if geometry else None,
            x=self._arrays["x"],
            mask=mask if geometry else None,
            dout=dout,
            din=din,
            derived=whole_pool and self._derived,
            layout=self.layout,
            pooled_in=next((half for half in HALF_STEPS if half == self.dtype), None),
            cut=cut,
            rows=None if whole else self._rows,
            sums=None if whole else dict(self._sums),
        )

    def _keep(self, name: Name, array: Array) -> None:
        """Keeps the entries of an array that are to be kept, and the counts of all of it."""
        first, end = self.kept
        if end > first and self.kept != (0, array.shape[0]):
            self._sums[name] = counts = count_cells(array)
            self._arrays[name] = array[first:end].copy()
            if array.dtype.kind == "f":
                self.nan[name] = counts["nan"]
            return
        if array.dtype.kind == "f":
            self.nan[name] = 0 if surely_finite(array) else int(np.isnan(array).sum())
        if end > first:
            self._arrays[name] = array

    def _forget(self, name: Name) -> None:
        for kept in (self._arrays, self._sums, self.nan):
            kept.pop(name, None)

    def _tell_ties(self) -> None:
        """Tells of ties by what they mean for x, where no dout came to tell what for din."""
        told = any(one.name == "ties" for one in (*self._in_forward, *self._in_backward))
        if self.held_ties is None or told:
            return
        routes = self._routes()
        winners = None if routes is None or not self._own_winners else routes.single
        self._in_forward.append(self.held_ties.finding_in_x(winners))

    def _let_go(self) -> None:
        """Lets go of what only a block needs, or a look at what was kept."""
        self._tell_ties()
        self._winners = self.x = self.held_ties = None

    def _routes(self) -> Routes | None:
        cells = self.cells
        if cells is None and self._winners is not None:
            held = self._winners
            cells = held.cells() if isinstance(held, Winners) else held
        if cells is None:
            return None
        window_size = self.windows.window_size if self.windows else None
        return routes_of(cells, self.input_shape, window_size)

    def _hold_winners(self, largest: Largest | None) -> None:
        """Holds the winners in few bytes, and of the entries that are kept what makes a mask."""
        cells, self.cells = self.cells, None
        self._winners = cells
        if cells is None or self.windows is None:
            return
        extremes = None if largest is None else largest.extremes
        same = largest is not None and largest.are(cells)
        self._own_winners = same
        first = extremes.first if extremes is not None and same else None
        self._winners = Winners(self.windows, cells, first)
        if self.geometry is not None and self.kept[1] > self.kept[0]:
            self._kept_winners = self._winners.of_entries(*self.kept)
