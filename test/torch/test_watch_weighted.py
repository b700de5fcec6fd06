"""`watch` on average, Lp and global pooling: judged by PyTorch's own rule, and shown."""

from __future__ import annotations

import numpy as np
import poolscope
import pytest
import torch
import torch.nn.functional as F
from poolscope.view.payload import encode
from torch import nn


def errors(call):
    return [str(one) for one in call.findings if one.severity == "error"]


@pytest.mark.parametrize("dtype", [torch.float32, torch.float64])
@pytest.mark.parametrize("p", [1, 1.5, 2, 3, 4])
@pytest.mark.parametrize("ceil", [False, True])
@pytest.mark.parametrize("rank", [1, 2, 3])
def test_lp_gradients_of_pytorch_are_right(rank, ceil, p, dtype):
    torch.manual_seed(0)
    pool = (F.lp_pool1d, F.lp_pool2d, F.lp_pool3d)[rank - 1]
    x = torch.randn(2, 3, *[8] * rank, dtype=dtype)
    # Fractional powers of negative numbers are NaN.
    x = (x if p == int(p) else x.abs()).requires_grad_()
    with poolscope.watch() as scope:
        out = pool(x, p, 3, 2, ceil)
        out.backward(torch.randn_like(out))
    [call] = scope.calls
    assert call.backward == "seen"
    assert errors(call) == []
    # A sum of odd powers may cancel, which is said.
    assert call.unchecked == [] or "range of its numbers" in call.unchecked[0]


def test_lp_of_zeros_of_tiny_and_of_huge_numbers_gives_no_false_alarm():
    for scale in (0.0, 1e-25, 1e-12, 1e12, 1e25):
        x = (torch.arange(16.0).reshape(1, 1, 4, 4) * scale).requires_grad_()
        with poolscope.watch() as scope:
            F.lp_pool2d(x, 2, 2).sum().backward()
        assert errors(scope.calls[0]) == [], scale


def test_a_wrong_lp_gradient_is_found():
    x = torch.arange(1.0, 17).reshape(1, 1, 4, 4).requires_grad_()
    with poolscope.watch() as scope:
        F.lp_pool2d(x, 2, 2).sum().backward()
    call = scope.calls[0]
    view = scope[0].view
    din = view.din.copy()
    din[0, 0, 1, 1] += 1
    shown = poolscope.explore(view.x, view.dout, kernel_size=2, pool="lp", din=din, layout="NCHW")
    [error] = [str(one) for one in shown.findings if one.severity == "error"]
    assert error.startswith("din is not dout times the derivative of the norm: 1 of 16 cells")
    assert errors(call) == []


@pytest.mark.parametrize(
    ("layer", "options"),
    [
        (nn.AvgPool2d(3, 2, 1), {"kernel_size": 3, "stride": 2, "padding": 1}),
        (
            nn.AvgPool2d(3, 2, 1, ceil_mode=True, count_include_pad=False),
            {
                "kernel_size": 3,
                "stride": 2,
                "padding": 1,
                "ceil_mode": True,
                "count_include_pad": False,
            },
        ),
        (nn.AvgPool2d(2, divisor_override=3), {"kernel_size": 2, "divisor_override": 3}),
        (nn.AdaptiveAvgPool2d(1), {"kernel_size": "global"}),
        (nn.AdaptiveAvgPool2d((3, 2)), {"kernel_size": (3, 4)}),
    ],
)
def test_explore_and_watch_hold_pytorchs_averages_to_the_same(layer, options):
    torch.manual_seed(1)
    x = torch.randn(2, 3, 9, 8, requires_grad=True)
    with poolscope.watch(layer) as scope:
        out = layer(x)
        out.backward(torch.randn_like(out))
    payload = encode(scope[0].stored)
    assert payload["pooling"]["op"] == "average"
    assert payload["geometry"]["inputShape"] == [2, 9, 8, 3]
    dout = torch.from_numpy(scope[0].view.dout)
    shown = poolscope.explore(x, dout, pool="average", layout="NCHW", **options)
    np.testing.assert_allclose(shown.view.din, x.grad.numpy(), rtol=1e-5, atol=1e-6)
    given = poolscope.explore(x, dout, din=x.grad, pool="average", layout="NCHW", **options)
    for findings in (given.findings, scope.calls[0].findings):
        assert [str(one) for one in findings if one.severity == "error"] == []


def test_windows_of_different_sizes_say_that_they_are_not_drawn():
    x = torch.randn(1, 1, 7, 7, requires_grad=True)
    with poolscope.watch() as scope:
        F.adaptive_avg_pool2d(x, 3).sum().backward()
    assert any("windows of different sizes" in note for note in scope[0].notes)
    assert "pooling" not in encode(scope[0].stored)
