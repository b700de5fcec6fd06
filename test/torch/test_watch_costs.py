"""What `watch` costs: work and memory, counted and not timed."""

from __future__ import annotations

import random
import subprocess
import sys
import tracemalloc

import numpy as np
import poolscope
import pytest
import torch
import torch.nn.functional as F
from poolscope.watch.pytorch.uneven import UnevenGeometry
from poolscope.window.geometry import Geometry


def image(*shape, seed=0):
    x = torch.randn(shape, generator=torch.Generator().manual_seed(seed))
    return x.relu().requires_grad_()


POOLS = {
    "max, apart": lambda x: F.max_pool2d(x, 2),
    "max, overlapping": lambda x: F.max_pool2d(x, 3, 2, 1),
    "max, stride 1": lambda x: F.max_pool2d(x, 3, 1, 1),
    "max, large": lambda x: F.max_pool2d(x, 15, 1, 7),
    "max, global": lambda x: F.adaptive_max_pool2d(x, 1),
    "max, uneven": lambda x: F.adaptive_max_pool2d(x, 5),
    "average": lambda x: F.avg_pool2d(x, 3, 2, 1),
    "average, large": lambda x: F.avg_pool2d(x, 15, 1, 7),
    "average, global": lambda x: F.adaptive_avg_pool2d(x, 1),
    "average, uneven": lambda x: F.adaptive_avg_pool2d(x, 5),
}


@pytest.mark.parametrize("limit", ["256 MB", 0])
@pytest.mark.parametrize("name", POOLS)
def test_a_sound_call_is_not_gone_through_cell_by_cell(name, limit, monkeypatch):
    def columns(self):
        raise AssertionError("every cell of every window was looked at")

    for kind in (Geometry, UnevenGeometry):
        monkeypatch.setattr(kind, "columns", columns)
    with poolscope.watch(limit=limit) as scope:
        POOLS[name](image(2, 3, 24, 24)).square().sum().backward()
    assert not any(call.severity == "error" or call.unchecked for call in scope.calls)
    assert "AssertionError" not in repr(scope)


@pytest.mark.parametrize("name", POOLS)
def test_what_is_found_does_not_hang_on_what_is_kept(name):
    def run(limit):
        with poolscope.watch(limit=limit) as scope:
            y = POOLS[name](image(3, 4, 24, 24, seed=1))
            y.backward(
                torch.randint(-1, 2, y.shape, generator=torch.Generator().manual_seed(2)).float()
            )
        [call] = scope.calls
        return [(one.text, one.rows.count, one.cells.count) for one in call.findings], call.ties

    assert run("256 MB") == run(0) == run(60_000)


def test_what_the_user_changes_afterwards_changes_nothing():
    def run(change):
        x, gradient = image(2, 3, 12, 12), torch.ones(2, 3, 6, 6)
        with poolscope.watch() as scope:
            y = F.max_pool2d(x, 2)
            y.backward(gradient)
            if change:
                for tensor in (x.data, y.data, gradient, x.grad):
                    tensor.fill_(7)
        return repr(scope), scope[0].view.x.copy(), scope[0].view.din.copy()

    for changed, due in zip(run(True), run(False)):
        assert np.array_equal(changed, due) if isinstance(due, np.ndarray) else changed == due


@pytest.mark.parametrize("name", ["max, apart", "max, overlapping", "average", "average, global"])
@pytest.mark.parametrize("calls", [1, 6])
def test_memory_stays_at_the_limit_and_one_call(name, calls):
    choice = random.Random(calls)
    print("seed", calls)
    xs = [image(8, 16, 96, 96, seed=choice.randrange(99)) for _ in range(calls)]
    limit = 10**6

    def step():
        torch.stack([POOLS[name](x).sum() for x in xs]).sum().backward()

    with poolscope.watch(limit=limit):
        step()
    tracemalloc.start()
    try:
        with poolscope.watch(limit=limit) as scope:
            step()
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert len(scope) == calls
    x = xs[0].numel() * 4
    out = scope.calls[0].output_shape
    # One call: x, din, what is expected of din; output, dout and indices (8 bytes) of each row.
    one = 3 * x + int(np.prod(out)) * 16
    # What waits for a backward pass: a byte a row, and a bit a cell of each window.
    between = calls * int(np.prod(out)) * (1 + 2)
    assert peak < limit + one + between + 4 * x


def test_small_calls_cost_the_same_however_many_there_were():
    x = torch.zeros(1, 1, 4, 4, requires_grad=True)
    grown = []
    with poolscope.watch(limit=0) as scope:
        for _ in range(3):
            tracemalloc.start()
            try:
                for _ in range(100):
                    F.max_pool2d(x, 2).sum().backward()
                grown.append(tracemalloc.get_traced_memory()[0] / 100)
            finally:
                tracemalloc.stop()
    assert len(scope) == 300
    assert grown[2] < 1.2 * grown[1]
    # Its findings with their sentences; of its arrays only what waits for a backward pass.
    assert grown[2] < 16_000


def test_a_first_block_imports_no_compiler():
    # torch.compile is seconds of imports, which a block that compiles nothing need not pay.
    code = """
import sys, torch, poolscope
with poolscope.watch() as scope:
    x = torch.ones(1, 1, 4, 4, requires_grad=True)
    torch.nn.functional.max_pool2d(x, 2).sum().backward()
str(scope)
print(sorted({"torch._dynamo", "torch._inductor", "sympy"} & sys.modules.keys()))
"""
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert run.stdout == "[]\n"
