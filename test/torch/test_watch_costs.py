"""What `watch` costs: work and memory, counted and not timed."""

from __future__ import annotations

import gc
import json
import random
import subprocess
import sys
import tracemalloc
from pathlib import Path

import numpy as np
import poolscope
import pytest
import torch
import torch.nn.functional as F
from poolscope.findings.find import find
from poolscope.watch.pytorch.uneven import UnevenGeometry
from poolscope.window.geometry import Geometry
from poolscope.window.mask import max_mask
from poolscope.window.windows import windows


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


#: Calls of the benchmark, which measures more of them.
LARGE = [
    "max 2×2",
    "max 3×3 s1",
    "max 3×3 s1, one entry",
    "max 3×3 s2, bfloat16",
    "max, adaptive",
    "average 3×3 s1, bfloat16",
    "Lp 3×3 s2",
]


@pytest.mark.skipif(sys.platform != "linux", reason="reads /proc, and forks")
def test_memory_stays_at_the_limit_and_one_call_of_67_mb():
    # Resident memory, of processes of their own: torch's too, which tracemalloc does not see.
    script = Path(__file__).parents[2] / "bench" / "watch" / "memory.py"
    run = subprocess.run(
        [sys.executable, str(script), *LARGE], capture_output=True, text=True, check=True
    )
    measured = [json.loads(line) for line in run.stdout.splitlines()]
    assert [one["name"] for one in measured] == LARGE
    limit = 1
    for one in measured:
        assert one["added"] < limit + one["call"], one


def drawn_call(seed):
    """A call of some million cells, of any kind that `watch` knows, and the shape of its input."""
    choice = random.Random(seed)
    rank = choice.randint(1, 3)
    size = choice.randint(*{1: (2_000, 60_000), 2: (60, 500), 3: (20, 60)}[rank])
    planes = choice.randint(5, 8) * 10**6 // size**rank
    entries = choice.choice([1, 2, planes // 8 or 1])
    shape = (entries, max(1, planes // entries), *[size] * rank)
    kernel, stride, out = choice.randint(2, 4), choice.randint(1, 3), choice.randint(1, 9)
    padding = choice.randint(0, kernel // 2)
    kinds = {
        "max_pool": (kernel, stride, padding),
        "avg_pool": (kernel, stride, padding),
        "lp_pool": (2, kernel, stride),
        "adaptive_max_pool": (out,),
        "adaptive_avg_pool": (out,),
    }
    name = choice.choice(list(kinds))
    # PyTorch has not all poolings of volumes in half precision.
    halves = [torch.bfloat16, torch.float16] if rank < 3 else []
    dtypes = [torch.float32, torch.float64, *halves]
    options, dtype = kinds[name], choice.choice(dtypes)
    return f"{name}{rank}d{options} of {shape}, {dtype}", (f"{name}{rank}d", options, shape, dtype)


@pytest.mark.parametrize("seed", range(24))
def test_what_numpy_takes_stays_at_the_limit_and_one_call(seed):
    said, (name, options, shape, dtype) = drawn_call(seed)
    print("seed", seed, said)
    x = image(*shape, seed=seed).detach().to(dtype).requires_grad_()
    limit = 10**6
    tracemalloc.start()
    try:
        with poolscope.watch(limit=limit) as scope:
            y = getattr(F, name)(x, *options)
            y.backward(torch.ones_like(y))
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    [call] = scope.calls
    assert call.backward == "seen"
    assert call.severity != "error"
    indices = 8 * y.numel() if call.operation.op == "max" else 0
    one = 2 * x.element_size() * (x.numel() + y.numel()) + indices
    # What a block is looked at with does not grow with the call.
    assert peak < limit + max(one, 70e6), said


class Wrong(torch.autograd.Function):
    """A max pooling whose gradient is one too much at each hundredth cell."""

    @staticmethod
    def forward(ctx, x):
        ctx.save_for_backward(x)
        return F.max_pool2d(x, 3, 2, 1)

    @staticmethod
    def backward(ctx, dout):
        [x] = ctx.saved_tensors
        _, indices = torch.ops.aten.max_pool2d_with_indices(x, 3, 2, 1)
        din = torch.ops.aten.max_pool2d_with_indices_backward(
            dout, x, [3, 3], [2, 2], [1, 1], [1, 1], False, indices
        )
        din.view(-1)[::100] += 1
        return din


@pytest.mark.parametrize("shape", [(3, 2, 600, 600), (2, 5, 400, 700)])
@pytest.mark.parametrize("wrong", [False, True])
def test_a_call_of_several_blocks_is_told_of_as_one(shape, wrong):
    # 360,000 and 280,000 cells a plane, where a block has 524,288.
    x = image(*shape, seed=5)
    with torch.no_grad():
        x.view(-1)[::7919] = torch.nan
    dout = torch.randint(-1, 2, (*shape[:2], shape[2] // 2, shape[3] // 2)).float()
    with poolscope.watch(limit=0) as scope:
        y = Wrong.apply(x) if wrong else F.max_pool2d(x, 3, 2, 1)
        y.mul(1).backward(dout)
    call = scope.calls[0]
    last = [one.detach().movedim(1, -1).contiguous().numpy() for one in (x, dout, x.grad)]
    geometry = windows(last[0].shape, kernel_size=3, stride=2, padding=1)
    due = find(
        geometry,
        max_mask(last[0], geometry),
        x=last[0],
        dout=last[1],
        din=last[2],
        layout="NCHW",
    )
    assert [one.text for one in call.findings] == [one.text for one in due]
    for ours, theirs in zip(call.findings, due):
        places = [[one.place(k) for k in range(0, one.count, 997)] for one in (ours, theirs)]
        assert repr(places[0]) == repr(places[1])


def test_small_calls_cost_the_same_however_many_there_were():
    x = torch.zeros(1, 1, 4, 4, requires_grad=True)
    grown = []
    with poolscope.watch(limit=0) as scope:
        for _ in range(3):
            tracemalloc.start()
            try:
                for _ in range(100):
                    F.max_pool2d(x, 2).sum().backward()
                gc.collect()
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
