"""What a given din is: as dout and the mask ask for, or made in another way, or wrong."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from ...core.arrays import Array
from ...window.options import Share
from ...window.routes import Routes
from ..counts.exact import ExactSum
from ..counts.tally import First, Tally
from ..finding.finding import DinKind
from ..finding.places import Places, nowhere

#: Whether din is what another share gives, or what gradients that are assigned give.
OTHER, ASSIGNED = "made with the other share", "assigned"
#: How many parts of a whole were not asked that.
UNASKED = "unasked"


def tally_din(
    tally: Tally,
    routes: Routes,
    dout: Array,
    din: Array,
    right: Array,
    share: Share,
    epsilon: float | None = None,
    *,
    made: bool = False,
) -> None:
    """Cells of a given din that differ; `right` is what dout, the mask and `share` give.

    Numbers count as equal where gradients that were added in another order or precision could have
    made the difference. `epsilon` is the step from 1 to the next number in the precision that din
    was added in; by default that of the arrays. Where something differs, it is asked how else din
    was made; with `made` everywhere, which alone tells it of a whole that comes in parts.
    """
    exact = differing_cells(din, right, np.zeros(1)).count == 0
    if exact and not made:
        tally.add(UNASKED, 1)
        return
    if epsilon is None:
        single = np.float32 in (dout.dtype, din.dtype)
        epsilon = float(np.finfo(np.float32 if single else np.float64).eps)
    bound = routes.window_size * epsilon * routes.magnitudes(dout).ravel()
    cells = nowhere() if exact else differing_cells(din, right, bound)
    if cells.count:
        tally_differing(tally, din, right, cells)
    elif not made:
        tally.add(UNASKED, 1)
        return
    # Where no row has several maxima, another share makes no other din.
    tally.holds[OTHER] = True
    if (routes.maxima > 1).any():
        other = routes.din(dout, "split" if share == "full" else "full")
        tally.holds[OTHER] = differing_cells(din, other, bound).count == 0
    assigned = routes.assigned_din(dout, share)
    tally.holds[ASSIGNED] = differing_cells(din, assigned, bound).count == 0


def tally_differing(tally: Tally, din: Array, right: Array, cells: Places) -> None:
    """The cells of din that differ, of which there are some, and by how much."""
    at = cells.all()
    given, due = din.ravel()[at].astype(np.float64), right.ravel()[at].astype(np.float64)
    with np.errstate(invalid="ignore"):
        off = given - due
    tally.places["din-differs"] = cells
    tally.amounts["din-differs"] = off
    tally.firsts["din-differs"] = First(0, (int(at[0]),), (float(given[0]), float(due[0])))
    amounts = off[off != 0]
    tally.add("wrong", amounts.size)
    tally.sums["wrong"] = ExactSum.of(amounts)
    tally.sums["size of wrong"] = ExactSum.of(np.abs(amounts))


def must_ask(counts: dict[str, int], holds: dict[str, bool]) -> bool:
    """Whether all parts of a whole have to be asked how din was made, and some were not.

    Rarely: where all that differs may be assigned, and only a second look at the rest can tell.
    """
    return bool(holds.get(ASSIGNED) and counts.get(UNASKED))


def kind_of_din(tally: Tally, share: Share) -> DinKind:
    """What the given din is: made with a share, `assigned` where it should add, or `other`."""
    if tally.n("din-differs") == 0:
        return share
    if tally.n("several-maxima") and tally.holds[OTHER]:
        return "split" if share == "full" else "full"
    return "assigned" if tally.holds[ASSIGNED] else "other"


def differing_cells(din: Array, right: Array, bound: Array) -> Places:
    """The cells where two arrays differ by more than each cell's bound; NaN is like NaN.

    >>> din, right = np.array([1.0, 2, np.nan]), np.array([1.5, 4, np.nan])
    >>> differing_cells(din, right, np.array([1.0, 1, 1])).all().tolist()
    [1]
    """
    given, due = din.ravel(), right.ravel()
    # Most cells are equal as they stand, and NaN is not.
    unequal: NDArray[np.bool_] = given != due
    at = np.flatnonzero(unequal)
    if at.size == 0:
        return nowhere()
    a, b = given[at].astype(np.float64), due[at].astype(np.float64)
    most = bound if bound.size == 1 else bound.ravel()[at]
    with np.errstate(invalid="ignore"):
        distance = np.abs(a - b)
        near = np.isfinite(distance) & (distance <= most)
    unequal[at] = ~(near | (a == b) | (np.isnan(a) & np.isnan(b)))
    return Places(unequal)
