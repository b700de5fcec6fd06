"""What there is to find in a pooling and its backward pass, in order.

The vectors of test/vectors/findings hold this to the names, counts, places and words of TypeScript.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

from ..core.arrays import HALF_STEPS, Array, Half
from ..core.layout import CHANNELS_LAST, Layout
from ..window.geometry import Geometry
from ..window.largest import Largest
from ..window.mask import Mask
from ..window.options import Share
from ..window.routes import Routes, route
from .counts.tally import Tally
from .finding.finding import ArrayName, Finding
from .kinds.array_findings import array_findings, not_surely_finite, tally_arrays
from .kinds.cell_findings import cell_findings, dead_findings, tally_cells
from .kinds.channel_findings import channel_findings, tally_channels
from .kinds.din_difference import tally_din
from .kinds.din_finding import din_findings
from .kinds.maximum_findings import maximum_findings, tally_maxima
from .kinds.row_findings import row_findings, tally_rows
from .kinds.sums import sum_findings, tally_sums
from .kinds.window_findings import tally_windows, window_findings


def find(
    geometry: Geometry,
    mask: Mask,
    *,
    x: Array | None = None,
    dout: Array | None = None,
    din: Array | None = None,
    share: Share = "full",
    layout: Layout = CHANNELS_LAST,
    pooled_in: Half | None = None,
) -> list[Finding]:
    """What is worth a line, each with its places; what is not there is left out.

    - `no-maximum`, `several-maxima`: rows of the mask
    - `not-maximum`: rows whose mask marks a cell that is not the maximum of x
    - `ties`: rows in which several real cells hold the maximum of x; din depends on the policy in
      the cells that are tied in a row whose dout is not 0
    - `din-differs`: a given din is not what dout and the mask give, beyond rounding
    - `sum-differs`: why sum(din) is not sum(dout)
    - `shared-cells`, `uncovered-cells`: cells of the input in several windows, in none
    - `dead-cells`: cells in windows whose din is 0 in all of the batch, placed in its first entry
    - `dead-channels`: channels whose every x, or every din, is 0; one finding for each of the two
    - `nan`, `infinite`: one finding for each given array
    - `empty-window`, `all-nan-window`, `all-minus-infinity-window`: rows without a real cell, or
      where every real cell of x is NaN or −∞

    `pooled_in` is the half precision that it was computed in, where the arrays are float32.

    Arrays have their channels last, and the shapes of the geometry; sentences name their cells as
    `layout`, the user's, has them.

    >>> import numpy as np
    >>> from poolscope.window.windows import windows
    >>> geometry = windows((1, 3, 1), kernel_size=2, stride=1)
    >>> mask = np.array([[False, True], [True, False]])
    >>> dout, din = np.array([[[10.0], [5]]]), np.array([[[0.0], [5], [0]]])
    >>> [found.name for found in find(geometry, mask, dout=dout, din=din)]
    ['din-differs', 'sum-differs', 'shared-cells', 'dead-cells']
    """
    return find_routed(
        route(mask, geometry),
        geometry,
        x=x,
        dout=dout,
        din=din,
        share=share,
        epsilon=HALF_STEPS[pooled_in] if pooled_in else None,
        layout=layout,
    )


def find_routed(
    routes: Routes,
    geometry: Geometry | None,
    *,
    x: Array | None = None,
    dout: Array | None = None,
    din: Array | None = None,
    share: Share = "full",
    expected: Array | None = None,
    epsilon: float | None = None,
    layout: Layout = CHANNELS_LAST,
    largest: Largest | None = None,
    contested: int | None = None,
    count_ties: bool = True,
) -> list[Finding]:
    """The same, of routes; without a geometry, for windows that are not alike, less is found.

    `expected` is what dout, the routes and share give, where that was computed before. `epsilon` is
    the step from 1 to the next number in the precision that din was added in, where the arrays
    don't tell; x was pooled in it too. `largest` are the largest cells of x, as it was pooled,
    and `contested` counts the cells that are the maximum of several rows, where they are known.
    Without `count_ties` nothing is said of windows that tie.
    """
    tally = tally_routed(
        routes,
        geometry,
        x=x,
        dout=dout,
        din=din,
        share=share,
        expected=expected,
        epsilon=epsilon,
        largest=largest,
        contested=contested,
        count_ties=count_ties,
    )
    return say_routed(tally, routes.input_shape, geometry, share, layout, of_din=dout is not None)


def tally_routed(
    routes: Routes,
    geometry: Geometry | None,
    *,
    x: Array | None = None,
    dout: Array | None = None,
    din: Array | None = None,
    share: Share = "full",
    expected: Array | None = None,
    epsilon: float | None = None,
    largest: Largest | None = None,
    contested: int | None = None,
    count_ties: bool = True,
    made: bool = False,
) -> Tally:
    """What `find_routed` counts, of all batch entries or some; `made` is that of `tally_din`."""
    shape = routes.input_shape
    tally = Tally(shape[0], routes.maxima.size, math.prod(shape))
    tally_rows(tally, routes.maxima)
    if geometry is not None and x is not None:
        tally_maxima(tally, routes, geometry, x, dout, epsilon, largest, count_ties=count_ties)
    shown = din
    if dout is not None:
        right = routes.din(dout, share) if expected is None else expected
        shown = right if din is None else din
        if din is not None:
            tally_din(tally, routes, dout, din, right, share, epsilon, made=made)
    strange = not_surely_finite({"x": x, "dout": dout, "din": shown})
    if dout is not None and shown is not None:
        tally_sums(tally, routes.maxima, dout, shown, strange)
    tally_cells(tally, geometry, shown, routes, contested)
    if din is None:
        strange.pop("din", None)
    _tally_numbers(tally, geometry, x, shown, strange)
    return tally


def say_routed(
    tally: Tally,
    shape: Sequence[int],
    geometry: Geometry | None,
    share: Share = "full",
    layout: Layout = CHANNELS_LAST,
    *,
    of_din: bool,
) -> list[Finding]:
    """What was tallied, as `find_routed` gives it, of x of a shape; `of_din` says: with dout."""
    found = row_findings(tally, share)
    found += maximum_findings(tally, shape, layout, of_din=of_din)
    if of_din:
        found += din_findings(tally, shape, share, layout)
        found += sum_findings(tally, share)
    return _with_numbers(found, tally, geometry)


def find_without_mask(
    geometry: Geometry | None,
    *,
    x: Array | None = None,
    dout: Array | None = None,
    din: Array | None = None,
) -> list[Finding]:
    """What can be found of a pooling that has no mask."""
    return say_without_mask(tally_without_mask(geometry, x=x, dout=dout, din=din), geometry)


def tally_without_mask(
    geometry: Geometry | None,
    *,
    x: Array | None = None,
    dout: Array | None = None,
    din: Array | None = None,
) -> Tally:
    """What `find_without_mask` counts, of all batch entries or some."""
    given = next((array for array in (x, din, dout) if array is not None), None)
    shape = geometry.input_shape if geometry else (0,) if given is None else given.shape
    rows = geometry.rows if geometry else 0 if dout is None else dout.size
    tally = Tally(shape[0], rows, math.prod(shape))
    tally_cells(tally, geometry, din)
    strange = not_surely_finite({"x": x, "dout": dout, "din": din})
    _tally_numbers(tally, geometry, x, din, strange)
    return tally


def say_without_mask(tally: Tally, geometry: Geometry | None) -> list[Finding]:
    """What was tallied, as `find_without_mask` gives it."""
    return _with_numbers([], tally, geometry)


def _tally_numbers(
    tally: Tally,
    geometry: Geometry | None,
    x: Array | None,
    din: Array | None,
    strange: dict[ArrayName, Array],
) -> None:
    tally_channels(tally, x, din)
    tally_arrays(tally, strange)
    if geometry is not None:
        tally_windows(tally, geometry, x)


def _with_numbers(found: list[Finding], tally: Tally, geometry: Geometry | None) -> list[Finding]:
    found += cell_findings(tally, geometry) if geometry else dead_findings(tally)
    found += channel_findings(tally)
    found += array_findings(tally)
    found += window_findings(tally)
    return [finding for finding in found if finding.count > 0]
