"""What there is to find in a pooling and its backward pass, in order.

The vectors of test/vectors/findings hold this to the names, counts, places and words of TypeScript.
"""

from __future__ import annotations

from ..core.arrays import HALF_STEPS, Array, Half
from ..core.layout import CHANNELS_LAST, Layout
from ..window.geometry import Geometry
from ..window.largest import Largest
from ..window.mask import Mask
from ..window.options import Share
from ..window.routes import Routes, route
from .array_findings import array_findings
from .cell_findings import cell_findings, dead_findings
from .channel_findings import channel_findings
from .din_difference import compare_din
from .din_finding import din_findings
from .finding import Finding
from .maximum_findings import maximum_findings
from .row_findings import row_findings
from .sums import sum_findings
from .window_findings import window_findings


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
) -> list[Finding]:
    """The same, of routes; without a geometry, for windows that are not alike, less is found.

    `expected` is what dout, the routes and share give, where that was computed before. `epsilon` is
    the step from 1 to the next number in the precision that din was added in, where the arrays
    don't tell; x was pooled in it too. `largest` are the largest cells of x, as it was pooled.
    """
    found = row_findings(routes.maxima, share)
    if geometry is not None and x is not None:
        found += maximum_findings(routes, geometry, x, dout, epsilon, layout, largest)
    shown = din
    if dout is not None:
        right = routes.din(dout, share) if expected is None else expected
        if din is None:
            shown = right
            found += sum_findings(routes.maxima, dout, right, share)
        else:
            difference = compare_din(routes, dout, din, right, share, epsilon)
            found += din_findings(din, difference, share, layout)
            found += sum_findings(routes.maxima, dout, din, share, difference)
    found += cell_findings(geometry, shown, routes) if geometry else dead_findings(shown)
    found += channel_findings(x, shown)
    found += array_findings({"x": x, "dout": dout, "din": din})
    found += window_findings(geometry, x) if geometry else []
    return [finding for finding in found if finding.count > 0]


def find_without_mask(
    geometry: Geometry | None,
    *,
    x: Array | None = None,
    dout: Array | None = None,
    din: Array | None = None,
) -> list[Finding]:
    """What can be found of a pooling that has no mask."""
    found = cell_findings(geometry, din) if geometry else dead_findings(din)
    found += channel_findings(x, din)
    found += array_findings({"x": x, "dout": dout, "din": din})
    found += window_findings(geometry, x) if geometry else []
    return [finding for finding in found if finding.count > 0]
