"""Judges some entries of a stored call, and says what all of them together show."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ..core.arrays import HALF_STEPS, Array
from ..core.numbers import counted
from ..findings.counts.tally import Tally
from ..findings.find import say_routed, say_without_mask, tally_routed, tally_without_mask
from ..findings.finding.finding import Axes, Finding, merge_findings
from ..findings.kinds.weighted_findings import say_weighted, tally_weighted
from ..watch.call.call import UNSEEN
from ..watch.call.checks import HALF_NORM, NO_DIN, OUT_OF_RANGE
from ..watch.call.winners import problem_of_indices, routes_of, winners_of
from ..window.geometry import Geometry
from ..window.largest import Largest, find_largest
from .described import Described

UNREAD = "its indices can't be read"


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
        indices = arrays.get("indices")
        if indices is None:
            tally = tally_without_mask(windows, x=x, dout=dout, din=din)
            _weigh(tally, call, x, dout, din)
            return tally
        cells, largest = _read_indices(indices, x, windows)
        if cells is None:
            tally = tally_without_mask(windows, x=x, dout=dout, din=din)
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


def _read_indices(
    indices: Array, x: Array, windows: Geometry | None
) -> tuple[NDArray[np.int64] | None, Largest | None]:
    """The cells that indices, flat in their planes, name, and the largest by our own rule.

    No cells where an index lies outside of its window.
    """
    # Whatever is outside of its plane stays outside, and overflows nothing.
    plane = math.prod(x.shape[1:-1])
    flat = np.clip(indices.astype(np.int64), -1, plane)
    cells = winners_of(flat, x.shape, windows)
    if windows is None:
        inside = bool(((flat >= 0) & (flat < plane)).all())
        return (cells if inside else None), None
    largest = find_largest(windows, x)
    if largest.are(cells) or problem_of_indices(cells, flat, windows) is None:
        return cells, largest
    return None, None


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
        found = say_without_mask(tally, windows)
        pooling = call.operation.pooling
        if has_din and windows is not None and pooling is not None:
            if _is_half_norm(call):
                unchecked.append(HALF_NORM)
            else:
                own, unknown = say_weighted(tally, pooling, windows, call.layout)
                found += own
                if unknown:
                    unchecked.append(f"din of {counted(unknown, 'cell')}: {OUT_OF_RANGE}")
    axes = Axes(call.input_shape, call.output_shape, call.layout)
    findings = [one.with_axes(axes) for one in merge_findings(found)]
    return Judged(findings, list(dict.fromkeys(unchecked)))


def _weigh(tally: Tally, call: Described, x: Array, dout: Array | None, din: Array | None) -> None:
    """Holds din of a pooling that has no mask against its weights."""
    pooling, windows = call.operation.pooling, call.windows(x.shape[0])
    if pooling is None or windows is None or dout is None or din is None or _is_half_norm(call):
        return
    tally_weighted(tally, pooling, windows, dout, din, call.epsilon, x)


def _is_half_norm(call: Described) -> bool:
    return call.operation.op == "lp" and call.epsilon >= HALF_STEPS["float16"]


def _without_mask(tally: Tally, *, has_din: bool) -> Tally:
    """What was tallied but for what the indices told."""
    counts = {name: n for name, n in tally.counts.items() if name != "contested"}
    alive = {
        name: cells for name, cells in tally.alive.items() if has_din or not name.endswith(".din")
    }
    return Tally(
        tally.entries, tally.rows, tally.cells, places=tally.places, counts=counts, alive=alive
    )
