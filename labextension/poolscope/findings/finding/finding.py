"""One thing that was found in a pooling and its backward pass, with all its places."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Literal, NamedTuple

import numpy as np

from ...core.layout import Layout, user_order
from ..counts.tally import AnyAmounts, AnyPlaces
from .message import Message, say
from .places import nowhere
from .table import NAMES, SEVERITIES, Severity, severity_of

ArrayName = Literal["x", "dout", "din"]
DinKind = Literal["full", "split", "assigned", "other"]
#: The findings of which there may be one for each array.
OF_EACH_ARRAY = ("nan", "infinite", "dead-channels")


class Axes(NamedTuple):
    """What tells the user's index of a cell: channels-last shapes, and the layout."""

    input_shape: tuple[int, ...]
    output_shape: tuple[int, ...]
    layout: Layout


@dataclass(frozen=True, eq=False, repr=False)
class Finding:
    """What was found, in one line of text; it prints as its text.

    `severity` is `error` where din or the mask is wrong, `notice` for what is unusual and changes
    the result, `fact` for what follows from the sizes, or is what max pooling does. `as_` says of
    `din-differs` what the given din is instead.
    """

    name: str
    severity: Severity
    #: The line, to be said in any language.
    message: Message
    rows: AnyPlaces = field(default_factory=nowhere)
    cells: AnyPlaces = field(default_factory=nowhere)
    #: The array whose cells these are.
    array: ArrayName | None = None
    #: What each place adds to a difference of sums: those of the rows, then those of the cells.
    amounts: Sequence[AnyAmounts] | None = None
    as_: DinKind | None = None
    #: Cells of a second array: of din, where `array` is dout.
    more: AnyPlaces = field(default_factory=nowhere)
    axes: Axes | None = None

    @property
    def text(self) -> str:
        """The line, in the language that `set_language` chose."""
        return say(self.message)

    @property
    def count(self) -> int:
        """How many places there are."""
        return self.rows.count + self.cells.count + self.more.count

    def place(self, k: int) -> dict[str, Any]:
        """One of the places: a row of the matrix, or a flat cell of the channels-last array.

        `k` goes from 0 to `count` − 1; any other is an IndexError.

        >>> from poolscope.findings.finding.places import Places
        >>> rows = Places(np.array([False, False, True]))
        >>> row_finding("no-maximum", rows, Message("1 of 3 rows has no maximum")).place(0)
        {'row': 2}
        """
        if not 0 <= k < self.count:
            raise IndexError(f"place: k={k} is out of range (there are {self.count})")
        place: dict[str, Any]
        cell = k - self.rows.count
        if cell < 0:
            place = {"row": self.rows.at(k)}
        elif cell < self.cells.count:
            place = {"array": self.array, "cell": self.cells.at(cell)}
        else:
            place = {"array": "din", "cell": self.more.at(cell - self.cells.count)}
        if self.amounts is not None:
            of_cells = cell >= 0 and self.rows.count > 0
            place["amount"] = float(self.amounts[of_cells][cell if cell >= 0 else k])
        return place

    def index(self, k: int) -> tuple[int, ...]:
        """The index of a place in the user's own array: of a row that of its cell of the output.

        What `explore` and `watch` find has one, as in `x.grad[finding.index(0)]`; a LookupError
        says that it is not known. Of `dead-cells` it is in the first entry, of `dead-channels` the
        first cell.

        >>> from poolscope.findings.finding.places import Places
        >>> cells = Places(np.arange(24) == 7)
        >>> found = cell_finding("nan", "x", cells, Message("1 of 24 cells of x is NaN"))
        >>> found.with_axes(Axes((1, 2, 4, 3), (1, 1, 2, 3), "NCHW")).index(0)
        (0, 1, 0, 2)
        """
        place = self.place(k)
        if self.axes is None:
            raise LookupError(f"index: the axes of {self.name} are not known; use place({k})")
        is_output = "row" in place or place["array"] == "dout"
        shape = self.axes.output_shape if is_output else self.axes.input_shape
        at = np.unravel_index(place["row"] if "row" in place else place["cell"], shape)
        return user_order([int(one) for one in at], self.axes.layout)

    def with_axes(self, axes: Axes) -> Finding:
        """The finding, which knows the user's indices of its places."""
        return replace(self, axes=axes)

    def __str__(self) -> str:
        return self.text

    def __repr__(self) -> str:
        return f"Finding(name={self.name!r}, severity={self.severity!r}, text={self.text!r})"


def gravest(findings: Iterable[Finding]) -> Severity:
    """The severity of the gravest finding; `fact` where there is none.

    >>> gravest([])
    'fact'
    """
    found = {finding.severity for finding in findings}
    return next((severity for severity in SEVERITIES if severity in found), "fact")


def row_finding(name: str, rows: AnyPlaces, message: Message) -> Finding:
    """A finding in rows of the matrix."""
    return Finding(name, severity_of(name), message, rows=rows)


def cell_finding(name: str, array: ArrayName, cells: AnyPlaces, message: Message) -> Finding:
    """A finding in cells of an array."""
    return Finding(name, severity_of(name), message, cells=cells, array=array)


def merge_findings(*lists: list[Finding]) -> list[Finding]:
    """The findings of several looks at one pooling, in the table's order.

    Where two looks found the same, the later one stands.
    """
    arrays = {None: 0, "x": 1, "dout": 2, "din": 3}
    found = {(one.name, arrays[_own_array(one)]): one for findings in lists for one in findings}
    return [found[key] for key in sorted(found, key=lambda key: (NAMES.index(key[0]), key[1]))]


def _own_array(finding: Finding) -> ArrayName | None:
    """The array that tells findings of one name apart."""
    return finding.array if finding.name in OF_EACH_ARRAY else None
