"""One pooling call: what is kept of its arrays, and what was found in them."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass, field

from ...core.arrays import HALF_STEPS, Array
from ...core.numbers import part
from ...explorable import Explorable
from ...findings.counts.counts import RowCounts
from ...findings.counts.tally import Tally
from ...findings.finding.finding import Axes, Finding, gravest, merge_findings
from ...findings.finding.message import say
from ...findings.finding.table import Severity, sentence
from ...findings.kinds.row_findings import row_counts
from ...view.titles import LONGEST_TITLE
from ...view.view import Cut, Name, View
from ...window.extremes import Codes
from ...window.mask import Mask
from .checks import NO_DIN
from .facts import UNSEEN, Backward, CallFacts
from .judge import Judge
from .kept import Kept
from .source import Source
from .ties import Tied
from .winners import UNREAD, cells_of, mask_of, routes_of


@dataclass(eq=False)
class PoolCall(CallFacts):
    """A pooling call of a model; `Recorder` fills it while the model runs."""

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
    #: The gradient that arrived, until din comes, by the thread of its backward pass.
    arrived: dict[int, Source | None] = field(default_factory=dict)
    #: How the axes of x and of dout lie in memory, the outermost first.
    orders: dict[Name, tuple[int, ...]] = field(default_factory=dict)
    #: Whether torch.compile was asked for it, and left out.
    compiled: bool = False
    _unchecked: list[str] = field(default_factory=list)
    _in_forward: list[Finding] = field(default_factory=list)
    _in_backward: list[Finding] = field(default_factory=list)
    _kept: Kept = field(default_factory=lambda: Kept(0, 0, 0))
    #: What looks at the call; until the block ends, and all that is kept was looked at.
    _judge: Judge | None = None
    #: Looks that wait until someone asks what was found: what they need is kept anyway.
    _waiting: Callable[[], None] | None = None
    _looks_backward: bool = False
    _ended: bool = False
    #: The columns of the winners of the kept entries, and the mask that is made of them.
    _columns: Codes | None = None
    _mask: Mask | None = None
    #: Whether the kept part of din is, bit for bit, what dout and the mask give.
    _derived: bool = False
    _rows: RowCounts | None = None

    def __post_init__(self) -> None:
        self._judge = self._new_judge()
        self.keep(*self.kept)

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
    def kept_mask(self) -> Mask | None:
        """The mask of the kept entries, where there is one."""
        if self._mask is None and self._columns is not None:
            geometry = self.operation.geometry(self._columns.shape[0], self.input_shape[-1])
            self._mask = None if geometry is None else mask_of(self._columns, geometry)
        return self._mask

    def kept_array(self, name: Name) -> Array | None:
        """The kept entries of an array, channels last; None where there are none."""
        if name == "din" and name not in self._kept.arrays and self._derived:
            self._kept.put("din", self._own_din())
        return self._kept.array(name)

    def keep(self, first: int, end: int) -> None:
        """Says which entries are to be kept, before any comes."""
        self.kept = (first, end)
        self._kept = Kept(first, end, self.input_shape[0])

    @property
    def is_whole(self) -> bool:
        """Whether all of its batch entries are kept."""
        return self._kept.is_whole

    def take(self, x: Source, indices: Source | None = None) -> None:
        """Takes the input, and looks at it at once, or where all is kept, when it is asked.

        Arrays that are kept whole are copied as they lie in memory, which costs a step least:
        torch may write on its own, as an in-place ReLU does. `indices` are flat in their planes,
        and a copy where all is kept.
        """
        if not self.is_whole:
            self.see_forward(x, indices)
            return
        self._kept.put("x", x.copy())
        self._waiting = lambda: self.see_forward(Source(self._kept.arrays["x"]), indices)

    def settle(self) -> None:
        """Looks at what was kept, so that findings, notes and counts are there."""
        waiting, self._waiting = self._waiting, None
        if waiting is not None:
            waiting()
        if self._looks_backward:
            self._looks_backward = False
            dout, din = (self._kept.arrays.get(name) for name in ("dout", "din"))
            assert dout is not None
            self._look_backward(Source(dout), None if din is None else Source(din))
        if self._ended:
            self._let_go()

    def see_forward(self, x: Source, indices: Source | None) -> None:
        """Finds what there is in the whole input, and keeps a copy of the entries to be kept."""
        assert self._judge is not None
        found = self._judge.forward(x, indices, self._kept)
        self._in_forward, self.tied = found.findings, found.tied
        self._count_nan("x", x, found.tally)
        if indices is not None and self._judge.winners is None:
            if found.problem is not None:
                self.notes.insert(0, found.problem)
            self.leave_unchecked(UNREAD)
        winners = self._judge.winners
        if winners is None:
            return
        self._rows = row_counts(found.tally)
        if self.geometry is not None and self.kept[1] > self.kept[0]:
            first, end = self.kept
            self._columns = winners if self.is_whole else winners[first:end].copy()

    def see_backward(self, dout: Source, din: Source | None, *, own: bool = False) -> None:
        """The same with the gradients of a backward pass; a later pass replaces an earlier.

        `own` says that dout is a copy, which may be kept.
        """
        self.backward = "seen"
        self.passes += 1
        if not self.is_whole:
            self._look_backward(dout, din)
            return
        self._looks_backward = True
        self._kept.put("dout", dout.array if own else dout.copy())
        if din is None:
            self._forget("din")
        else:
            self._kept.put("din", din.copy())

    def _look_backward(self, dout: Source, din: Source | None) -> None:
        assert self._judge is not None
        if din is None:
            self.leave_unchecked(NO_DIN)
            self._forget("din")
        else:
            self._unchecked = [why for why in self._unchecked if why != NO_DIN]
        found = self._judge.backward(dout, din, self._kept)
        self._in_backward, self._derived = found.findings, found.derived
        if found.why is not None:
            self.leave_unchecked(found.why)
        self._count_nan("dout", dout, found.tally)
        if din is not None:
            self._count_nan("din", din, found.tally)

    def end(self) -> None:
        """Takes what came last, and lets go of what is needed while the block runs alone."""
        alone = [dout for dout in self.arrived.values() if dout is not None]
        if self.backward != "seen" and alone:
            self.see_backward(alone[-1], None, own=True)
        if self.passes > 1:
            self.add_note(f"{self.passes} backward passes: the last is shown and told of")
        self.arrived.clear()
        self._ended = True
        if self._waiting is None and not self._looks_backward:
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
        arrays: dict[str, Array] = {f"{name}": array for name, array in self._kept.arrays.items()}
        return arrays if self.indices is None else {**arrays, "indices": self.indices}

    @property
    def unread(self) -> list[str]:
        """What was left unchecked while it ran."""
        return list(self._unchecked)

    def explorable(self) -> Explorable:
        """The call, to look at; a LookupError says why nothing of it can be shown."""
        if not self._kept.arrays:
            why = "; ".join(self.notes) or "nothing of it was kept"
            raise LookupError(f"watch: {self.name}, call {self.turn}, keeps no arrays: {why}")
        notes = [*self.notes, *(f"not checked: {why}" for why in self.unchecked)]
        if self.kept_mask is not None:
            notes.append("indices by PyTorch's convention: flat in a plane")
        return Explorable(self._view(), self.findings, notes)

    def _view(self) -> View:
        whole = self.kept == (0, self.input_shape[0])
        x, dout, din = (self.kept_array(name) for name in ("x", "dout", "din"))
        assert x is not None
        cut = None
        if not whole:
            origin = (self.kept[0], *[0] * (len(self.input_shape) - 1))
            cut = Cut(self.input_shape, x.shape, origin)
        parts = [f"{self.name}: {self.words}", UNSEEN[self.backward]]
        geometry, mask = None, self.kept_mask
        pooling = self.operation.pooling
        if (mask is not None or pooling is not None) and self.geometry is not None:
            geometry = self.operation.geometry(x.shape[0], self.input_shape[-1])
        whole_pool = mask is not None and dout is not None and din is not None
        return View(
            title="; ".join(part for part in parts if part)[:LONGEST_TITLE],
            kind="pool" if whole_pool else "partial",
            geometry=geometry,
            pooling=pooling if geometry else None,
            x=x,
            mask=mask if geometry else None,
            dout=dout,
            din=din,
            derived=whole_pool and self._derived,
            layout=self.layout,
            pooled_in=next((half for half in HALF_STEPS if half == self.dtype), None),
            cut=cut,
            rows=None if whole else self._rows,
            sums=None if whole else self._kept.sums,
        )

    def _own_din(self) -> Array:
        """What dout and the mask give in the kept entries."""
        dout = self._kept.array("dout")
        assert self._columns is not None
        assert dout is not None
        geometry = self.operation.geometry(dout.shape[0], self.input_shape[-1])
        assert geometry is not None
        cells = cells_of(self._columns.ravel(), geometry)
        return routes_of(cells, geometry.input_shape, geometry.window_size).din(dout)

    def _count_nan(self, name: Name, array: Source, tally: Tally) -> None:
        if array.dtype.kind == "f":
            self.nan[name] = tally.n(f"nan.{name}")

    def _forget(self, name: Name) -> None:
        self._kept.forget(name)
        self.nan.pop(name, None)

    def _tell_ties(self) -> None:
        """Tells of ties by what they mean for x, where no dout came to tell what for din."""
        told = any(one.name == "ties" for one in (*self._in_forward, *self._in_backward))
        if self._judge is None or told:
            return
        ties = self._judge.ties_in_x()
        self._in_forward += [] if ties is None else [ties]

    def _let_go(self) -> None:
        """Lets go of what only a block needs, or a look at what was kept."""
        self._tell_ties()
        self._judge = None

    def _new_judge(self) -> Judge:
        return Judge(self.operation, self.input_shape, self.output_shape, self.layout, self.epsilon)
