"""What an Lp pooling gives, and what its gradients should be, with how far rounding may lead.

PyTorch averages the powers of x, times the window's cells: s = k/n · Σ x^p, of which the output is
the root. A cell gets dout · k/n · s^(1/p − 1) · x^(p − 1), and 0 where s is 0.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from ..core.arrays import Array
from ..window.geometry import Geometry
from .precision import precision_of

Floats = NDArray[np.float64]
#: Steps of rounding in a result that is not added up: powers, a quotient, products.
STEPS = 16


class Bounded(NamedTuple):
    """Numbers, and how far another implementation's may lie from them: anywhere where infinite."""

    right: Floats
    bound: Floats


class _Sums(NamedTuple):
    """Of each row s, how far it may be off, in parts of it, and k/n."""

    s: Floats
    off: Floats
    scale: Floats


def norms(geometry: Geometry, x: Array, p: float, epsilon: float) -> Bounded:
    """The outputs of an Lp pooling, flat, in rows.

    >>> from poolscope.window.windows import windows
    >>> x = np.array([3.0, -4]).reshape(1, 2, 1)
    >>> norms(windows(x.shape, kernel_size=2), x, 2, 2**-52).right.tolist()
    [5.0]
    """
    s, off, _ = _sums(geometry, x, p, epsilon)
    with np.errstate(all="ignore"):
        root = s ** (1 / p)
        bound = np.abs(root) * (off / (abs(p) * (1 - off)) + STEPS * epsilon)
    return Bounded(root, _judged(off, bound))


def norm_din(geometry: Geometry, x: Array, dout: Array, p: float, epsilon: float) -> Bounded:
    """The gradients of an Lp pooling's input, flat.

    >>> from poolscope.window.windows import windows
    >>> x, dout = np.array([3.0, -4]).reshape(1, 2, 1), np.array([[[10.0]]])
    >>> norm_din(windows(x.shape, kernel_size=2), x, dout, 2, 2**-52).right.round(9).tolist()
    [6.0, -8.0]
    """
    s, off, scale = _sums(geometry, x, p, epsilon)
    limits = precision_of(epsilon)
    flat = x.ravel().astype(np.float64)
    right, bound = np.zeros(flat.size), np.zeros(flat.size)
    size = np.zeros(flat.size)
    with np.errstate(all="ignore"):
        root = np.where(s == 0, 0, s ** (1 / p - 1))
        # What a row gives, before the power of the cell.
        given = np.where(s == 0, 0, dout.ravel().astype(np.float64) * scale * root)
        off = np.where(np.isfinite(root) & (np.abs(root) > limits.most / 4), np.inf, off)
        wrong = _judged(off, abs(1 / p - 1) * off / (1 - off) + STEPS * epsilon)
        slopes = np.where(np.isnan(flat), flat, flat ** (p - 1))
        for column in geometry.columns():
            real = column >= 0
            cells = column[real]
            # PyTorch has 0 where s is 0, whatever the slope; else NaN and ∞ spread as in products.
            part = np.where(s[real] == 0, 0, given[real] * slopes[cells])
            np.add.at(right, cells, part)
            np.add.at(size, cells, np.abs(part))
            unsure = np.where(
                np.isinf(wrong[real]),
                np.inf,
                np.abs(part) * wrong[real] + np.abs(given[real]) * limits.tiny,
            )
            np.add.at(bound, cells, np.where(np.isnan(unsure), 0, unsure))
        bound += geometry.window_size * epsilon * np.where(np.isnan(size), 0, size)
    return Bounded(right, bound)


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
    return _Sums(s * scale, off, scale)


def _judged(off: Floats, bound: Floats) -> Floats:
    """The bounds, infinite where half of a sum may be rounding."""
    result: Floats = np.where(off < 0.5, np.where(np.isnan(bound), 0, bound), np.inf)
    return result
