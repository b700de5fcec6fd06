"""The scope: the calls of a block, as a table and one by one."""

from __future__ import annotations

import os
from collections.abc import Iterator
from html import escape
from importlib.util import find_spec
from types import TracebackType
from typing import Any

import torch

from ..core.arrays import Array
from ..core.errors import error_text, one_line
from ..explorable import Explorable
from ..files.page import PageCall, scope_content, write_page
from ..files.saved_view import describe, save_npz, warn_if_too_large
from . import refuse
from .call import PoolCall
from .origin import Modules
from .recorder import Recorder
from .table import COLUMNS, table_row

#: How many lines of findings a call has in the table.
MOST_LINES = 6


def check_model(model: Any) -> None:
    """Raises a TypeError unless the model is a module or None."""
    if model is None or isinstance(model, torch.nn.Module):
        return
    remedy = "give a torch.nn.Module, or nothing"
    raise TypeError(error_text("watch", "model", model, "is no module", remedy))


class Scope:
    """The pooling calls of a block, in order: `scope[3]`, `scope["pool1"]`, `scope["pool1", 1]`.

    Made by `watch`.
    """

    def __init__(
        self,
        model: torch.nn.Module | None,
        limit: int,
        batch: int,
        only: str | None = None,
    ) -> None:
        self._name = "" if model is None else type(getattr(model, "_orig_mod", model)).__name__
        self._compiled = model is not None and _is_compiled(model)
        self._modules = Modules(model)
        self._recorder = Recorder(self._modules, limit, batch, only)
        self._state = "not entered"

    def __enter__(self) -> Scope:
        if self._state != "not entered":
            remedy = "call watch again for another block"
            raise RuntimeError(
                error_text("watch", "scope", self._state, "can't be entered", remedy)
            )
        self._modules.start()
        try:
            self._recorder.start()
        except BaseException:
            self._modules.stop()
            raise
        refuse.shut()
        self._state = "running"
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        try:
            self._recorder.__exit__(kind, error, trace)
        finally:
            refuse.reopen()
            self._recorder.stop()
            self._modules.stop()
            self._state = "left by an exception" if kind else "left"

    @property
    def calls(self) -> list[PoolCall]:
        """The calls, in order."""
        return list(self._recorder.calls)

    def __len__(self) -> int:
        return len(self._recorder.calls)

    def __iter__(self) -> Iterator[Explorable]:
        """The calls of which arrays are kept, to look at."""
        return (call.explorable() for call in self._recorder.calls if call.kept[1])

    def __getitem__(self, which: int | str | tuple[str, int]) -> Explorable:
        """A call to look at: by its order, by its name, or by its name and which call of it.

        An IndexError or KeyError names the calls there are; a LookupError says why nothing of the
        call was kept.
        """
        return self._call(which).explorable()

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

        return pandas.DataFrame([table_row(call) for call in self._recorder.calls], columns=COLUMNS)

    def to_html(self, path: str | os.PathLike[str]) -> None:
        """Writes one HTML file with the table and every call, which opens from disk.

        The explorer shows the call that is chosen, as a notebook would. The page holds 64 MB of
        arrays, those of calls with findings first, and says what it leaves out.
        """
        calls = [
            PageCall(
                _unbroken(table_row(call)),
                call.explorable().stored if call.kept[1] else None,
                call.severity,
            )
            for call in self._recorder.calls
        ]
        lines = self._lines() if calls else [self._nothing(), *self._recorder.problems]
        title = f"Pooling calls of {self._name}" if self._name else "Pooling calls"
        write_page(path, title, scope_content(title, calls, lines))

    def __repr__(self) -> str:
        rows = [table_row(call) for call in self._recorder.calls]
        if not rows:
            return "\n".join([self._nothing(), *self._recorder.problems])
        lines = [list(rows[0]), *(list(row.values()) for row in rows)]
        widths = [max(len(line[at]) for line in lines) for at in range(len(rows[0]))]
        table = ["  ".join(map(str.ljust, line, widths)).rstrip() for line in lines]
        return "\n".join([*table, *self._lines()])

    def _repr_html_(self) -> str:
        """The same in HTML; no name of a model or layer becomes markup."""
        rows = [table_row(call) for call in self._recorder.calls]
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
        """A line for each finding that is more than a fact, and for each note."""
        lines = []
        for call in self._recorder.calls:
            found = [finding.text for finding in call.findings if finding.severity != "fact"]
            unchecked = [f"not checked: {why}" for why in call.unchecked]
            texts = [*found, *unchecked, *call.notes]
            lines += [f"#{call.order} {call.name}: {text}" for text in texts[:MOST_LINES]]
            if len(texts) > MOST_LINES:
                lines.append(f"#{call.order} {call.name}: {len(texts) - MOST_LINES} more")
        return [*lines, *self._recorder.problems]

    def _nothing(self) -> str:
        """Why there is no call."""
        if self._state in ("not entered", "running"):
            return f"no pooling call seen: the block is {self._state}"
        if self._compiled:
            return (
                "no pooling call seen: the model is compiled, into kernels that can't be watched;"
                " watch the model that torch.compile was given"
            )
        return "no pooling call seen"

    def _call(self, which: int | str | tuple[str, int]) -> PoolCall:
        calls = self._recorder.calls
        if isinstance(which, int):
            if -len(calls) <= which < len(calls):
                return calls[which]
            raise IndexError(
                f"watch: scope[{which}] is out of range (there are {len(calls)} calls)"
            )
        name, turn = which if isinstance(which, tuple) else (which, 0)
        named = [call for call in calls if call.name == name]
        if 0 <= turn < len(named):
            return named[turn]
        if named:
            raise KeyError(f"watch: {one_line(name)} has {len(named)} calls, none is {turn}")
        known = one_line(", ".join(dict.fromkeys(call.name for call in calls)) or "none", 300)
        raise KeyError(f"watch: no call is named {one_line(str(name))}; the names are {known}")


def _cell(column: str, text: str) -> str:
    """A cell of the table in HTML; a shape stays on one line."""
    style = ' style="white-space: nowrap"' if column in ("x", "dout", "din") else ""
    return f"<td{style}>{escape(text)}</td>"


def _unbroken(row: dict[str, str]) -> dict[str, str]:
    """A row whose shapes stay on one line of a page."""
    return {name: text.replace(" × ", "\u00a0×\u00a0") for name, text in row.items()}


def _is_compiled(model: torch.nn.Module) -> bool:
    """Whether torch.compile made the model, or compiled it in place."""
    compiled = type(model).__name__ == "OptimizedModule"
    return compiled or getattr(model, "_compiled_call_impl", None) is not None
