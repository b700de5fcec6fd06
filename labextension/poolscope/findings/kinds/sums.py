"""Why sum(din) is not sum(dout)."""

from __future__ import annotations

from collections.abc import Container
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ...core.arrays import Array
from ...core.numbers import signed, six
from ...window.options import Share
from ..counts.exact import ExactSum
from ..counts.tally import AnyAmounts, Tally
from ..finding.finding import ArrayName, Finding
from ..finding.message import Message
from ..finding.places import Places, nowhere
from ..finding.table import listed, quantity, sentence, sentence_for, severity_of
from .din_difference import kind_of_din

#: Sums that differ by less than this part of what they are made of count as equal.
NEGLIGIBLE = 1e-6


def tally_sums(
    tally: Tally,
    maxima: NDArray[np.integer[Any]],
    dout: Array,
    din: Array,
    strange: Container[ArrayName],
) -> None:
    """What rows give the sum of din too much or too little, and gradients that are not finite.

    `maxima` says how many maxima each row holds, `strange` which arrays may hold such gradients.
    """
    given: tuple[tuple[ArrayName, Array, int], ...] = (("dout", dout, -1), ("din", din, 1))
    for name, array, sign in given:
        if name in strange:
            test = ~np.isfinite(array).ravel()
            tally.places[f"not finite.{name}"] = Places(test)
            signed_numbers = array.ravel()[test] * sign
            tally.sums["not finite"] = tally.sum("not finite") + ExactSum.of(signed_numbers)
    if (maxima == 1).all():
        return
    shares: tuple[Share, ...] = ("full", "split")
    for share in shares:
        excess = excess_of_rows(maxima, dout, share)
        tally.places[f"excess.{share}"] = Places(excess != 0)
        tally.amounts[f"excess.{share}"] = excess[excess != 0]
        if share == "full":
            _tally_amounts(tally, "lost", excess[(maxima == 0) & (excess != 0)])
            _tally_amounts(tally, "repeated", excess[(maxima > 0) & (excess != 0)])


def sum_findings(tally: Tally, share: Share) -> list[Finding]:
    """Why sum(din) is not sum(dout): rows first, then cells; nothing where it is."""
    not_finite = _not_finite_findings(tally)
    if not_finite:
        return not_finite
    as_ = kind_of_din(tally, share)
    is_wrong = as_ not in ("full", "split")
    rows_share = share if is_wrong else as_
    causes = ["lost", *(["repeated"] if rows_share == "full" else []), *["wrong"] * is_wrong]
    total = sum((tally.sum(cause) for cause in causes), ExactSum())
    size = sum((tally.sum(f"size of {cause}") for cause in causes), ExactSum())
    if abs(float(total)) <= NEGLIGIBLE * float(size):
        return []
    rows = tally.places.get(f"excess.{rows_share}", nowhere())
    cells = tally.places["din-differs"] if is_wrong and tally.n("din-differs") else nowhere()
    amounts: list[AnyAmounts] = []
    if rows.count:
        amounts.append(tally.amounts[f"excess.{rows_share}"])
    if cells.count:
        amounts.append(tally.amounts["din-differs"])
    reasons = [_reason(tally, cause) for cause in causes if tally.counts.get(cause)]
    return [
        Finding(
            "sum-differs",
            severity_of("sum-differs", "wrong" if cells.count else "rows"),
            sentence("sum-differs", six(float(total)), listed(reasons)),
            rows=rows,
            cells=cells,
            array="din",
            amounts=amounts,
        )
    ]


def tally_padding(tally: Tally, dout: Array, excess: NDArray[np.float64]) -> None:
    """What each row of an average pooling gives the sum of din too much, or too little."""
    rows = Places(excess != 0)
    tally.places["padding"] = rows
    tally.amounts["padding"] = excess[excess != 0]
    tally.sums["padding"] = ExactSum.of(excess)
    tally.sums["size of padding"] = ExactSum.of(np.abs(dout))


def padding_findings(tally: Tally) -> list[Finding]:
    """That a part of an average pooling's dout went to the padding; nothing where none did."""
    total, size = float(tally.sum("padding")), float(tally.sum("size of padding"))
    # Where dout is not finite, sums tell nothing.
    if not np.isfinite(total) or not abs(total) > NEGLIGIBLE * size:
        return []
    rows = tally.places["padding"]
    why = sentence("sum-differs.padding", six(total), quantity(rows.count, "row"))
    message = sentence("sum-differs", six(total), why)
    severity = severity_of("sum-differs", "rows")
    amounts = [tally.amounts["padding"]]
    return [Finding("sum-differs", severity, message, rows=rows, amounts=amounts)]


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


def _tally_amounts(tally: Tally, cause: str, amounts: NDArray[np.float64]) -> None:
    tally.add(cause, amounts.size)
    tally.sums[cause] = ExactSum.of(amounts)
    tally.sums[f"size of {cause}"] = ExactSum.of(np.abs(amounts))


def _reason(tally: Tally, cause: str) -> Message:
    of = quantity(tally.counts[cause], "cell" if cause == "wrong" else "row")
    return sentence(f"sum-differs.{cause}", signed(float(tally.sum(cause))), of)


def _not_finite_findings(tally: Tally) -> list[Finding]:
    """Sums can't be compared where gradients are not finite."""
    of_dout, of_din = (
        tally.places.get(f"not finite.{name}", nowhere()) for name in ("dout", "din")
    )
    n = of_dout.count + of_din.count
    if n == 0:
        return []
    difference = float(tally.sum("not finite"))
    total = quantity(n, "gradient")
    message = sentence_for(n, "sum-differs.not-finite", six(difference), total)
    severity = severity_of("sum-differs", "not-finite")
    return [Finding("sum-differs", severity, message, cells=of_dout, array="dout", more=of_din)]
