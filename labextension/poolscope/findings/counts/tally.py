"""What was counted in a pooling or in some of its batch entries, from which findings are said."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, NamedTuple, Protocol

import numpy as np
from numpy.typing import NDArray

from .exact import ExactSum


class AnyPlaces(Protocol):
    """Places of a finding, wherever they are held: rows of the matrix, or flat cells."""

    @property
    def count(self) -> int:
        """How many there are."""

    def at(self, k: int) -> int:
        """The place with `k` others before it."""

    def all(self) -> NDArray[np.int64]:
        """Every place, ascending."""


class AnyAmounts(Protocol):
    """What each of some places adds to a difference of sums, wherever it is held."""

    def __len__(self) -> int:
        """How many there are."""

    def __getitem__(self, k: int, /) -> Any:
        """That of a place, a number."""


class First(NamedTuple):
    """The first place of a finding, where its sentence tells more of it than its number."""

    row: int
    #: Flat cells of the input.
    cells: tuple[int, ...]
    #: Numbers that stand there, or should.
    values: tuple[float, ...]

    def moved(self, rows: int, cells: int) -> First:
        """The same, behind so many other rows and cells."""
        return First(self.row + rows, tuple(cell + cells for cell in self.cells), self.values)


def is_of_cells(name: str) -> bool:
    """Whether the places of a test are cells of the input, and not rows or cells of the output.

    >>> is_of_cells("nan.din"), is_of_cells("nan.dout"), is_of_cells("ties")
    (True, False, False)
    """
    return name == "din-differs" or name.endswith((".x", ".din"))


@dataclass
class Tally:
    """Counts, first places and exact sums; those of consecutive batch entries add up.

    A name that is missing stands for what is not there: no place, a sum of 0.
    """

    #: Of the batch, of the matrix (or cells of the output), and cells of the input.
    entries: int
    rows: int
    cells: int
    #: Places by their test's name.
    places: dict[str, AnyPlaces] = field(default_factory=dict)
    #: What each of the places adds to a difference of sums.
    amounts: dict[str, AnyAmounts] = field(default_factory=dict)
    counts: dict[str, int] = field(default_factory=dict)
    sums: dict[str, ExactSum] = field(default_factory=dict)
    firsts: dict[str, First] = field(default_factory=dict)
    #: Of each cell of an entry, or of each channel, whether it is other than 0 in some entry.
    alive: dict[str, NDArray[np.bool_]] = field(default_factory=dict)
    #: What is true of every entry, where that was looked at.
    holds: dict[str, bool] = field(default_factory=dict)

    def n(self, name: str) -> int:
        """How many places a test has."""
        return self.places[name].count if name in self.places else 0

    def sum(self, name: str) -> ExactSum:
        """A sum, exact."""
        return self.sums.get(name, ExactSum())

    def add(self, name: str, n: int) -> None:
        """Counts so many more."""
        self.counts[name] = self.counts.get(name, 0) + n
