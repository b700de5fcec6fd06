"""One thing that was found in a pooling and its backward pass, and all its places."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from .places import Places, nowhere

ArrayName = Literal["x", "dout", "din"]
Severity = Literal["error", "notice", "fact"]
#: The gravest first.
SEVERITIES: tuple[Severity, ...] = ("error", "notice", "fact")
DinKind = Literal["full", "split", "assigned", "other"]

#: In the order in which findings are told.
NAMES = (
    "no-maximum",
    "several-maxima",
    "ties",
    "din-differs",
    "sum-differs",
    "shared-cells",
    "uncovered-cells",
    "dead-cells",
    "nan",
    "infinite",
    "empty-window",
    "all-nan-window",
    "all-minus-infinity-window",
)


@dataclass(frozen=True, eq=False)
class Finding:
    """What was found, in one line of text; it prints as its text.

    `severity` is `error` where din is wrong, `notice` for what is unusual and changes the result,
    `fact` for what follows from the sizes, or is what max pooling does. `as_` says of `din-differs`
    what the given din is instead.
    """

    name: str
    severity: Severity
    text: str
    rows: Places = field(default_factory=nowhere, repr=False)
    cells: Places = field(default_factory=nowhere, repr=False)
    #: Whose cells these are.
    array: ArrayName | None = None
    #: What each place adds to a difference of sums: of the rows, then of the cells.
    amounts: NDArray[np.float64] | None = field(default=None, repr=False)
    as_: DinKind | None = None
    #: Cells of a second array: of din, where `array` is dout.
    more: Places = field(default_factory=nowhere, repr=False)

    @property
    def count(self) -> int:
        """How many places there are."""
        return self.rows.count + self.cells.count + self.more.count

    def place(self, k: int) -> dict[str, Any]:
        """One of the places: a row of the matrix, or a flat cell of an array.

        >>> Finding("no-maximum", "notice", "…", rows=Places(np.array([1, 0, 1]) > 0)).place(1)
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
            place["amount"] = float(self.amounts[k])
        return place

    def __str__(self) -> str:
        return self.text


def merged(*lists: list[Finding]) -> list[Finding]:
    """The findings of several looks at one pooling, in the order in which they are told.

    Where two looks found the same, the later one stands.
    """
    arrays = {None: 0, "x": 1, "dout": 2, "din": 3}
    named = {(one.name, arrays[_own(one)]): one for found in lists for one in found}
    return [one for _, one in sorted(named.items(), key=lambda item: _order(*item[0]))]


def _own(finding: Finding) -> ArrayName | None:
    """The array that tells findings of one name apart."""
    return finding.array if finding.name in ("nan", "infinite") else None


def _order(name: str, array: int) -> tuple[int, int]:
    return NAMES.index(name), array
