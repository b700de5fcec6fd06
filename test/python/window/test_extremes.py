"""Maxima, ties and sums found axis by axis, against a look at every cell of every window."""

from __future__ import annotations

import random

import numpy as np
import pytest
from poolscope.watch.pytorch.uneven import uneven
from poolscope.window import extremes, held, spread, weights
from poolscope.window import geometry as geometries
from poolscope.window.extremes import find_extremes, is_ordered
from poolscope.window.held import cells_of_bits, cells_of_rows, cells_that_hold, held_bits
from poolscope.window.largest import find_largest
from poolscope.window.weights import Pooling, is_surely_average, weighted_din
from poolscope.window.windows import windows


def some_windows(choice):
    """Windows of any kind: padded, dilated, overlapping, apart or side by side, unlike in size."""
    while True:
        rank = choice.choice([1, 2, 2, 3])
        sizes = [choice.randrange(1, 40 if rank == 1 else 9) for _ in range(rank)]
        shape = (choice.randrange(1, 4), *sizes, choice.randrange(1, 4))
        if choice.random() < 0.25:
            return uneven(shape, [choice.randrange(1, size + 1) for size in sizes])
        kernel = [choice.randrange(1, 30 if rank == 1 else 6) for _ in sizes]
        if choice.random() < 0.25 and all(k <= size for k, size in zip(kernel, sizes)):
            # Of half of them the windows cover all of the input.
            whole = [k * (size // k) for k, size in zip(kernel, sizes)]
            covered = choice.choice([sizes, whole])
            return windows((shape[0], *covered, shape[-1]), kernel_size=kernel)
        dilation = [choice.choice([1, 1, 2, 3]) for _ in sizes]
        reach = [d * (k - 1) + 1 for k, d in zip(kernel, dilation)]
        try:
            return windows(
                shape,
                kernel_size=kernel,
                stride=[choice.randrange(1, 7) for _ in sizes],
                padding=[(choice.randrange(r), choice.randrange(r)) for r in reach],
                dilation=dilation,
                ceil_mode=choice.random() < 0.5,
                count_include_pad=choice.random() < 0.5,
            )
        except ValueError:
            continue


def every_cell(geometry):
    """The matrix of cells, −1 where one is not real."""
    return np.stack(list(geometry.columns()), axis=1)


@pytest.fixture(params=range(80))
def case(request, monkeypatch):
    """A geometry, its matrix, a random generator, and the thresholds that choose an algorithm."""
    choice = random.Random(request.param)
    print("seed", request.param)
    for module in (extremes, spread, weights):
        monkeypatch.setattr(module, "SMALL", choice.choice([0, 3, 12]))
    monkeypatch.setattr(held, "SMALL", choice.choice([0, 40]))
    monkeypatch.setattr(geometries, "CHUNK", choice.choice([10, 2**18]))
    geometry = some_windows(choice)
    return geometry, every_cell(geometry), np.random.default_rng(request.param)


def test_sizes_follow_from_the_cells(case):
    geometry, cells, rng = case
    real = cells >= 0
    np.testing.assert_array_equal(geometry.real_cells(), real.sum(axis=1))
    counts = np.bincount(cells[real], minlength=geometry.cells)
    np.testing.assert_array_equal(geometry.coverage(), counts)
    asked = rng.integers(-1, geometry.cells, geometry.rows)
    there = (cells == asked[:, None]) & (asked[:, None] >= 0)
    due = np.where(there.any(axis=1), there.argmax(axis=1), -1)
    np.testing.assert_array_equal(geometry.columns_of(asked), due)


@pytest.mark.parametrize("values", [2, 5, 1000])
def test_maxima_and_ties_are_those_of_every_cell(case, values):
    geometry, cells, rng = case
    x = rng.integers(0, values, geometry.input_shape).astype(rng.choice(["f4", "f8", "i4"]))
    real = cells >= 0
    matrix = np.where(real, x.ravel()[cells].astype(float), -np.inf)
    most = matrix.max(axis=1)
    holds = real & (matrix == most[:, None])
    some = real.any(axis=1)
    found = find_extremes(x, geometry)
    np.testing.assert_array_equal(found.first[some], holds.argmax(axis=1)[some])
    last = holds.shape[1] - 1 - holds[:, ::-1].argmax(axis=1)
    np.testing.assert_array_equal(found.last[some], last[some])
    np.testing.assert_array_equal(found.maxima, most)
    largest = find_largest(geometry, x)
    np.testing.assert_array_equal(largest.tied, holds.sum(axis=1) > 1)
    asked = largest.tied & (rng.random(geometry.rows) < 0.7)
    due = np.zeros(geometry.cells, dtype=bool)
    due[cells[holds & asked[:, None]]] = True
    np.testing.assert_array_equal(largest.holding(asked), due)
    if geometry.is_regular:
        np.testing.assert_array_equal(cells_that_hold(x, geometry, found.maxima, asked), due)
        bits, most_cells = held_bits(x, geometry, found.maxima, largest.tied)
        assert most_cells == np.unique(cells[holds & largest.tied[:, None]]).size
        few = np.flatnonzero(asked)
        for column, (theirs, there) in enumerate(cells_of_rows(geometry, few)):
            np.testing.assert_array_equal(np.where(there, theirs, -1), cells[few, column])
        np.testing.assert_array_equal(cells_of_bits(bits, geometry, asked), due)


def test_numbers_that_have_no_order_are_told():
    assert is_ordered(np.array([1.0, np.inf]))
    assert not is_ordered(np.array([1.0, np.nan]))
    assert not is_ordered(np.array([-np.inf]))


def test_a_quick_look_at_an_average_accepts_what_is_right_and_nothing_else(case):
    geometry, _, rng = case
    pooling, step = Pooling("average"), 2.0**-23
    dout = rng.standard_normal(geometry.output_shape).astype(np.float32)
    own = weighted_din(pooling, geometry, dout, None, step)
    din = own.right.astype(np.float32).reshape(geometry.input_shape)
    if not geometry.overlaps and geometry.plane_divisors().all():
        assert is_surely_average(pooling, geometry, dout, din, step)
    wrong = din.astype(np.float64).ravel()
    at = rng.integers(wrong.size)
    wrong[at] += own.bound[at] * 1.01 + 1e-12
    wrong = wrong.reshape(din.shape)
    assert not is_surely_average(pooling, geometry, dout, wrong, step)
    assert not is_surely_average(pooling, geometry, dout, wrong.astype(np.float32), step)
