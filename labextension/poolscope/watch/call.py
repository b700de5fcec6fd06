"""One pooling call: what is kept of its arrays, and what was found in them."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from ..core.arrays import Array, same_bits
from ..core.numbers import count
from ..explorable import Explorable
from ..findings.counts import ArrayCounts, RowCounts, count_cells, count_rows
from ..findings.find import find_routed, find_without_mask
from ..findings.finding import Finding, merge_findings
from ..findings.message import say
from ..findings.table import SEVERITIES, Severity, sentence
from ..view.titles import LONGEST_TITLE
from ..view.view import Cut, Name, View
from ..window.geometry import Geometry
from ..window.mask import Mask
from ..window.routes import Routes
from .average import find_in_average
from .operation import Operation
from .ties import Tied
from .winners import mask_of_entries, routes_of

Backward = Literal["seen", "not seen", "not needed"]
UNSEEN: dict[Backward, str] = {
    "not seen": "no backward seen",
    "not needed": "no backward: x needs no gradient",
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
    geometry: Geometry | None
    #: Shapes with channels last.
    input_shape: tuple[int, ...]
    output_shape: tuple[int, ...]
    dtype: str
    #: The step from 1 to the next number in that dtype.
    epsilon: float
    #: The batch entries that are kept: the first, and the one after the last.
    kept: tuple[int, int] = (0, 0)
    backward: Backward = "not seen"
    #: Whether a node of autograd's graph hands over the gradients.
    hooked: bool = False
    notes: list[str] = field(default_factory=list)
    #: Ties of the forward pass, where windows are alike and hold a maximum.
    tied: Tied | None = None
    nan: dict[str, int] = field(default_factory=dict)
    #: The winning cell of each row of the whole batch, −1 without one; until the block ends.
    cells: NDArray[np.int64] | None = None
    #: The gradient that arrived, until din comes.
    dout: Array | None = None
    _in_forward: list[Finding] = field(default_factory=list)
    _in_backward: list[Finding] = field(default_factory=list)
    _arrays: dict[Name, Array] = field(default_factory=dict)
    _mask: Mask | None = None
    #: Whether the kept part of din is, bit for bit, what dout and the mask give.
    _derived: bool = False
    _sums: dict[Name, ArrayCounts] = field(default_factory=dict)
    _rows: RowCounts | None = None

    @property
    def ties(self) -> str:
        """In how many rows several cells hold the maximum, and which of them won."""
        if self.tied is None:
            return "–"
        rows = count(self.tied.rows)
        return rows if self.tied.winner is None else say(sentence("list", rows, self.tied.winner))

    @property
    def findings(self) -> list[Finding]:
        """What was found in the whole batch."""
        return merge_findings(self._in_forward, self._in_backward)

    @property
    def severity(self) -> Severity:
        """The severity of the gravest finding; `fact` where there is none."""
        found = {finding.severity for finding in self.findings}
        return next((severity for severity in SEVERITIES if severity in found), "fact")

    @property
    def words(self) -> str:
        """The operation in words, with its options."""
        return self.operation.words(self.geometry)

    def entry_bytes(self, x: Array) -> int:
        """The bytes that a batch entry takes: of x, din and dout, and of a mask if there is one."""
        cells = x.size // max(1, x.shape[0])
        rows = math.prod(self.output_shape[1:])
        window = self.geometry.window_size if self.geometry and self.cells is not None else 0
        return int(2 * cells * x.itemsize + rows * (x.itemsize + window))

    def see_forward(self, x: Array) -> None:
        """Finds what there is in the whole input, and keeps a copy of the entries to be kept."""
        routes = self._routes()
        if routes is not None:
            found = find_routed(routes, self.geometry, x=x)
            self._rows = count_rows(routes.maxima)
        else:
            found = find_without_mask(self.geometry, x=x)
        self._in_forward = found
        self._keep("x", x)
        self._mask = self._kept_mask()

    def see_backward(self, din: Array | None) -> None:
        """The same with the gradients of a backward pass; a later pass replaces an earlier."""
        dout, self.dout = self.dout, None
        if dout is None:
            return
        routes = self._routes()
        if routes is not None:
            expected = routes.din(dout)
            found = find_routed(
                routes,
                self.geometry,
                dout=dout,
                din=din,
                expected=expected,
                epsilon=self.epsilon,
            )
            kept = slice(*self.kept)
            self._derived = din is not None and same_bits(din[kept], expected[kept])
        else:
            found = find_without_mask(self.geometry, dout=dout, din=din)
            if din is not None and self.operation.op == "average" and self.geometry:
                divisor = self.operation.extra.get("divisor")
                found += find_in_average(self.geometry, dout, din, self.epsilon, divisor)
        self._in_backward = found
        self._keep("dout", dout)
        if din is None:
            self._forget("din")
        else:
            self._keep("din", din)
        self.backward = "seen"

    def explorable(self) -> Explorable:
        """The call, to look at; a LookupError says why nothing of it can be shown."""
        if not self._arrays:
            why = "; ".join(self.notes) or "nothing of it was kept"
            raise LookupError(f"watch: {self.name}, call {self.turn}, keeps no arrays: {why}")
        notes = list(self.notes)
        if self._mask is not None:
            notes.append("indices by PyTorch's convention: flat in a plane")
        return Explorable(self._view(), self.findings, notes)

    def _view(self) -> View:
        whole = self.kept == (0, self.input_shape[0])
        cut = None
        if not whole:
            origin = (self.kept[0], *[0] * (len(self.input_shape) - 1))
            cut = Cut(self.input_shape, self._arrays["x"].shape, origin)
        parts = [f"{self.name}: {self.words}", UNSEEN[self.backward]]
        geometry, mask = None, self._mask
        if mask is not None and self.geometry is not None:
            batch = self._arrays["x"].shape[0]
            geometry = self.operation.geometry(batch, self.input_shape[-1])
        dout, din = self._arrays.get("dout"), self._arrays.get("din")
        whole_pool = mask is not None and dout is not None and din is not None
        return View(
            title="; ".join(part for part in parts if part)[:LONGEST_TITLE],
            kind="pool" if whole_pool else "partial",
            geometry=geometry,
            x=self._arrays["x"],
            mask=mask if geometry else None,
            dout=dout,
            din=din,
            derived=whole_pool and self._derived,
            cut=cut,
            rows=None if whole else self._rows,
            sums=None if whole else dict(self._sums),
        )

    def _keep(self, name: Name, array: Array) -> None:
        """Keeps the entries of an array that are to be kept, and the counts of all of it."""
        first, end = self.kept
        if array.dtype.kind == "f":
            self.nan[name] = int(np.isnan(array).sum())
        if end == first:
            return
        if self.kept != (0, array.shape[0]):
            self._sums[name] = count_cells(array)
        self._arrays[name] = array[first:end].copy()

    def _forget(self, name: Name) -> None:
        for kept in (self._arrays, self._sums, self.nan):
            kept.pop(name, None)

    def _routes(self) -> Routes | None:
        if self.cells is None:
            return None
        window_size = self.geometry.window_size if self.geometry else None
        return routes_of(self.cells, self.input_shape, window_size)

    def _kept_mask(self) -> Mask | None:
        """The mask of the kept entries, where windows are alike."""
        first, end = self.kept
        part = self.operation.geometry(end - first, self.input_shape[-1])
        if self.cells is None or part is None or end == first:
            return None
        return mask_of_entries(self.cells, part, first)
