"""Poolings that weigh all cells of a window: what each cell gets of a row's dout."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from ..core.arrays import Array, surely_finite
from .geometry import Geometry
from .spread import SMALL, spread

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Pooling:
    """A pooling without a mask: each real cell of a window gets a part of its dout.

    An `average` gives dout / divisor: the number of cells as the geometry counts them, or the given
    `divisor`. An `lp` gives dout times the derivative of the norm (Σ|x|^p)^(1/p); by PyTorch's rule
    x^p takes the place of |x|^p, and a clipped window is scaled up to its whole size.
    """

    op: Literal["average", "lp"]
    divisor: int | None = None
    p: float = 2.0
    rule: Literal["pytorch"] | None = None

    def divisors(self, geometry: Geometry) -> NDArray[np.int64]:
        """What an average divides each row's dout by; 0 where no cell counts."""
        if self.divisor is not None:
            return np.full(geometry.rows, self.divisor)
        return geometry.divisors()


@dataclass(frozen=True)
class WeightedDin:
    """What dout and the weights give, in float64."""

    right: Floats
    #: How far rounding may take each cell.
    bound: Floats
    #: The cells that can't be judged: an Lp pooling's numbers leave their dtype's range there.
    unknown: NDArray[np.bool_]


@dataclass(frozen=True)
class _Rows:
    """What is the same for all cells of a row."""

    #: What a cell's own part is multiplied by.
    factors: Floats
    #: How many roundings a term may be off by, relative to its size.
    roundings: Floats
    known: NDArray[np.bool_]


def weighted_din(
    pooling: Pooling,
    geometry: Geometry,
    dout: Array,
    x: Array | None = None,
    step: float = 2.0**-52,
) -> WeightedDin:
    """What dout and the weights give; `step` leads from 1 to the next number, as din was added.

    >>> from poolscope.window.windows import windows
    >>> geometry = windows((1, 3, 1), kernel_size=2, stride=1)
    >>> weighted_din(Pooling("average"), geometry, np.array([2.0, 6.0])).right.tolist()
    [1.0, 4.0, 3.0]
    """
    gradients = dout.ravel().astype(np.float64)
    with np.errstate(all="ignore"):
        if pooling.op == "average":
            divisors = pooling.divisors(geometry)
            parts = np.divide(gradients, divisors, out=np.zeros(geometry.rows), where=divisors != 0)
            sizes = np.full(geometry.rows, float(geometry.window_size))
            rows = _Rows(parts, sizes, np.ones(geometry.rows, dtype=np.bool_))
            least = 0.0
        else:
            assert x is not None
            rows = _norm_rows(pooling, geometry, gradients, x)
            least = 2.0**-110 if dout.dtype == np.float32 else 2.0**-1000
        right, bound = np.zeros(geometry.cells), np.zeros(geometry.cells)
        unknown = np.zeros(geometry.cells, dtype=np.bool_)
        for cells, terms in _terms(pooling, geometry, rows, x):
            real = cells >= 0
            # Of +∞ and −∞ the sum is NaN, as PyTorch has it.
            np.add.at(right, cells[real], terms[real])
            most = np.abs(terms) * rows.roundings * step + np.abs(gradients) * least
            np.add.at(bound, cells[real], most[real])
            unknown[cells[real & ~rows.known]] = True
    return WeightedDin(right, bound, unknown)


def is_surely_average(
    pooling: Pooling, geometry: Geometry, dout: Array, din: Array, step: float
) -> bool:
    """Whether a quick look tells that din is what an average gives; False says it is not known.

    It asks for half of what rounding may take, so that its own rounding decides nothing.

    >>> from poolscope.window.windows import windows
    >>> geometry = windows((1, 3, 1), kernel_size=2, stride=1)
    >>> dout, din = np.array([2.0, 6], np.float32), np.array([1.0, 4, 3], np.float32)
    >>> is_surely_average(Pooling("average"), geometry, dout, din, 2.0**-23)
    True
    """
    if pooling.op != "average" or not (surely_finite(dout) and surely_finite(din)):
        return False
    divisors = pooling.divisor or geometry.plane_divisors()
    if not np.all(divisors):
        return False
    if geometry.overlaps and step < 2.0**-30:
        return False
    per_row: Array = np.broadcast_to(np.reshape(divisors, (-1, 1)), (geometry.rows_of_plane, 1))
    per_row = per_row.reshape(1, *geometry.output_shape[1:-1], 1)
    gradients: Array = dout.reshape(geometry.output_shape)
    given: Array = din.reshape(geometry.input_shape)
    sizes: Array
    # Runs of sums are off by no more than this part of the greatest of them.
    runs = geometry.overlaps and max(geometry.kernel_size) > SMALL
    off = 2.0**-47 * math.prod(given.shape[1:-1]) * max(given.shape) if runs else 0.0
    single = geometry.stands_side_by_side and given.dtype == np.float32
    for here in geometry.parts_of_batch():
        parts = gradients[here].astype(np.float64) / per_row
        sizes = np.abs(parts)
        if single and _are_rounded(parts, sizes, given[here], geometry):
            continue
        bound = spread(geometry, sizes) * (geometry.window_size * step / 2)
        if runs:
            bound = bound - off * float(sizes.max(initial=0))
        if not (np.abs(given[here] - spread(geometry, parts)) <= bound).all():
            return False
    return True


def _are_rounded(parts: Floats, sizes: Floats, given: Array, geometry: Geometry) -> bool:
    """Whether cells that lie in one window each have its part, rounded once to a normal number."""
    if not ((sizes == 0) | (sizes >= np.finfo(np.float32).tiny)).all():
        return False
    whole = tuple(n * k for n, k in zip(geometry.output_shape[1:-1], geometry.kernel_size))
    if whole != geometry.input_shape[1:-1]:
        return False
    batch, *out, channels = parts.shape
    split = [one for pair in zip(out, geometry.kernel_size) for one in pair]
    due = parts.astype(np.float32).reshape(batch, *[one for n in out for one in (n, 1)], channels)
    return bool((given.reshape(batch, *split, channels) == due).all())


def _terms(
    pooling: Pooling, geometry: Geometry, rows: _Rows, x: Array | None
) -> Iterator[tuple[NDArray[np.int64], Floats]]:
    """Column by column, the cell of every row and what the row gives to it."""
    flat = None if x is None else x.ravel().astype(np.float64)
    for cells in geometry.columns():
        if pooling.op == "average":
            yield cells, rows.factors
            continue
        assert flat is not None
        values = np.where(cells >= 0, flat[cells], 0)
        if pooling.rule == "pytorch":
            own = np.power(values, pooling.p - 1)
        else:
            own = np.sign(values) * np.power(np.abs(values), pooling.p - 1)
        yield cells, np.where(rows.factors == 0, 0, rows.factors * own)


def _norm_rows(pooling: Pooling, geometry: Geometry, gradients: Floats, x: Array) -> _Rows:
    p, flat = pooling.p, x.ravel().astype(np.float64)
    sums, sizes = np.zeros(geometry.rows), np.zeros(geometry.rows)
    finite, zero = np.isfinite(gradients), np.ones(geometry.rows, dtype=np.bool_)
    for cells in geometry.columns():
        real = cells >= 0
        values = np.where(real, flat[cells], 0)
        size = np.power(np.abs(values), p)
        sums += np.where(real, np.power(values, p) if pooling.rule == "pytorch" else size, 0)
        sizes += np.where(real, size, 0)
        finite &= np.isfinite(values)
        zero &= values == 0
    # Clipped windows hold fewer cells than PyTorch multiplies their average by.
    scale = geometry.window_size / geometry.divisors() if pooling.rule == "pytorch" else 1.0
    single = x.dtype == np.float32
    least, most = (2.0**-100, 2.0**120) if single else (2.0**-900, 2.0**1000)
    in_range = zero | ((sizes >= least) & (sizes * scale <= most))
    factors = gradients * np.power(scale, 1 / p) * np.power(sums, 1 / p - 1)
    lost = np.where(sums == 0, 1, sizes / np.abs(sums))
    roundings = geometry.window_size * (1 + lost) + 16 + 2 * p
    # A sum that is 0 but for rounding has no direction.
    known = finite & in_range & (zero | (lost < (2.0**16 if single else 2.0**40)))
    return _Rows(np.where(sums == 0, 0, factors), roundings, known)
