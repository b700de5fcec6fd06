"""That a given din is not what it should be."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from ...core.layout import CHANNELS_LAST, Layout, cell_text
from ...core.numbers import count, six
from ...window.options import Share
from ..counts.tally import Tally
from ..finding.finding import DinKind, Finding
from ..finding.message import Message
from ..finding.table import quantity, sentence, sentence_for, severity_of
from .din_difference import kind_of_din


def din_findings(
    tally: Tally, shape: Sequence[int], share: Share, layout: Layout = CHANNELS_LAST
) -> list[Finding]:
    """That a given din is not what dout and the mask give; nothing where it is.

    `shape` is that of din, whose first wrong cell is named as `layout` has it.
    """
    as_ = kind_of_din(tally, share)
    if as_ == share:
        return []
    given, due = tally.firsts["din-differs"].values
    off = given - due
    values = _first_values(tally, shape, layout)
    if np.isfinite(off):
        at = sentence("din-differs.at-off", *values, six(off))
    else:
        at = sentence("din-differs.at", *values)
    return [_finding(tally, as_, _what(as_, share), at)]


def weighted_din_findings(
    op: str, tally: Tally, shape: Sequence[int], layout: Layout = CHANNELS_LAST
) -> list[Finding]:
    """That the din of an average or Lp pooling is not what its weights give, if it is not."""
    if tally.n("din-differs") == 0:
        return []
    at = sentence("din-differs.at", *_first_values(tally, shape, layout))
    return [_finding(tally, "other", sentence(f"din-differs.{op}"), at)]


def _finding(tally: Tally, as_: DinKind, what: Message, at: Message) -> Finding:
    cells = tally.places["din-differs"]
    total = quantity(tally.cells, "cell")
    differ = sentence_for(cells.count, "din-differs.cells", count(cells.count), total, at)
    message = sentence("din-differs", what, differ)
    severity = severity_of("din-differs", as_)
    return Finding("din-differs", severity, message, cells=cells, array="din", as_=as_)


def _first_values(tally: Tally, shape: Sequence[int], layout: Layout) -> tuple[str, str, str]:
    """The first cell that differs: its index, what it holds, and what it should hold."""
    first = tally.firsts["din-differs"]
    given, due = first.values
    return cell_text(first.cells[0], shape, layout), six(given), six(due)


def _what(as_: DinKind, share: Share) -> Message:
    if as_ in ("assigned", "other"):
        return sentence(f"din-differs.{as_}")
    return sentence("din-differs.share", as_, share)
