"""What an Lp pooling gives, with how far rounding may lead.

PyTorch averages the powers of x, times the window's cells: s = k/n · Σ x^p, of which the output is
the root.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from ...core.arrays import Array
from ...window.geometry import Geometry
from .precision import precision_of

Floats = NDArray[np.float64]
#: Steps of rounding in a result that is not added up: powers, a quotient, products.
STEPS = 16


class Bounded(NamedTuple):
    """Numbers, and how far another implementation's may lie from them: anywhere where infinite."""

    right: Floats
    bound: Floats


class _Sums(NamedTuple):
    """Of each row s, and how far it may be off, in parts of it."""

    s: Floats
    off: Floats


def norms(geometry: Geometry, x: Array, p: float, epsilon: float) -> Bounded:
    """The outputs of an Lp pooling, flat, in rows.

    >>> from poolscope.window.windows import windows
    >>> x = np.array([3.0, -4]).reshape(1, 2, 1)
    >>> norms(windows(x.shape, kernel_size=2), x, 2, 2**-52).right.tolist()
    [5.0]
    """
    s, off = _sums(geometry, x, p, epsilon)
    with np.errstate(all="ignore"):
        root = s ** (1 / p)
        bound = np.abs(root) * (off / (abs(p) * (1 - off)) + STEPS * epsilon)
    return Bounded(root, _judged(off, bound))


def _sums(geometry: Geometry, x: Array, p: float, epsilon: float) -> _Sums:
    limits = precision_of(epsilon)
    flat = x.ravel().astype(np.float64)
    s, sizes = np.zeros(geometry.rows), np.zeros(geometry.rows)
    zero = np.ones(geometry.rows, dtype=np.bool_)
    with np.errstate(all="ignore"):
        powers = flat**p
        for column in geometry.columns():
            real = column >= 0
            s += np.where(real, powers[column], 0)
            sizes += np.where(real, np.abs(powers[column]), 0)
            zero &= ~real | (flat[column] == 0)
        scale = geometry.window_size / geometry.divisors()
        n = geometry.window_size
        # What is added up in a precision has its error, and loses what is less than it can hold.
        error = (n + STEPS) * epsilon * sizes + n * limits.tiny
        off = error / np.abs(s)
        # An infinity that comes of x is exact; one that comes of a power too large is not known.
        off = np.where(~np.isfinite(sizes), 0, off)
        over = np.isfinite(sizes) & (sizes > limits.most / 4)
    off = np.where(over, np.inf, np.where(zero, 0, off))
    return _Sums(s * scale, off)


def _judged(off: Floats, bound: Floats) -> Floats:
    """The bounds, infinite where half of a sum may be rounding."""
    result: Floats = np.where(off < 0.5, np.where(np.isnan(bound), 0, bound), np.inf)
    return result
