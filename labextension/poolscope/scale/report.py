"""What `check_store` found: a table of calls, and each with its findings."""

from __future__ import annotations

import math
import os
from bisect import bisect_right
from collections.abc import Iterator
from functools import cached_property
from html import escape
from typing import Any
from urllib.parse import quote

from ..core.numbers import count, counted
from ..explorable import Explorable
from ..findings.finding.finding import Finding, gravest
from ..findings.finding.table import SEVERITIES, Severity
from ..watch.call.described import Described
from .judge import Judged
from .opened import open_entry

#: How many lines of findings a call has.
MOST_LINES = 6


class CheckedCall:
    """A stored call over all of its steps, and what was found in it."""

    def __init__(self, call: Described, judged: Judged) -> None:
        self._call = call
        self.name = call.name
        #: Which call of this name it is in a step, from 0.
        self.turn = call.turn
        self.where = call.where
        self.findings = tuple(judged.findings)
        #: Why it is not known whether its gradient is right; nothing where it is known.
        self.unchecked = tuple(judged.unchecked)
        self.notes = call.notes
        #: How many batch entries were read, and of how many steps.
        self.entries = call.stored.entries
        self.steps = len(call.stored.steps)

    @property
    def severity(self) -> Severity:
        """The severity of the gravest finding; `fact` where there is none."""
        return gravest(self.findings)

    @property
    def words(self) -> str:
        """The operation in words, with its options."""
        return self._call.operation.words(self._call.operation.geometry(1, 1))

    def step_of(self, finding: Finding, k: int = 0) -> tuple[int, int]:
        """The step of one of a finding's places, and the batch entry in that step.

        Steps count from 0, forward pass by forward pass. An IndexError says that there is no such
        place.
        """
        entry = self.entry_of(finding, k)
        at = bisect_right(self._firsts, entry) - 1
        step, first, _ = self._call.stored.steps[at]
        return step, entry - first

    def entry_of(self, finding: Finding, k: int = 0) -> int:
        """The batch entry of one of a finding's places, among all that were stored."""
        place = finding.place(k)
        is_output = "row" in place or place["array"] == "dout"
        shape = self._call.output_shape if is_output else self._call.input_shape
        at: int = place["row"] if "row" in place else place["cell"]
        return at // math.prod(shape[1:])

    def place_of(self, finding: Finding, k: int = 0) -> str:
        """One of a finding's places as a path: as a link in JupyterLab it opens the explorer there.

        report.calls[0].place_of(wrong)    # 'run.zarr/0/zarr.json#entry=8809'
        """
        return f"{self._call.stored.folder}/zarr.json#entry={self.entry_of(finding, k)}"

    def entry(self, entry: int) -> Explorable:
        """One batch entry to look at: as a cell's last value it opens in the explorer.

        `entry` counts all that were stored, as `entry_of` does; an IndexError says that it is not
        there.
        """
        return open_entry(self._call, entry)

    @cached_property
    def _firsts(self) -> list[int]:
        return [first for _, first, _ in self._call.stored.steps]

    def _repr_html_(self) -> str:
        """The same in HTML; a place is a link where the store lies below the working folder."""
        found = [one for one in self.findings if one.severity != "fact"]
        texts = [f"{escape(one.text)} ({self._link(one)})" for one in found]
        texts += [escape(text) for text in self._rest()]
        more = [f"{len(texts) - MOST_LINES} more"] if len(texts) > MOST_LINES else []
        items = "".join(f"<li>{text}</li>" for text in [*texts[:MOST_LINES], *more])
        return f"<p>{escape(repr(self))}</p>" + (f"<ul>{items}</ul>" if items else "")

    def _link(self, finding: Finding) -> str:
        step, entry = self.step_of(finding)
        text = _words(step, entry)
        path = _below_here(self._call.stored.folder)
        if path is None:
            return text
        href = f"{quote(path)}/zarr.json#entry={self.entry_of(finding)}"
        return f'<a href="{escape(href)}">{text}</a>'

    def _rest(self) -> list[str]:
        """What was not checked, and notes."""
        return [*(f"not checked: {why}" for why in self.unchecked), *self.notes]

    def lines(self) -> list[str]:
        """What was found, more than facts, and what was not checked."""
        found = [one.text for one in self.findings if one.severity != "fact"]
        texts = [*found, *self._rest()]
        more = [f"{len(texts) - MOST_LINES} more"] if len(texts) > MOST_LINES else []
        return [*texts[:MOST_LINES], *more]

    def __repr__(self) -> str:
        kinds = [one.severity for one in self.findings]
        found = ", ".join(counted(n, of) for of in SEVERITIES if (n := kinds.count(of)))
        if not found and not self.unchecked:
            found = "nothing found"
        entries = f"{count(self.entries)} batch {'entry' if self.entries == 1 else 'entries'}"
        parts = [f"{self.name}: {self.words}", counted(self.steps, "step"), entries, found]
        return "; ".join(part for part in parts if part)


class StoreReport:
    """The calls of a store, in the order in which they first came."""

    def __init__(self, path: str, calls: list[CheckedCall]) -> None:
        self.path = path
        self.calls = calls

    @property
    def has_errors(self) -> bool:
        """Whether a gradient or a mask is wrong somewhere."""
        return any(call.severity == "error" for call in self.calls)

    def __iter__(self) -> Iterator[CheckedCall]:
        return iter(self.calls)

    def __len__(self) -> int:
        return len(self.calls)

    def __repr__(self) -> str:
        if not self.calls:
            return "nothing stored: no step was finished"
        lines = []
        for call in self.calls:
            lines += [repr(call), *(f"  {line}" for line in call.lines())]
        return "\n".join(lines)

    def _repr_html_(self) -> str:
        """The same in HTML; no name of a layer becomes markup."""
        if not self.calls:
            return f"<p>{escape(repr(self))}</p>"
        return "".join(call._repr_html_() for call in self.calls)

    def places(self) -> list[str]:
        """The first place of each finding that is more than a fact, with the path that opens it."""
        return [
            f"{call.name}: {one.name}: {_words(*call.step_of(one))}: {call.place_of(one)}"
            for call in self.calls
            for one in call.findings
            if one.severity != "fact"
        ]

    def to_json(self) -> dict[str, Any]:
        """The report as JSON: of each finding its name, severity, text, count and first place.

        `open` is that place as a path, which a link in JupyterLab opens in the explorer.
        """
        return {
            "store": self.path,
            "errors": self.has_errors,
            "calls": [
                {
                    "name": call.name,
                    "turn": call.turn,
                    "where": call.where,
                    "operation": call.words,
                    "steps": call.steps,
                    "entries": call.entries,
                    "findings": [_finding_json(call, one) for one in call.findings],
                    "unchecked": list(call.unchecked),
                    "notes": list(call.notes),
                }
                for call in self.calls
            ],
        }


def _finding_json(call: CheckedCall, finding: Finding) -> dict[str, Any]:
    step, entry = call.step_of(finding)
    return {
        "name": finding.name,
        "severity": finding.severity,
        "text": finding.text,
        "count": finding.count,
        "first": {"step": step, "entry": entry, "index": list(finding.index(0))},
        "open": call.place_of(finding),
    }


def _words(step: int, entry: int) -> str:
    return f"step {step}, batch entry {entry}"


def _below_here(path: str) -> str | None:
    """A path from the working folder on, where it lies in that; there a notebook's links lead."""
    try:
        relative = os.path.relpath(path)
    except ValueError:  # another drive
        return None
    return None if relative.startswith(os.pardir) else relative.replace(os.sep, "/")
