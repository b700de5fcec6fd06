"""Sums that are exact and rounded once, so that they are the same in whichever parts they come."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from ...core.arrays import Array

#: So many numbers are summed at once.
CHUNK = 2**15
#: A chunk's numbers are below 2 to the power of this more than the units in which they are counted,
#: so that 64 bits hold their sum.
_BITS = 47
#: Every float64 is a multiple of 2 to the power of minus this.
_UNIT = 1074
#: By their bytes: the integers that floats' bits are, the bits of a mantissa, the exponents' bias.
_FORMATS = {4: (np.uint32, 23, 127), 8: (np.uint64, 52, 1023)}
#: From this exponent on a chunk goes number by number: what splits its numbers would overflow.
_LARGE = 960


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
        if flat.dtype not in (np.float32, np.float64):
            flat = flat.astype(np.float64)
        total = cls()
        for start in range(0, flat.size, CHUNK):
            total += _sum_of(flat[start : start + CHUNK])
        return total

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


def _sum_of(part: Array) -> ExactSum:
    """The sum of a chunk."""
    kind, mantissa, bias = _FORMATS[part.itemsize]
    bits = part.view(kind)
    # Without its sign a number's bits are in its order.
    bits = bits + bits
    greatest = int(bits.max())
    if greatest == 0:
        return ExactSum()
    largest = greatest >> (mantissa + 1)
    if largest > 2 * bias:
        nan, finite = int(np.isnan(part).sum()), part[np.isfinite(part)]
        plus, minus = int(np.isposinf(part).sum()), int(np.isneginf(part).sum())
        return (_sum_of(finite) if finite.size else ExactSum()) + ExactSum(0, nan, plus, minus)
    # A zero has no last bit: it becomes the greatest of all.
    bits -= kind(1)
    least = (int(bits.min()) + 1) >> (mantissa + 1)
    most, last = max(1, largest) - bias + 1, max(1, least) - bias - mantissa
    return ExactSum(_units_of(part, most, last))


def _units_of(part: Array, most: int, last: int) -> int:
    """The sum of finite numbers in units, all below 2 to the power of `most`.

    All are multiples of 2 to the power of `last`. Each turn takes their upper bits, which it counts
    in units of a power of two, as integers; what is left is smaller by 47 bits or more.
    """
    if most > _LARGE:
        return sum(_as_units(float(value)) for value in part)
    units: int = 0
    while True:
        unit = max(most - _BITS, -_UNIT)
        # Numbers that are added to this one keep the bits down to the unit alone. The bits of what
        # is between a power of two and the next one, as an integer, count units.
        splitter = np.float64(1.5 * 2.0 ** (unit + 52))
        upper = part + splitter
        counted = int(upper.view(np.int64).sum()) - upper.size * int(splitter.view(np.int64))
        # Modulo 2 to the power of 64 the sum is exact.
        signed = (counted + 2**63) % 2**64 - 2**63
        units += signed << (unit + _UNIT)
        if unit <= last:
            return units
        upper -= splitter
        part = part - upper
        most = unit


def _as_units(value: float) -> int:
    numerator, denominator = value.as_integer_ratio()
    return (numerator << _UNIT) // denominator
