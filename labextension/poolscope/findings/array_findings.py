"""What there is to find in the numbers of an array: NaN, and infinity."""

from __future__ import annotations

import numpy as np

from ..core.arrays import Array, surely_finite
from ..core.numbers import count
from .finding import ArrayName, Finding, cell_finding
from .places import Places
from .table import listed, quantity, sentence, sentence_for


def array_findings(arrays: dict[ArrayName, Array | None]) -> list[Finding]:
    """Cells that are NaN, array by array, then cells that are infinite."""
    floats = {
        name: array
        for name, array in arrays.items()
        if array is not None and array.dtype.kind == "f" and not surely_finite(array)
    }
    nan = [_nan_finding(name, array) for name, array in floats.items()]
    return nan + [_infinite_finding(name, array) for name, array in floats.items()]


def _nan_finding(name: ArrayName, array: Array) -> Finding:
    cells = Places(np.isnan(array).ravel())
    total = quantity(array.size, "cell")
    text = sentence_for(cells.count, "nan", count(cells.count), total, name)
    return cell_finding("nan", name, cells, text)


def _infinite_finding(name: ArrayName, array: Array) -> Finding:
    cells = Places(np.isinf(array).ravel())
    plus = int(np.isposinf(array).sum())
    signs = {"infinite.plus": plus, "infinite.minus": cells.count - plus}
    kinds = [sentence(key, count(n)) for key, n in signs.items() if n]
    total = quantity(array.size, "cell")
    said = listed(kinds) if kinds else ""
    text = sentence_for(cells.count, "infinite", count(cells.count), total, name, said)
    return cell_finding("infinite", name, cells, text)
