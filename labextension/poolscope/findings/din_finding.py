"""That a given din is not what it should be."""

from __future__ import annotations

import numpy as np

from ..core.arrays import Array
from ..core.layout import CHANNELS_LAST, Layout, cell_text
from ..core.numbers import count, six
from ..window.options import Share
from .din_difference import DinDifference
from .finding import DinKind, Finding
from .message import Message
from .table import quantity, sentence, sentence_for, severity_of


def din_findings(
    din: Array, difference: DinDifference, share: Share, layout: Layout = CHANNELS_LAST
) -> list[Finding]:
    """That a given din is not what dout and the mask give; nothing where it is.

    The first cell is named as `layout` has it.
    """
    if difference.as_ == share:
        return []
    first = difference.cells.at(0)
    off = float(din.flat[first]) - float(difference.right.flat[first])
    values = _first_values(din, difference, layout)
    if np.isfinite(off):
        at = sentence("din-differs.at-off", *values, six(off))
    else:
        at = sentence("din-differs.at", *values)
    return [_finding(din, difference, _what(difference.as_, share), at)]


def weighted_din_findings(
    op: str, din: Array, difference: DinDifference, layout: Layout = CHANNELS_LAST
) -> list[Finding]:
    """That the din of an average or Lp pooling is not what its weights give, if it is not."""
    if difference.cells.count == 0:
        return []
    at = sentence("din-differs.at", *_first_values(din, difference, layout))
    return [_finding(din, difference, sentence(f"din-differs.{op}"), at)]


def _finding(din: Array, difference: DinDifference, what: Message, at: Message) -> Finding:
    as_, _, cells = difference
    total = quantity(din.size, "cell")
    differ = sentence_for(cells.count, "din-differs.cells", count(cells.count), total, at)
    message = sentence("din-differs", what, differ)
    severity = severity_of("din-differs", as_)
    return Finding("din-differs", severity, message, cells=cells, array="din", as_=as_)


def _first_values(din: Array, difference: DinDifference, layout: Layout) -> tuple[str, str, str]:
    """The first cell that differs: its index, what it holds, and what it should hold."""
    first = difference.cells.at(0)
    index = cell_text(first, din.shape, layout)
    return index, six(float(din.flat[first])), six(float(difference.right.flat[first]))


def _what(as_: DinKind, share: Share) -> Message:
    if as_ in ("assigned", "other"):
        return sentence(f"din-differs.{as_}")
    return sentence("din-differs.share", as_, share)
