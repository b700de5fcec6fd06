"""A given din against what dout and the mask give, and why sum(din) is not sum(dout)."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from ..core.arrays import Array
from ..core.numbers import count, counted, six
from ..window.options import Share
from ..window.routes import Routes
from .counts import sequential_sum
from .finding import DinKind, Finding, Severity
from .places import Places, nowhere

#: Sums that differ by less than this part of what they are made of count as equal.
NEGLIGIBLE = 1e-6


class Difference(NamedTuple):
    """How a din differs from what dout and the mask give with a `share`."""

    as_: DinKind
    #: What dout and the mask give.
    right: Array
    #: The cells that differ by more than rounding.
    cells: Places


def difference_of(
    routes: Routes,
    dout: Array,
    din: Array,
    share: Share,
    epsilon: float | None = None,
) -> Difference:
    """Recognizes a din; numbers are equal where rounding could have made the difference."""
    if epsilon is None:
        single = np.float32 in (dout.dtype, din.dtype)
        epsilon = float(np.finfo(np.float32 if single else np.float64).eps)
    right = routes.din(dout, share)
    most = routes.magnitudes(dout)
    bound = routes.window_size * epsilon * most.ravel()

    def against(other: Array) -> Places:
        a, b = din.ravel().astype(np.float64), other.ravel().astype(np.float64)
        with np.errstate(invalid="ignore"):
            distance = np.abs(a - b)
            equal = (a == b) | (np.isnan(a) & np.isnan(b))
            near = np.isfinite(distance) & (distance <= bound)
        return Places(~(equal | near))

    cells = against(right)
    other: Share = "split" if share == "full" else "full"
    if cells.count == 0:
        return Difference(share, right, cells)
    if against(routes.din(dout, other)).count == 0:
        return Difference(other, right, cells)
    mistaken = against(routes.assigned_din(dout, share)).count == 0
    return Difference("assigned" if mistaken else "other", right, cells)


def din_finding(din: Array, difference: Difference, share: Share) -> list[Finding]:
    """That a given din is not what dout and the mask give."""
    as_, right, cells = difference
    if as_ == share:
        return []
    first = cells.at(0)
    given, due = float(din.flat[first]), float(right.flat[first])
    off = given - due
    index = ", ".join(str(at) for at in np.unravel_index(first, din.shape))
    by = f" (off by {six(off)})" if np.isfinite(off) else ""
    at = f"at din({index}): {six(given)} instead of {six(due)}{by}"
    differ = "differs, " if cells.count == 1 else "differ, the first "
    text = f"{_what(as_, share)}: {count(cells.count)} of {counted(din.size, 'cell')} {differ}{at}"
    severity: Severity = "error" if as_ in ("assigned", "other") else "notice"
    return [Finding("din-differs", severity, text, cells=cells, array="din", as_=as_)]


def sum_finding(
    routes: Routes, dout: Array, din: Array, share: Share, difference: Difference | None
) -> list[Finding]:
    """Why sum(din) is not sum(dout), in float64: rows first, then cells."""
    maxima = routes.maxima
    odd = _not_finite(dout, din)
    if odd is not None:
        return [odd]
    as_ = difference.as_ if difference else share
    wrongly = as_ in ("assigned", "other")
    given: Share = share if wrongly else "full" if as_ == "full" else "split"
    excess = excess_of(maxima, dout, given)
    lost, repeated = excess[(maxima == 0) & (excess != 0)], excess[(maxima > 0) & (excess != 0)]
    cells = difference.cells if difference and wrongly else nowhere()
    off = np.zeros(0)
    if difference and wrongly:
        at = cells.all()
        off = din.ravel()[at].astype(np.float64) - difference.right.ravel()[at].astype(np.float64)
    wrong = off[off != 0]
    parts = [
        (lost, f"lost in {counted(lost.size, 'row')} without a maximum"),
        (repeated, f"repeated in {counted(repeated.size, 'row')} with several maxima"),
        (wrong, f"wrong in {counted(wrong.size, 'cell')} of din"),
    ]
    total = sum(sequential_sum(part) for part, _ in parts)
    size = sum(sequential_sum(np.abs(part)) for part, _ in parts)
    if abs(total) <= NEGLIGIBLE * size:
        return []
    said = [f"{_signed(sequential_sum(part))} {why}" for part, why in parts if part.size]
    rows = Places(excess != 0)
    return [
        Finding(
            "sum-differs",
            "error" if wrong.size else "notice",
            f"sum(din) − sum(dout) = {six(total)}: {', '.join(said)}",
            rows=rows,
            cells=cells,
            array="din",
            amounts=np.concatenate([excess[excess != 0], off]),
        )
    ]


def excess_of(maxima: NDArray[np.int64], dout: Array, share: Share) -> NDArray[np.float64]:
    """What each row gives the sum of din too much, or too little."""
    gradients = dout.ravel().astype(np.float64)
    repeated = (maxima - 1) * gradients if share == "full" else np.zeros_like(gradients)
    return np.where(maxima == 0, -gradients, np.where(maxima > 1, repeated, 0.0))


def _not_finite(dout: Array, din: Array) -> Finding | None:
    """Sums can't be compared where gradients are not finite."""
    of_dout, of_din = (Places(~np.isfinite(array).ravel()) for array in (dout, din))
    n = of_dout.count + of_din.count
    if n == 0:
        return None
    with np.errstate(invalid="ignore"):
        difference = float(np.float64(sequential_sum(din)) - sequential_sum(dout))
    are = "is" if n == 1 else "are"
    text = (
        f"sum(din) − sum(dout) is {six(difference)}, for {counted(n, 'gradient')} {are} not finite"
    )
    return Finding("sum-differs", "notice", text, cells=of_dout, array="dout", more=of_din)


def _what(as_: DinKind, share: Share) -> str:
    if as_ == "assigned":
        return "din holds the last gradient where several should be added (= for +=)"
    if as_ == "other":
        return "din is not what dout and the mask give"
    return f"din is what dout and the mask give with share '{as_}', not '{share}'"


def _signed(value: float) -> str:
    return six(value) if value < 0 else f"+{six(value)}"
