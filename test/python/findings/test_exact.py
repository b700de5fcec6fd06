"""Sums that findings state are exact, and rounded once."""

from __future__ import annotations

import math
from functools import reduce
from operator import add

import numpy as np
import pytest
from conftest import named, vector_file
from poolscope.findings.counts.counts import count_cells
from poolscope.findings.counts.exact import CHUNK, ExactSum, exact_sum

RANDOM = np.random.default_rng(0)


def wide(n, least, most):
    """Numbers of many sizes and both signs."""
    return np.ldexp(RANDOM.standard_normal(n), RANDOM.integers(least, most, n))


@pytest.mark.parametrize(
    "numbers",
    [
        RANDOM.standard_normal(100_000),
        RANDOM.standard_normal(100_000).astype(np.float32),
        # Gradients of many sizes, of which the largest leave the last bits of the least out.
        wide(100_000, -60, 5).astype(np.float32),
        wide(500, -149, -120).astype(np.float32),
        np.float32([3e38, 3e38, 1e-45, -3e38]),
        np.repeat(np.float32([0, 1e-40, 0, 2.0**30]), CHUNK),
        np.full(3 * CHUNK + 1, 0.1),
        wide(50_000, -1074, 1000),
        wide(500, -1074, -1020),
        np.array([5e-324, 5e-324, -1e-320]),
        np.array([1e16, 1.0, -1e16]),
        np.array([2.0**53, 1.0, 2.0**-60]),
        np.array([]),
    ],
    ids=[
        "normal",
        "float32",
        "wide float32",
        "subnormal float32",
        "all of float32",
        "chunks apart",
        "equal",
        "wide",
        "subnormal",
        "least",
        "cancel",
        "half",
        "none",
    ],
)
def test_a_sum_is_that_of_pythons_fsum(numbers):
    assert exact_sum(numbers) == math.fsum(numbers.tolist())


# test/conformance/sums.test.ts asks TypeScript the same.
@pytest.mark.parametrize("vector", vector_file("findings/sums.json"), ids=named)
def test_a_sum_is_that_of_typescript(vector):
    # repr tells −0 from 0 and takes NaN for NaN.
    assert repr(exact_sum(vector["numbers"])) == repr(float(vector["sum"][0]))


def test_a_sum_may_leave_the_range_of_float64_on_its_way():
    # fsum raises an OverflowError here; the sum is the first number's.
    assert exact_sum(np.array([1.5e308, 1.5e308, -1.5e308])) == 1.5e308
    assert exact_sum(np.array([1.5e308, 1.5e308])) == math.inf
    assert exact_sum(np.array([-1.5e308, -1.5e308])) == -math.inf


@pytest.mark.parametrize("parts", [1, 2, 7, 1000])
def test_parts_add_up_to_the_same_bits_in_whichever_order(parts):
    numbers = wide(20_000, -200, 200)
    sums = [ExactSum.of(part) for part in np.array_split(numbers, parts)]
    RANDOM.shuffle(sums)
    assert reduce(add, sums) == ExactSum.of(numbers)


def test_numbers_that_are_not_finite_count_as_they_add():
    inf, nan = math.inf, math.nan
    assert exact_sum(np.array([1.0, inf])) == inf
    assert exact_sum(np.array([1.0, -inf])) == -inf
    assert math.isnan(exact_sum(np.array([inf, -inf])))
    assert math.isnan(exact_sum(np.array([nan, inf])))
    counts = count_cells(np.array([nan, inf, -inf, -inf, 1.0]))
    assert (counts["nan"], counts["posInf"], counts["negInf"]) == (1, 1, 2)


def test_integers_and_booleans_are_summed_too():
    assert exact_sum(np.array([200, 100], np.uint8)) == 300
    assert exact_sum(np.array([True, True])) == 2
