"""Why sum(din) is not sum(dout)."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from ..core.arrays import Array, surely_finite
from ..core.numbers import signed, six
from ..window.options import Share
from .counts import sequential_sum
from .din_difference import DinDifference
from .finding import Finding
from .message import Message
from .places import Places, nowhere
from .table import listed, quantity, sentence, sentence_for, severity_of

#: Sums that differ by less than this part of what they are made of count as equal.
NEGLIGIBLE = 1e-6


def sum_findings(
    maxima: NDArray[np.integer[Any]],
    dout: Array,
    din: Array,
    share: Share,
    difference: DinDifference | None = None,
) -> list[Finding]:
    """Why sum(din) is not sum(dout), in float64: rows first, then cells; nothing where it is.

    `maxima` says how many maxima each row holds, `difference` what a given din is.
    """
    as_ = difference.as_ if difference else share
    finite = surely_finite(dout) and surely_finite(din)
    if finite and as_ in ("full", "split") and (maxima == 1).all():
        return []
    not_finite = _not_finite_findings(dout, din)
    if not_finite:
        return not_finite
    if as_ in ("full", "split"):
        excess, cells, off = excess_of_rows(maxima, dout, as_), nowhere(), np.zeros(0)
    else:
        assert difference is not None
        excess, cells = excess_of_rows(maxima, dout, share), difference.cells
        at = cells.all()
        off = din.ravel()[at].astype(np.float64) - difference.right.ravel()[at].astype(np.float64)
    parts = {
        "lost": excess[(maxima == 0) & (excess != 0)],
        "repeated": excess[(maxima > 0) & (excess != 0)],
        "wrong": off[off != 0],
    }
    total = sum(sequential_sum(part) for part in parts.values())
    size = sum(sequential_sum(np.abs(part)) for part in parts.values())
    if abs(total) <= NEGLIGIBLE * size:
        return []
    reasons = [_reason(why, part) for why, part in parts.items() if part.size]
    return [
        Finding(
            "sum-differs",
            severity_of("sum-differs", "wrong" if parts["wrong"].size else "rows"),
            sentence("sum-differs", six(total), listed(reasons)),
            rows=Places(excess != 0),
            cells=cells,
            array="din",
            amounts=np.concatenate([excess[excess != 0], off]),
        )
    ]


def padding_findings(dout: Array, excess: NDArray[np.float64]) -> list[Finding]:
    """That a part of an average pooling's dout went to the padding; nothing where none did.

    `excess` is what each row gives the sum of din too much, or too little.
    """
    total, size = sequential_sum(excess), sequential_sum(np.abs(dout))
    # Where dout is not finite, sums tell nothing.
    if not np.isfinite(total) or not abs(total) > NEGLIGIBLE * size:
        return []
    rows = Places(excess != 0)
    why = sentence("sum-differs.padding", six(total), quantity(rows.count, "row"))
    message = sentence("sum-differs", six(total), why)
    severity = severity_of("sum-differs", "rows")
    return [Finding("sum-differs", severity, message, rows=rows, amounts=excess[excess != 0])]


def excess_of_rows(
    maxima: NDArray[np.integer[Any]], dout: Array, share: Share
) -> NDArray[np.float64]:
    """What each row gives the sum of din too much, or too little.

    >>> excess_of_rows(np.array([0, 1, 3]), np.array([5.0, 5, 5]), "full").tolist()
    [-5.0, 0.0, 10.0]
    """
    gradients = dout.ravel().astype(np.float64)
    repeated = (maxima - 1) * gradients if share == "full" else np.zeros_like(gradients)
    return np.where(maxima == 0, -gradients, np.where(maxima > 1, repeated, 0.0))


def _reason(why: str, part: NDArray[np.float64]) -> Message:
    of = quantity(part.size, "cell" if why == "wrong" else "row")
    return sentence(f"sum-differs.{why}", signed(sequential_sum(part)), of)


def _not_finite_findings(dout: Array, din: Array) -> list[Finding]:
    """Sums can't be compared where gradients are not finite."""
    of_dout, of_din = (Places(~np.isfinite(array).ravel()) for array in (dout, din))
    n = of_dout.count + of_din.count
    if n == 0:
        return []
    with np.errstate(invalid="ignore"):
        difference = float(np.float64(sequential_sum(din)) - sequential_sum(dout))
    total = quantity(n, "gradient")
    message = sentence_for(n, "sum-differs.not-finite", six(difference), total)
    severity = severity_of("sum-differs", "not-finite")
    return [Finding("sum-differs", severity, message, cells=of_dout, array="dout", more=of_din)]
