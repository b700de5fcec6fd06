"""One pooling call that was caught, and what is kept and found of it."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from ..core.arrays import Array, same_bits
from ..core.numbers import count, counted
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

Backward = Literal["seen", "not seen", "not needed"]
UNSEEN: dict[Backward, str] = {
    "not seen": "no backward seen",
    "not needed": "no backward: x needs no gradient",
    "seen": "",
}


@dataclass(eq=False)
class PoolCall:
    """A pooling call; `Recorder` fills it while the model runs."""

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
    #: The step from 1 to the next number in that precision.
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
    #: Of the whole batch: the winning cell of each row, −1 without one; until backward is done.
    cells: NDArray[np.int64] | None = None
    #: The gradient that has arrived, until din is there too.
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
        """The gravest that was found."""
        found = {finding.severity for finding in self.findings}
        return next((severity for severity in SEVERITIES if severity in found), "fact")

    @property
    def words(self) -> str:
        """What it computes, with its options."""
        return self.operation.words(self.geometry)

    def entry_bytes(self, x: Array) -> int:
        """What a batch entry takes: x and din, dout, and where there is one the mask."""
        cells = x.size // max(1, x.shape[0])
        rows = math.prod(self.output_shape[1:])
        window = self.geometry.window_size if self.geometry and self.cells is not None else 0
        return int(2 * cells * x.itemsize + rows * (x.itemsize + window))

    def see_forward(self, x: Array) -> None:
        """Takes the input: whole for what is to be found, of what is kept a copy."""
        routes = self._routes()
        if routes is not None:
            found = find_routed(routes, self.geometry, x=x)
            self._rows = count_rows(routes.maxima)
        else:
            found = find_without_mask(self.geometry, x=x)
        self._in_forward = found
        self._take("x", x)
        self._mask = self._kept_mask()

    def see_backward(self, din: Array | None) -> None:
        """Takes the gradients of a backward pass; a later one replaces an earlier."""
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
        self._take("dout", dout)
        if din is not None:
            self._take("din", din)
        self.backward = "seen"

    def explorable(self) -> Explorable:
        """The call, to look at; a LookupError says why nothing of it can be shown."""
        if not self._arrays:
            why = "; ".join(self.notes) or "nothing of it was kept"
            raise LookupError(f"watch: {self.name}, call {self.turn}, keeps no arrays: {why}")
        told = [] if self._mask is None else ["indices by PyTorch's convention: flat in a plane"]
        return Explorable(self._view(), self.findings, [*self.notes, *told])

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

    def _take(self, name: Name, array: Array) -> None:
        """What is kept of an array, and the numbers of its whole."""
        first, end = self.kept
        if array.dtype.kind == "f":
            self.nan[name] = int(np.isnan(array).sum())
        if end == first:
            return
        if self.kept != (0, array.shape[0]):
            self._sums[name] = count_cells(array)
        self._arrays[name] = array[first:end].copy()

    def _routes(self) -> Routes | None:
        if self.cells is None:
            return None
        rows = np.flatnonzero(self.cells >= 0)
        size = self.geometry.window_size if self.geometry else int(np.prod(self.input_shape[1:-1]))
        maxima = (self.cells >= 0).astype(np.int64)
        return Routes(rows, self.cells[rows], maxima, self.input_shape, size)

    def _kept_mask(self) -> Mask | None:
        """The mask of the kept entries, where windows are alike."""
        first, end = self.kept
        if self.cells is None or self.geometry is None or end == first:
            return None
        part = self.operation.geometry(end - first, self.input_shape[-1])
        assert part is not None
        each = self.geometry.rows // self.input_shape[0]
        entry = self.geometry.cells // self.input_shape[0]
        own = self.cells[first * each : end * each]
        own = np.where(own < 0, -2, own - first * entry)
        return np.stack([cells == own for cells in part.columns()], axis=1)

    def row(self) -> dict[str, str]:
        """What the table of a scope says of the call, by column."""
        odd = [f"{name} {count(n)}" for name, n in self.nan.items() if n]
        severities = [finding.severity for finding in self.findings]
        errors, notices = severities.count("error"), severities.count("notice")
        found = [counted(errors, "error")] if errors else []
        found += [counted(notices, "notice")] if notices else []
        seen = self.backward == "seen"
        unseen = UNSEEN[self.backward]
        return {
            "#": str(self.order),
            "layer": self.name,
            "call": str(self.turn),
            "op": self.operation.function,
            "options": self.operation.settings(self.geometry),
            "x": _shape(self.input_shape),
            "dout": _shape(self.output_shape) if seen else unseen,
            "din": _shape(self.input_shape) if "din" in self.nan else "none seen" if seen else "",
            "ties": self.ties,
            "NaN": ", ".join(odd) or "0",
            "findings": ", ".join(found) or "none",
        }


def _shape(shape: tuple[int, ...]) -> str:
    """A shape as PyTorch has it, channels first."""
    return " × ".join(map(str, (shape[0], shape[-1], *shape[1:-1])))
