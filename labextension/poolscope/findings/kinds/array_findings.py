"""What there is to find in the numbers of an array: NaN, and infinity."""

from __future__ import annotations

import numpy as np

from ...core.arrays import Array, surely_finite
from ...core.numbers import count
from ..counts.tally import Tally
from ..finding.finding import ArrayName, Finding, cell_finding
from ..finding.message import Message
from ..finding.places import Places, nowhere
from ..finding.table import listed, quantity, sentence, sentence_for

ARRAYS: tuple[ArrayName, ...] = ("x", "dout", "din")


def not_surely_finite(arrays: dict[ArrayName, Array | None]) -> dict[ArrayName, Array]:
    """Those that are there, of which a sum does not tell that all numbers are finite."""
    return {
        name: array
        for name, array in arrays.items()
        if array is not None and not surely_finite(array)
    }


def tally_arrays(tally: Tally, arrays: dict[ArrayName, Array]) -> None:
    """Cells of each array that are NaN, or infinite; of arrays that are surely finite, nothing."""
    for name, array in arrays.items():
        tally.places[f"nan.{name}"] = Places(np.isnan(array).ravel())
        tally.places[f"infinite.{name}"] = Places(np.isinf(array).ravel())
        tally.add(f"plus.{name}", int(np.isposinf(array).sum()))


def array_findings(tally: Tally) -> list[Finding]:
    """Cells that are NaN, array by array, then cells that are infinite."""
    nan = [_nan_finding(tally, name) for name in ARRAYS]
    return nan + [_infinite_finding(tally, name) for name in ARRAYS]


def _nan_finding(tally: Tally, name: ArrayName) -> Finding:
    cells = tally.places.get(f"nan.{name}", nowhere())
    text = sentence_for(cells.count, "nan", count(cells.count), _total(tally, name), name)
    return cell_finding("nan", name, cells, text)


def _infinite_finding(tally: Tally, name: ArrayName) -> Finding:
    cells = tally.places.get(f"infinite.{name}", nowhere())
    plus = tally.counts.get(f"plus.{name}", 0)
    signs = {"infinite.plus": plus, "infinite.minus": cells.count - plus}
    kinds = [sentence(key, count(n)) for key, n in signs.items() if n]
    said = listed(kinds) if kinds else ""
    total = _total(tally, name)
    text = sentence_for(cells.count, "infinite", count(cells.count), total, name, said)
    return cell_finding("infinite", name, cells, text)


def _total(tally: Tally, name: ArrayName) -> Message:
    return quantity(tally.rows if name == "dout" else tally.cells, "cell")
