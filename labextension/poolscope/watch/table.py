"""The table of a scope: a row for each call."""

from __future__ import annotations

from ..core.numbers import count, counted
from .call import UNSEEN, PoolCall


def table_row(call: PoolCall) -> dict[str, str]:
    """The texts of a call's row, by column."""
    nan = [f"{name} {count(n)}" for name, n in call.nan.items() if n]
    severities = [finding.severity for finding in call.findings]
    errors, notices = severities.count("error"), severities.count("notice")
    found = [counted(errors, "error")] if errors else []
    found += [counted(notices, "notice")] if notices else []
    seen = call.backward == "seen"
    unseen = UNSEEN[call.backward]
    return {
        "#": str(call.order),
        "layer": call.name,
        "call": str(call.turn),
        "op": call.operation.function,
        "options": call.operation.settings(call.geometry),
        "x": _shape(call.input_shape),
        "dout": _shape(call.output_shape) if seen else unseen,
        "din": _shape(call.input_shape) if "din" in call.nan else "none seen" if seen else "",
        "ties": call.ties,
        "NaN": ", ".join(nan) or "0",
        "findings": ", ".join(found) or "none",
    }


def _shape(shape: tuple[int, ...]) -> str:
    """A shape as PyTorch has it, channels first."""
    return " × ".join(map(str, (shape[0], shape[-1], *shape[1:-1])))
