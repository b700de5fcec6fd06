"""Pooling calls as a table and one by one: what a scope shows of what it has recorded."""

from __future__ import annotations

import os
from collections.abc import Iterator
from html import escape
from importlib.util import find_spec
from typing import Any

from ..core.arrays import Array
from ..core.errors import error_text, one_line
from ..explorable import Explorable
from ..files.page import PageCall, scope_content, write_page
from ..files.saved_view import describe, save_npz, warn_if_too_large
from .call.call import PoolCall
from .compared import Compared, name_and_turn
from .table import COLUMNS, summary, table_row

#: How many lines of findings a call has in the table.
MOST_LINES = 6


class Calls:
    """Pooling calls, in order: `calls[3]`, `calls["pool1"]`, `calls["pool1", 1]`.

    `Scope` fills it while a block runs, `Rechecked` when calls have run again.
    """

    _title = "Pooling calls"
    _columns: tuple[str, ...] = COLUMNS
    _operation = "watch"

    def __init__(self, name: str) -> None:
        self._name = name

    @property
    def calls(self) -> list[PoolCall]:
        """The calls, in order."""
        return list(self._all())

    def _all(self) -> list[PoolCall]:
        raise NotImplementedError

    def _problems(self) -> list[str]:
        """Lines on what is in none of the calls."""
        raise NotImplementedError

    def _row(self, call: PoolCall) -> dict[str, str]:
        """The texts of a call in the table, by column."""
        return table_row(call)

    def __len__(self) -> int:
        return len(self._all())

    def __iter__(self) -> Iterator[Explorable]:
        """The calls of which arrays are kept, to look at."""
        return (call.explorable() for call in self._all() if call.kept[1])

    def __getitem__(self, which: int | str | tuple[str, int]) -> Explorable:
        """A call to look at: by its order, by its name, or by its name and which call of it.

        An IndexError or KeyError names the calls there are; a LookupError says why nothing of the
        call was kept.
        """
        return self._call(which).explorable()

    def compare(self, other: Calls) -> Compared:
        """What differs between these calls, A, and those of another scope, B.

            before.compare(after)["pool1"]

        Calls are matched by the name of their layer and their order; those without a partner are
        named. Printed it is a table of what is equal, what differs and what was not compared; a
        call of it opens as a pair: A, B and B − A under one cursor. A TypeError says that `other`
        is no scope, a RuntimeError that one of the blocks is still running.
        """
        if not isinstance(other, Calls):
            remedy = "give a scope, as watch makes it"
            raise TypeError(error_text("compare", "other", other, "is no scope", remedy))
        for calls in (self, other):
            calls._check_over("compare")
        return Compared(self.calls, other.calls)

    def _check_over(self, operation: str) -> None:
        """Raises a RuntimeError while calls may still come."""

    def save(self, path: str | os.PathLike[str]) -> None:
        """Writes every call that kept arrays into one `.npz`: docs/saved-view.md describes it.

        A path without that ending gets it.
        """
        kept = [shown.stored for shown in self]
        remedy = 'keep less, as by watch(limit="64 MB"), or save a part: scope[0].part(batch=0)'
        warn_if_too_large(kept, remedy)
        arrays: dict[str, Array] = {}
        for at, view in enumerate(kept):
            arrays.update({f"{at}/{name}": array for name, array in view.arrays().items()})
        save_npz(path, arrays, {"version": 1, "views": [describe(view) for view in kept]})

    def to_dataframe(self) -> Any:
        """The table as a pandas DataFrame, a row for each call, its texts as they are printed.

        An ImportError says that pandas is missing.
        """
        if find_spec("pandas") is None:
            raise ImportError("to_dataframe: needs pandas, which is not installed; install pandas")
        import pandas

        return pandas.DataFrame([self._row(call) for call in self._all()], columns=self._columns)

    def to_html(self, path: str | os.PathLike[str]) -> None:
        """Writes one HTML file with the table and every call, which opens from disk.

        The explorer shows the call that is chosen, as a notebook would. The page holds 64 MB of
        arrays, those of calls with findings first, and says what it leaves out.
        """
        calls = [
            PageCall(
                _unbroken(self._row(call)),
                call.explorable().stored if call.kept[1] else None,
                call.severity,
            )
            for call in self._all()
        ]
        lines = self._lines() if calls else [self._nothing(), *self._problems()]
        title = f"{self._title} of {self._name}" if self._name else self._title
        write_page(path, title, scope_content(title, calls, lines))

    def __repr__(self) -> str:
        rows = [self._row(call) for call in self._all()]
        if not rows:
            return "\n".join([self._nothing(), *self._problems()])
        lines = [list(rows[0]), *(list(row.values()) for row in rows)]
        widths = [max(len(line[at]) for line in lines) for at in range(len(rows[0]))]
        table = ["  ".join(map(str.ljust, line, widths)).rstrip() for line in lines]
        return "\n".join([*table, *self._lines()])

    def _repr_html_(self) -> str:
        """The same in HTML; no name of a model or layer becomes markup."""
        rows = [self._row(call) for call in self._all()]
        items = "".join(f"<li>{escape(line)}</li>" for line in self._lines())
        if not rows:
            return f"<p>{escape(self._nothing())}</p><ul>{items}</ul>"
        head = "".join(f"<th>{escape(name)}</th>" for name in rows[0])
        body = "".join(
            f"<tr>{''.join(_cell(name, text) for name, text in row.items())}</tr>" for row in rows
        )
        table = f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"
        return table + (f"<ul>{items}</ul>" if items else "")

    def _lines(self) -> list[str]:
        """What there is in all, and a line for each finding more than a fact and for each note."""
        lines = []
        for call in self._all():
            found = [finding.text for finding in call.findings if finding.severity != "fact"]
            unchecked = [f"not checked: {why}" for why in call.unchecked]
            texts = [*found, *unchecked, *call.notes]
            lines += [f"#{call.order} {call.name}: {text}" for text in texts[:MOST_LINES]]
            if len(texts) > MOST_LINES:
                lines.append(f"#{call.order} {call.name}: {len(texts) - MOST_LINES} more")
        return [*([summary(self._all())] if self._all() else []), *lines, *self._problems()]

    def _nothing(self) -> str:
        """Why there is no call."""
        return "no pooling call"

    def _call(self, which: int | str | tuple[str, int]) -> PoolCall:
        calls = self._all()
        if isinstance(which, int):
            if -len(calls) <= which < len(calls):
                return calls[which]
            raise IndexError(
                f"{self._operation}: scope[{which}] is out of range (there are {len(calls)} calls)"
            )
        name, turn = name_and_turn(self._operation, which)
        named = [call for call in calls if call.name == name]
        if 0 <= turn < len(named):
            return named[turn]
        if named:
            there = f"{one_line(str(name))} has {len(named)} calls, none is {turn}"
            raise KeyError(f"{self._operation}: {there}")
        known = one_line(", ".join(dict.fromkeys(call.name for call in calls)) or "none", 300)
        there = f"no call is named {one_line(str(name))}; the names are {known}"
        raise KeyError(f"{self._operation}: {there}")


def _cell(column: str, text: str) -> str:
    """A cell of the table in HTML; a shape stays on one line."""
    style = ' style="white-space: nowrap"' if column in ("x", "dout", "din") else ""
    return f"<td{style}>{escape(text)}</td>"


def _unbroken(row: dict[str, str]) -> dict[str, str]:
    """A row whose shapes stay on one line of a page."""
    return {name: text.replace(" × ", "\u00a0×\u00a0") for name, text in row.items()}
