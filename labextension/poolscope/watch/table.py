"""The table of a scope: a row for each call."""

from __future__ import annotations

import math

from ..core.layout import Layout, user_order
from ..core.numbers import counted, part
from ..findings.finding.table import SEVERITIES
from .call.call import PoolCall
from .call.facts import UNSEEN

#: What tells one call from another.
CALL_COLUMNS = ("#", "layer", "call", "op", "options", "x")
COLUMNS = (*CALL_COLUMNS, "dout", "din", "ties", "NaN", "findings")


def call_texts(call: PoolCall) -> tuple[str, ...]:
    """The texts of `CALL_COLUMNS`."""
    return (
        str(call.order),
        call.name,
        str(call.turn),
        call.operation.function,
        call.operation.settings(call.geometry),
        shape_text(call.input_shape, call.layout),
    )


def table_row(call: PoolCall) -> dict[str, str]:
    """The texts of a call's row, by column."""
    nan = [f"{name} {part(n, _size(call, name))}" for name, n in call.nan.items() if n]
    seen = call.backward == "seen"
    unseen = UNSEEN[call.backward]
    texts = (
        *call_texts(call),
        shape_text(call.output_shape, call.layout) if seen else unseen,
        shape_text(call.input_shape, call.layout)
        if "din" in call.nan
        else "none seen"
        if seen
        else "",
        call.ties,
        ", ".join(nan) or "0",
        found(call),
    )
    return dict(zip(COLUMNS, texts))


def _size(call: PoolCall, name: str) -> int:
    """How many numbers an array of the whole call has."""
    return math.prod(call.output_shape if name == "dout" else call.input_shape)


def found(call: PoolCall) -> str:
    """How many findings there are, and what was not checked; `none` where all was looked at."""
    severities = [finding.severity for finding in call.findings]
    parts = [counted(n, of) for of in SEVERITIES if (n := severities.count(of))]
    found = ", ".join(parts)
    if call.unchecked:
        unchecked = f"not checked: {'; '.join(call.unchecked)}"
        return f"{found}; {unchecked}" if found else unchecked
    return found or "none"


def summary(calls: list[PoolCall]) -> str:
    """In how many calls there is something of each severity, and how many are not checked."""

    def of(n: int) -> str:
        return part(n, len(calls))

    severities = [{finding.severity for finding in call.findings} for call in calls]
    parts = [f"{one}s in {of(sum(one in found for found in severities))}" for one in SEVERITIES]
    parts.append(f"not checked in full {of(sum(bool(call.unchecked) for call in calls))}")
    return f"{counted(len(calls), 'call')}: {', '.join(parts)}"


def shape_text(shape: tuple[int, ...], layout: Layout) -> str:
    """A shape as PyTorch has it."""
    return " × ".join(map(str, user_order(shape, layout)))
