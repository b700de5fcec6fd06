"""Two scopes call by call: what differs between two steps, two models, before and after."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from html import escape
from typing import Any

from ..core.arguments import is_integer
from ..core.errors import error_text, one_line
from ..core.numbers import count, counted, words
from ..pair import Pair
from ..view.pair import difference, why_other_array, why_other_pooling
from ..view.view import Name, View
from .call.call import PoolCall

#: What is compared, by the table's columns.
COMPARED: dict[str, Name] = {"x": "x", "winners": "mask", "dout": "dout", "din": "din"}
COLUMNS = ("layer", "call", *COMPARED)
EQUAL = "equal"
NOT_COMPARED = "not compared: "


class Compared:
    """The calls of scopes A and B that have one name and order, to look at as pairs.

    `compared[3]`, `compared["pool1"]` and `compared["pool1", 1]` open A, B and B − A under one
    cursor. Printed it is a table: each array is equal, differs in so many cells, or was not
    compared, and why; calls without a partner are named below.
    """

    def __init__(self, a: Sequence[PoolCall], b: Sequence[PoolCall]) -> None:
        ours, theirs = ({(call.name, call.turn): call for call in one} for one in (a, b))
        self._pairs = [(call, theirs[key]) for key, call in ours.items() if key in theirs]
        self._alone = {
            "A": [key for key in ours if key not in theirs],
            "B": [key for key in theirs if key not in ours],
        }

    def __len__(self) -> int:
        return len(self._pairs)

    def __iter__(self) -> Iterator[Pair]:
        """The pairs of calls that can be held side by side."""
        for at in range(len(self)):
            try:
                yield self[at]
            except (LookupError, ValueError):
                continue

    def __getitem__(self, which: int | str | tuple[str, int]) -> Pair:
        """A pair to look at: by its order, by its name, or by its name and which call of it.

        An IndexError or KeyError names the calls there are; a LookupError says why nothing of a
        call was kept, a ValueError why the two can't be held side by side.
        """
        a, b = self._pair(which)
        return Pair(a.explorable(), b.explorable(), operation="compare")

    @property
    def rows(self) -> list[dict[str, str]]:
        """The table, a row for each pair: the texts by column."""
        return [_row(a, b) for a, b in self._pairs]

    def __repr__(self) -> str:
        rows = self.rows
        if not rows:
            return "\n".join(["no call is in both", *self._lines(rows)[1:]])
        lines = [list(COLUMNS), *(list(row.values()) for row in rows)]
        widths = [max(len(line[at]) for line in lines) for at in range(len(COLUMNS))]
        table = ["  ".join(map(str.ljust, line, widths)).rstrip() for line in lines]
        return "\n".join([*table, *self._lines(rows)])

    def _repr_html_(self) -> str:
        """The same in HTML; no name of a model or layer becomes markup."""
        rows = self.rows
        head = "".join(f"<th>{escape(name)}</th>" for name in COLUMNS)
        body = "".join(
            f"<tr>{''.join(f'<td>{escape(text)}</td>' for text in row.values())}</tr>"
            for row in rows
        )
        items = "".join(f"<li>{escape(line)}</li>" for line in self._lines(rows))
        return f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table><ul>{items}</ul>"

    def _lines(self, rows: list[dict[str, str]]) -> list[str]:
        """How many pairs there are of each state, and the calls that have no partner."""
        texts = [[row[name] for name in COMPARED] for row in rows]
        unknown = [any(text.startswith(NOT_COMPARED) for text in row) for row in texts]
        differ = [
            any(text not in (EQUAL, "–") and not text.startswith(NOT_COMPARED) for text in row)
            for row in texts
        ]
        equal = sum(not (one or other) for one, other in zip(differ, unknown))
        states = (
            f"{count(equal)} equal, {count(sum(differ))} differ,"
            f" {count(sum(unknown))} not compared in full"
        )
        lines = [f"{counted(len(rows), 'call')} in both: {states}"]
        for side, alone in self._alone.items():
            if alone:
                named = ", ".join(name if turn == 0 else f"{name} {turn}" for name, turn in alone)
                lines.append(f"in {side} alone: {one_line(named, 300)}")
        return lines

    def _pair(self, which: int | str | tuple[str, int]) -> tuple[PoolCall, PoolCall]:
        if isinstance(which, int):
            if -len(self._pairs) <= which < len(self._pairs):
                return self._pairs[which]
            there = f"there are {counted(len(self._pairs), 'call')} in both"
            raise IndexError(f"compare: compared[{which}] is out of range ({there})")
        name, turn = name_and_turn("compare", which)
        for a, b in self._pairs:
            if (a.name, a.turn) == (name, turn):
                return a, b
        known = one_line(", ".join(dict.fromkeys(a.name for a, _ in self._pairs)) or "none", 300)
        asked = f"{one_line(str(name))}, call {turn},"
        raise KeyError(f"compare: {asked} is not in both; the names in both are {known}")


def name_and_turn(operation: str, which: Any) -> tuple[Any, int]:
    """A call's name and which call of it; a TypeError says that this is neither."""
    name, turn = which if isinstance(which, tuple) and len(which) == 2 else (which, 0)
    if isinstance(name, str) and is_integer(turn):
        return name, turn
    remedy = 'give its order, its name, or both, as in scope["pool1", 1]'
    raise TypeError(error_text(operation, "scope[…]", which, "names no call", remedy))


def _row(a: PoolCall, b: PoolCall) -> dict[str, str]:
    """The texts of a pair, by column."""
    ours, theirs = _view_of(a), _view_of(b)
    head = {"layer": a.name, "call": str(a.turn)}
    for side, view in (("A", ours), ("B", theirs)):
        if isinstance(view, str):
            return head | dict.fromkeys(COMPARED, f"{NOT_COMPARED}{side} {view}")
    assert isinstance(ours, View)
    assert isinstance(theirs, View)
    problem = why_other_pooling(ours, theirs)
    if problem is not None:
        argument, value, says, _ = problem
        shown = list(value) if isinstance(value, tuple) else value
        why = f"{NOT_COMPARED}{argument}={shown} {says}"
        return head | dict.fromkeys(COMPARED, why)
    return head | {column: _text(name, ours, theirs, (a, b)) for column, name in COMPARED.items()}


def _view_of(call: PoolCall) -> View | str:
    """What is kept of a call, or why nothing is."""
    try:
        return call.explorable().stored
    except LookupError:
        return f"keeps no arrays: {'; '.join(call.notes) or 'nothing of it was kept'}"


def _text(name: Name, a: View, b: View, calls: tuple[PoolCall, PoolCall]) -> str:
    """Whether an array is equal in both, how it differs, or why that is not known."""
    ours, theirs = a.arrays().get(name), b.arrays().get(name)
    if ours is None and theirs is None and name == "mask" and a.pooling is not None:
        return "–"
    for side, array, call in zip("AB", (ours, theirs), calls):
        if array is None:
            why = "; ".join(call.unchecked)
            return f"{NOT_COMPARED}none in {side}{f' ({why})' if why else ''}"
    assert ours is not None
    assert theirs is not None
    problem = why_other_array(name, ours, theirs)
    if problem is not None:
        argument, value, says, _ = problem
        shown = list(value) if isinstance(value, tuple) else value
        return f"{NOT_COMPARED}{argument}={shown} {says}"
    found = difference(name, ours, theirs)
    kept = "" if a.cut is None else f"the {count(a.cut.shape[0])} batch entries of both"
    if found.count == 0:
        return f"{NOT_COMPARED}{kept} that are kept are equal" if kept else EQUAL
    most = "" if name == "mask" else f", by {words(found.largest, 3)}"
    return f"{count(found.count)} of {count(found.of)}{most}{f' in {kept}' if kept else ''}"
