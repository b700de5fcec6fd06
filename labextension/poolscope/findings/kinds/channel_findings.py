"""What there is to find in channels: those whose every x, or every gradient, is 0."""

from __future__ import annotations

from typing import Literal

import numpy as np

from ...core.arrays import Array
from ...core.numbers import count
from ..counts.tally import Tally
from ..finding.finding import Finding, cell_finding
from ..finding.places import Places
from ..finding.table import quantity, sentence_for


def tally_channels(tally: Tally, x: Array | None, din: Array | None) -> None:
    """The channels of which some cell is other than 0."""
    for name, array in (("x", x), ("din", din)):
        if array is None or not array.size:
            continue
        rows = array.reshape(-1, array.shape[-1])
        alive, at, step = np.zeros(rows.shape[1], dtype=np.bool_), 0, 64
        # Most channels are alive from the first rows on: few are looked at to the end.
        while at < rows.shape[0] and not alive.all():
            asked = np.flatnonzero(~alive)
            part = rows[at : at + step]
            alive[asked] = (part if asked.size == alive.size else part[:, asked]).any(axis=0)
            at, step = at + step, step * 4
        tally.alive[f"channels.{name}"] = alive


def channel_findings(tally: Tally) -> list[Finding]:
    """Channels whose every cell is 0 in all of the batch, placed at the first cell of each."""
    names: tuple[Literal["x", "din"], ...] = ("x", "din")
    return [_dead(tally, name) for name in names if f"channels.{name}" in tally.alive]


def _dead(tally: Tally, name: Literal["x", "din"]) -> Finding:
    # A channel's first cell has the channel's number, for channels come last.
    alive = tally.alive[f"channels.{name}"]
    channels = Places(np.logical_not(alive))
    n = channels.count
    first = str(channels.at(0)) if n else ""
    total = quantity(alive.size, "channel")
    text = sentence_for(n, "dead-channels", count(n), total, first, name)
    return cell_finding("dead-channels", name, channels, text)
