"""Sums of float64 and float32 as `math.fsum` gives them: exact, and rounded once.

Where a sum leaves the range of float64 on its way, `fsum` raises an error; there fractions are
added, which become ±∞ where they end beyond it. With NaN or ±∞ the sum is that of these alone.
"""

import math
import platform
from fractions import Fraction

import numpy as np

from . import files


def exact(numbers: np.ndarray) -> float:
    values = [float(value) for value in numbers]
    others = [value for value in values if not math.isfinite(value)]
    if others:
        return sum(others)
    try:
        return math.fsum(values)
    except OverflowError:
        total = sum(map(Fraction, values))
    try:
        return float(total)
    except OverflowError:
        return math.inf if total > 0 else -math.inf


def main() -> None:
    rng = np.random.default_rng(20250613)

    def wide(n: int, least: int, most: int) -> np.ndarray:
        """Numbers of many sizes and both signs."""
        return np.ldexp(rng.standard_normal(n), rng.integers(least, most, n))

    largest, least = np.finfo(np.float64).max, 5e-324
    normal, apart = rng.standard_normal(200), wide(100, -300, 300)
    lists = {
        "normal": normal,
        "normal, of float32": normal.astype(np.float32),
        "a tenth, ten times": [0.1] * 10,
        "numbers of any size": wide(200, -1074, 1000),
        "subnormal numbers": wide(200, -1074, -1020),
        "numbers that cancel but for one": rng.permutation([*apart, *-apart, 2.0**-200]),
        "numbers that cancel": rng.permutation([*apart, *-apart]),
        "the least numbers": [least, least, -3 * least],
        "half of the last bit, which goes down to even": [2.0**53, 1],
        "half of the last bit, which goes up to even": [2.0**53 + 2, 1],
        "a little more than half of the last bit": [2.0**53, 1, 2.0**-60],
        "a little less than half of the last bit": [2.0**53 + 2, 1, -least],
        "the same below 0": [-(2.0**53) - 2, -1, least],
        "small ones among large ones": [1, 1e100, 1, -1e100] * 50,
        "beyond the range, and back": [1.5e308, 1.5e308, -1.5e308],
        "beyond the range": [1.5e308, 1.5e308],
        "beyond the range, below 0": [-1.5e308, -1.5e308],
        "half of the last bit beyond the largest number": [largest, 2.0**969, 2.0**969],
        "a little less than that": [largest, 2.0**969, 2.0**969, -least],
        "∞ among numbers": [1, np.inf, largest],
        "−∞ where finite numbers leave the range": [1.5e308, 1.5e308, -np.inf],
        "∞ and −∞": [np.inf, 1, -np.inf],
        "NaN and ∞": [np.inf, np.nan],
        "−0 alone": [-0.0, -0.0],
        "none": [],
    }
    vectors = []
    for name, given in lists.items():
        numbers = np.array(given)
        vectors.append({"name": name, "numbers": numbers, "sum": np.array([exact(numbers)])})
    notes = [
        "where math.fsum raises an OverflowError, the sum of fractions",
        "with NaN or ±∞, the sum of these alone",
    ]
    files.write(
        "findings/sums.json", f"Python {platform.python_version()}, math.fsum", notes, vectors
    )
