"""`watch` on the inputs that PyTorch tests its own pooling operators with, in every dtype.

Max pooling has up to 1,440 of them a dtype: some, evenly spread, are taken. All 34,624 run with
POOLSCOPE_EVERY_SAMPLE=1.
"""

from __future__ import annotations

import os

import numpy as np
import poolscope
import pytest
import torch
from poolscope.window.mask import max_mask
from poolscope.window.routes import route
from poolscope.window.windows import windows

op_db = pytest.importorskip("torch.testing._internal.common_methods_invocations").op_db

EVERY = os.environ.get("POOLSCOPE_EVERY_SAMPLE") == "1"
MOST_SAMPLES = 48

POOLINGS = [
    op
    for op in op_db
    if "pool" in op.name and "unpool" not in op.name and "backward" not in op.name
]
CASES = [(op, dtype) for op in POOLINGS for dtype in sorted(op.dtypes, key=str)]


def samples(op, dtype):
    """The samples of an operator, with a gradient where there can be one, and without."""
    for needed in (True, False) if dtype.is_floating_point else (False,):
        every = list(op.sample_inputs("cpu", dtype, requires_grad=needed))
        # An odd step, for options alternate.
        step = 1 if EVERY else len(every) // MOST_SAMPLES // 2 * 2 + 1
        for sample in every[::step]:
            yield sample, needed


def run(op, sample):
    result = op(sample.input, *sample.args, **sample.kwargs)
    return result[0] if isinstance(result, tuple) else result


def test_there_are_as_many_operators_as_expected():
    assert len(POOLINGS) >= 14


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize(("op", "dtype"), CASES, ids=[f"{op.name}-{dtype}" for op, dtype in CASES])
def test_every_sample_is_one_call_without_a_false_error(op, dtype):
    torch.manual_seed(0)
    needed_gradient = []
    with poolscope.watch(limit=0) as scope:
        for sample, needed in samples(op, dtype):
            output = run(op, sample)
            if needed:
                output.backward(torch.randn_like(output))
            needed_gradient.append(needed)
            assert len(scope) == len(needed_gradient), sample
            call = scope.calls[-1]
            assert call.output_shape[1:-1] == tuple(output.shape[-len(call.operation.sizes) :])
    assert scope._recorder.problems == []
    for call, needed in zip(scope.calls, needed_gradient, strict=True):
        assert call.operation.function == op.name.rpartition(".")[2]
        assert call.backward == ("seen" if needed else "not needed")
        assert [str(one) for one in call.findings if one.severity == "error"] == [], call.words
        if needed:
            assert call.unchecked == []


@pytest.mark.parametrize(
    "op", [op for op in POOLINGS if ".max_pool" in op.name], ids=lambda op: op.name
)
def test_the_modules_maxima_and_gradients_are_pytorchs(op):
    """The rows' maxima and routes of our own geometry against PyTorch's output and gradient."""
    torch.manual_seed(0)
    compared = 0
    with poolscope.watch(limit=0) as scope:
        for sample, _ in samples(op, torch.float64):
            output = run(op, sample)
            dout = torch.randn_like(output)
            if output.requires_grad:
                output.backward(dout)
            call = scope.calls[-1]
            options = call.operation.options
            geometry = windows(call.input_shape, **options)
            if not geometry.rows or not (geometry.real_cells() > 0).all():
                continue
            rank = len(call.operation.sizes)
            x = sample.input.detach().reshape(call.input_shape[0], -1, *call.operation.sizes)
            array = np.ascontiguousarray(np.moveaxis(x.numpy(), 1, -1))
            mask = max_mask(array, geometry)
            maxima = np.zeros(geometry.rows)
            for at, column in enumerate(geometry.columns()):
                maxima = np.where(mask[:, at], array.ravel()[column], maxima)
            given = output.detach().reshape(call.input_shape[0], -1, *output.shape[-rank:])
            np.testing.assert_array_equal(maxima, np.moveaxis(given.numpy(), 1, -1).ravel())
            if output.requires_grad:
                routed = dout.reshape(given.shape).movedim(1, -1).contiguous().numpy()
                din = sample.input.grad.reshape(x.shape).movedim(1, -1).numpy()
                np.testing.assert_allclose(
                    route(mask, geometry).din(routed), din, rtol=1e-12, atol=1e-12
                )
            compared += 1
    assert compared
