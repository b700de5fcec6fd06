"""What there is to find in a pooling and its backward pass, as `src/findings.ts` finds it.

The vectors of test/vectors/findings hold the two to the same names, counts, places and words.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from ..core.arrays import Array
from ..core.numbers import count, counted
from ..window.geometry import Geometry
from ..window.mask import Mask
from ..window.options import Share
from ..window.routes import Routes, route
from .din_difference import difference_of, din_finding, sum_finding
from .finding import ArrayName, Finding
from .places import Places


def find(
    geometry: Geometry,
    mask: Mask,
    *,
    x: Array | None = None,
    dout: Array | None = None,
    din: Array | None = None,
    share: Share = "full",
    epsilon: float | None = None,
) -> list[Finding]:
    """What is worth a line, each with its places; what is not there is left out.

    - `no-maximum`, `several-maxima`: rows of the mask
    - `din-differs`: a given din is not what dout and the mask give, beyond rounding
    - `sum-differs`: why sum(din) is not sum(dout)
    - `shared-cells`, `uncovered-cells`: cells of the input in several windows, in none
    - `dead-cells`: cells in windows whose din is 0 in all of the batch, placed in its first entry
    - `nan`, `infinite`: one finding for each given array
    - `empty-window`, `all-nan-window`, `all-minus-infinity-window`: rows without a real cell, or
      where every real cell of x is NaN or −∞

    `epsilon` is the step from 1 to the next number in the precision that din was added in, where
    the arrays don't tell.

    >>> from poolscope.window.windows import windows
    >>> geometry = windows((1, 3, 1), kernel_size=2, stride=1)
    >>> mask = np.array([[False, True], [True, False]])
    >>> dout, din = np.array([[[10.0], [5]]]), np.array([[[0.0], [5], [0]]])
    >>> [found.name for found in find(geometry, mask, dout=dout, din=din)]
    ['din-differs', 'sum-differs', 'shared-cells', 'dead-cells']
    """
    own = route(mask, geometry)
    return find_routed(own, geometry, x=x, dout=dout, din=din, share=share, epsilon=epsilon)


def find_routed(
    own: Routes,
    geometry: Geometry | None,
    *,
    x: Array | None = None,
    dout: Array | None = None,
    din: Array | None = None,
    share: Share = "full",
    epsilon: float | None = None,
) -> list[Finding]:
    """The same, of routes. Without a geometry, for windows that are not alike, less can be told."""
    found = row_findings(own.maxima, "all" if share == "full" else "an equal part")
    if dout is None:
        received = din
    elif din is None:
        received = own.din(dout, share)
        found += sum_finding(own, dout, received, share, None)
    else:
        received = din
        difference = difference_of(own, dout, din, share, epsilon)
        found += din_finding(din, difference, share)
        found += sum_finding(own, dout, din, share, difference)
    found += cell_findings(geometry, received, own) if geometry else dead_finding(received, None)
    arrays: dict[ArrayName, Array | None] = {"x": x, "dout": dout, "din": din}
    found += array_findings(arrays)
    found += window_findings(geometry, x) if geometry else []
    return [one for one in found if one.count > 0]


def find_without_mask(
    geometry: Geometry | None,
    *,
    x: Array | None = None,
    dout: Array | None = None,
    din: Array | None = None,
) -> list[Finding]:
    """What can be found of a pooling that has no mask."""
    found = cell_findings(geometry, din) if geometry else dead_finding(din, None)
    found += array_findings({"x": x, "dout": dout, "din": din})
    found += window_findings(geometry, x) if geometry else []
    return [one for one in found if one.count > 0]


def row_findings(maxima: NDArray[np.int64], part: str) -> list[Finding]:
    """Rows of the mask with no maximum, and with several."""
    gets = f"several maxima, each of which gets {part} of dout"
    return [
        _rows(
            "no-maximum",
            maxima == 0,
            "has no maximum: its gradient goes nowhere",
            "have no maximum: their gradients go nowhere",
        ),
        _rows("several-maxima", maxima > 1, f"has {gets}", f"have {gets}"),
    ]


def cell_findings(
    geometry: Geometry, din: Array | None, own: Routes | None = None
) -> list[Finding]:
    """Cells of the input in several windows, in none, and without a gradient."""
    coverage = geometry.coverage()
    add = "in several windows, whose gradients add"
    if own is not None:
        maxima = np.bincount(own.cells, minlength=geometry.cells)
        contested = int((maxima > 1).sum())
        most = "none is" if contested == 0 else f"{count(contested)} {_is(contested)}"
        add += f"; {most} the maximum of several rows"
    total = counted(coverage.size, "input cell")
    shared, uncovered = Places(coverage > 1), Places(coverage == 0)
    lies, lie = ("lies", "lie")
    shared_text = f"{count(shared.count)} of {total} {lies if shared.count == 1 else lie} {add}"
    gets = "lies in no window: it gets" if uncovered.count == 1 else "lie in no window: they get"
    uncovered_text = f"{count(uncovered.count)} of {total} {gets} no gradient"
    return [
        Finding("shared-cells", "fact", shared_text, cells=shared, array="din"),
        Finding("uncovered-cells", "fact", uncovered_text, cells=uncovered, array="din"),
        *dead_finding(din, coverage),
    ]


def dead_finding(din: Array | None, coverage: NDArray[np.int64] | None) -> list[Finding]:
    """Cells whose din is 0 in all of the batch, those that no window covers aside."""
    if din is None or din.shape[0] == 0:
        return []
    batch = din.shape[0]
    dead = (din == 0).all(axis=0).ravel()
    if coverage is not None:
        dead &= coverage[: dead.size] > 0
    cells = Places(dead)
    entries = "1 entry" if batch == 1 else f"{count(batch)} entries"
    text = (
        f"{count(cells.count)} of {counted(dead.size, 'input position')} got no gradient in the"
        f" whole batch ({entries})"
    )
    return [Finding("dead-cells", "fact", text, cells=cells, array="din")]


def array_findings(arrays: dict[ArrayName, Array | None]) -> list[Finding]:
    """Cells that are NaN, then cells that are infinite, array by array."""
    found = []
    floats = {
        name: array
        for name, array in arrays.items()
        if array is not None and array.dtype.kind == "f"
    }
    for name, array in floats.items():
        cells = Places(np.isnan(array).ravel())
        found.append(_cells_of("nan", name, array, cells, "NaN"))
    for name, array in floats.items():
        cells = Places(np.isinf(array).ravel())
        plus = int(np.isposinf(array).sum())
        kinds = [(plus, "+∞"), (cells.count - plus, "−∞")]
        said = ", ".join(f"{count(n)} {kind}" for n, kind in kinds if n)
        found.append(_cells_of("infinite", name, array, cells, f"infinite: {said}"))
    return found


def window_findings(geometry: Geometry, x: Array | None) -> list[Finding]:
    """Rows without a real cell, and rows whose real cells are all NaN or all −∞."""
    real = geometry.real_cells()
    nan, low = np.zeros_like(real), np.zeros_like(real)
    if x is not None and x.dtype.kind == "f":
        flat = x.ravel()
        for cells in geometry.columns():
            own = np.where(cells >= 0, flat[cells], 0)
            nan += np.isnan(own)
            low += np.isneginf(own)

    def alone(what: str, rest: str = "") -> tuple[str, str]:
        one, several = (f": {who} output is the lowest value" for who in ("its", "their"))
        said = (one, several) if rest else ("", "")
        return f"looks at {what} alone{said[0]}", f"look at {what} alone{said[1]}"

    some = real > 0
    return [
        _rows("empty-window", ~some, *alone("padding", "output")),
        _rows("all-nan-window", some & (nan == real), *alone("NaN")),
        _rows("all-minus-infinity-window", some & (low == real), *alone("−∞")),
    ]


def _rows(name: str, test: NDArray[np.bool_], one: str, several: str) -> Finding:
    rows = Places(test)
    words = one if rows.count == 1 else several
    text = f"{count(rows.count)} of {counted(test.size, 'row')} {words}"
    return Finding(name, "notice", text, rows=rows)


def _cells_of(name: str, array: ArrayName, values: Array, cells: Places, what: str) -> Finding:
    total = counted(values.size, "cell")
    text = f"{count(cells.count)} of {total} of {array} {_is(cells.count)} {what}"
    return Finding(name, "notice", text, cells=cells, array=array)


def _is(n: int) -> str:
    return "is" if n == 1 else "are"
