"""What `check_store` found: a table of calls, and each with its findings."""

from __future__ import annotations

import math
from bisect import bisect_right
from collections.abc import Iterator
from functools import cached_property
from typing import Any

from ..core.numbers import count, counted
from ..explorable import Explorable
from ..findings.finding.finding import Finding, gravest
from ..findings.finding.table import SEVERITIES, Severity
from .described import Described
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

    def entry(self, entry: int) -> Explorable:
        """One batch entry to look at: as a cell's last value it opens in the explorer.

        `entry` counts all that were stored, as `entry_of` does; an IndexError says that it is not
        there.
        """
        return open_entry(self._call, entry)

    @cached_property
    def _firsts(self) -> list[int]:
        return [first for _, first, _ in self._call.stored.steps]

    def lines(self) -> list[str]:
        """What was found, more than facts, and what was not checked."""
        found = [one.text for one in self.findings if one.severity != "fact"]
        texts = [*found, *(f"not checked: {why}" for why in self.unchecked), *self.notes]
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

    def to_json(self) -> dict[str, Any]:
        """The report as JSON: of each finding its name, severity, text, count and first place."""
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
    }
