"""Judges some entries of a stored call, and says what all of them together show."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ..findings.counts.tally import Tally
from ..findings.find import say_routed, tally_routed
from ..findings.finding.finding import Axes, Finding, merge_findings
from ..watch.call.checks import NO_DIN, say_unrouted, tally_unrouted
from ..watch.call.described import Described
from ..watch.call.facts import UNSEEN
from ..watch.call.winners import UNREAD, read_indices, routes_of


@dataclass(frozen=True)
class Judged:
    """What a call shows: findings, and why not all was checked."""

    findings: list[Finding]
    unchecked: list[str]


def tally_entries(call: Described, first: int, end: int, *, made: bool = False) -> Tally:
    """What is counted in the entries from `first` up to `end`; `made` is that of `tally_din`."""
    arrays = {name: array.read(first, end) for name, array in call.stored.arrays.items()}
    x, dout, din = arrays["x"], arrays.get("dout"), arrays.get("din")
    entries = end - first
    windows = call.windows(entries)
    with np.errstate(all="ignore"):
        indices, cells, largest = arrays.get("indices"), None, None
        if indices is not None:
            cells, largest = read_indices(indices, x, windows)
        if cells is None:
            operation, epsilon = call.operation, call.epsilon
            tally = tally_unrouted(
                operation, windows, x=x, dout=dout, din=din, norm_of=x, epsilon=epsilon
            )
            if indices is not None:
                tally.add(UNREAD, 1)
            return tally
        routes = routes_of(cells, x.shape, windows.window_size if windows else None)
        return tally_routed(
            routes,
            windows,
            x=x,
            dout=dout,
            din=din,
            epsilon=call.epsilon,
            largest=largest,
            made=made,
        )


def say(call: Described, tally: Tally) -> Judged:
    """What all entries of a call show."""
    windows = call.windows(call.stored.entries)
    has_dout, has_din = "dout" in call.stored.arrays, "din" in call.stored.arrays
    unchecked = [UNSEEN[call.backward]] if call.backward != "seen" else []
    unchecked += call.unchecked
    if has_dout and not has_din:
        unchecked.append(NO_DIN)
    if "indices" in call.stored.arrays and not tally.counts.get(UNREAD):
        found = say_routed(tally, call.input_shape, windows, layout=call.layout, of_din=has_dout)
    else:
        if "indices" in call.stored.arrays:
            unchecked.append(UNREAD)
            tally = _without_mask(tally, has_din=has_din)
        found, why = say_unrouted(
            tally, call.operation, windows, call.layout, call.epsilon, has_din=has_din
        )
        unchecked += [] if why is None else [why]
    axes = Axes(call.input_shape, call.output_shape, call.layout)
    findings = [one.with_axes(axes) for one in merge_findings(found)]
    return Judged(findings, list(dict.fromkeys(unchecked)))


def _without_mask(tally: Tally, *, has_din: bool) -> Tally:
    """What was tallied but for what the indices told."""
    counts = {name: n for name, n in tally.counts.items() if name != "contested"}
    alive = {
        name: cells for name, cells in tally.alive.items() if has_din or not name.endswith(".din")
    }
    return Tally(
        tally.entries, tally.rows, tally.cells, places=tally.places, counts=counts, alive=alive
    )
