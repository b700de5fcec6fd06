"""Sums that are exact and rounded once, so that they are the same in whichever parts they come."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ...core.arrays import Array

#: So many numbers are summed at once; their sums of parts below have no rounding.
CHUNK = 2**15
#: Bits that `CHUNK` adds to a sum.
_GROWTH = 15
#: Every float64 is a multiple of 2 to the power of minus this.
_UNIT = 1074
#: Above this a chunk goes number by number: what splits its numbers would overflow.
_LARGE = 2.0**960


@dataclass(frozen=True)
class ExactSum:
    """A sum without any rounding, which adds up with others to the same whatever the order.

    >>> float(ExactSum.of(np.array([1e100, 1.0, -1e100])))
    1.0
    >>> float(ExactSum.of(np.array([0.1, 0.2])) + ExactSum.of(np.array([0.3])))
    0.6
    """

    #: The sum of the finite numbers, as a multiple of 2 to the power of −1074.
    units: int = 0
    nan: int = 0
    plus: int = 0
    minus: int = 0

    @classmethod
    def of(cls, array: Array) -> ExactSum:
        """The sum of an array's numbers."""
        flat = array.ravel()
        if flat.dtype.kind != "f":
            return cls(int(flat.sum(dtype=np.int64)) << _UNIT)
        nan = plus = minus = 0
        largest = _largest_of(flat)
        if not math.isfinite(largest):
            nan = int(np.isnan(flat).sum())
            plus, minus = int(np.isposinf(flat).sum()), int(np.isneginf(flat).sum())
            flat = flat[np.isfinite(flat)]
            largest = _largest_of(flat)
        units = 0
        for start in range(0, flat.size, CHUNK):
            part = flat[start : start + CHUNK].astype(np.float64)
            units += _units_of(part, largest if largest <= _LARGE else _largest_of(part))
        return cls(units, nan, plus, minus)

    def __add__(self, other: ExactSum) -> ExactSum:
        return ExactSum(
            self.units + other.units,
            self.nan + other.nan,
            self.plus + other.plus,
            self.minus + other.minus,
        )

    def __float__(self) -> float:
        """The nearest float64; NaN and ±∞ as their sum is."""
        if self.nan or (self.plus and self.minus):
            return math.nan
        if self.plus or self.minus:
            return math.inf if self.plus else -math.inf
        try:
            # Python rounds the quotient of two integers once.
            return self.units / (1 << _UNIT)
        except OverflowError:
            return math.inf if self.units > 0 else -math.inf


def exact_sum(array: Array) -> float:
    """The sum of an array's numbers, rounded once to float64.

    >>> exact_sum(np.array([0.1] * 10))
    1.0
    """
    return float(ExactSum.of(array))


def _largest_of(part: Array) -> float:
    """The largest magnitude; NaN where there is one."""
    if part.size == 0:
        return 0.0
    return max(float(part.max()), -float(part.min()))


def _units_of(part: NDArray[np.float64], most: float) -> int:
    """The sum of finite numbers, none larger than `most`, in units; `part` is overwritten.

    Each turn splits the numbers at one bit: their upper parts are multiples of a power of two, few
    enough that float64 adds them exactly, and what is left is smaller by 37 bits or more.
    """
    if most > _LARGE:
        return sum(_as_units(float(value)) for value in part)
    units = 0
    while most and part.size:
        # Numbers that are added to this one keep the bits down to its last alone.
        exponent = max(math.frexp(most)[1] + _GROWTH + 1, 52 - _UNIT)
        splitter = 1.5 * 2.0**exponent
        upper = part + splitter
        upper -= splitter
        units += _as_units(float(upper.sum()))
        part -= upper
        # Few numbers have bits below those.
        part = part[part != 0]
        most = 2.0 ** (exponent - 53)
    return units


def _as_units(value: float) -> int:
    numerator, denominator = value.as_integer_ratio()
    return (numerator << _UNIT) // denominator
