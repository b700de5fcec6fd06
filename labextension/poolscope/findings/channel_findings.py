"""What there is to find in channels: those whose every x, or every gradient, is 0."""

from __future__ import annotations

from typing import Literal

import numpy as np

from ..core.arrays import Array
from ..core.numbers import count
from .finding import Finding, cell_finding
from .places import Places
from .table import quantity, sentence_for


def channel_findings(x: Array | None, din: Array | None) -> list[Finding]:
    """Channels whose every cell is 0 in all of the batch, placed at the first cell of each."""
    arrays: list[tuple[Literal["x", "din"], Array | None]] = [("x", x), ("din", din)]
    return [_dead(name, array) for name, array in arrays if array is not None and array.size]


def _dead(name: Literal["x", "din"], array: Array) -> Finding:
    # A channel's first cell has the channel's number, for channels come last.
    rows = array.reshape(-1, array.shape[-1])
    alive, at, step = np.zeros(rows.shape[1], dtype=np.bool_), 0, 64
    # Most channels are alive from the first rows on: few are looked at to the end.
    while at < rows.shape[0] and not alive.all():
        asked = np.flatnonzero(~alive)
        part = rows[at : at + step]
        alive[asked] = (part if asked.size == alive.size else part[:, asked]).any(axis=0)
        at, step = at + step, step * 4
    channels = Places(np.logical_not(alive))
    n = channels.count
    first = str(channels.at(0)) if n else ""
    total = quantity(array.shape[-1], "channel")
    text = sentence_for(n, "dead-channels", count(n), total, first, name)
    return cell_finding("dead-channels", name, channels, text)
