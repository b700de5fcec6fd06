"""`watch` recognises operators, whichever way they are called, and nothing else."""

from __future__ import annotations

import contextlib
import threading

import numpy as np
import poolscope
import pytest
import torch
import torch.nn.functional as F
from poolscope.watch.table import table_row
from torch import nn


def functions(scope):
    return [call.operation.function for call in scope.calls]


def found_column(scope):
    return [table_row(call)["findings"] for call in scope.calls]


def test_an_average_to_one_cell_after_a_max_pool_is_a_call(image):
    net = nn.Sequential(nn.MaxPool1d(2), nn.AdaptiveAvgPool1d(1))
    x = image(2, 3, 8)
    with poolscope.watch(net) as scope:
        net(x).sum().backward()
    assert functions(scope) == ["max_pool1d", "adaptive_avg_pool1d"]
    # The average of four cells gives each a quarter of 1.
    assert (scope[1].view.din == 0.25).all()
    assert found_column(scope)[1] == "none"


@pytest.mark.parametrize("rank", [1, 2, 3])
@pytest.mark.parametrize("size", [1, 2, 3])
def test_sees_aten_calls(image, numbers, rank, size):
    x = image(2, 3, *[8] * rank)
    with poolscope.watch() as scope:
        getattr(torch.ops.aten, f"adaptive_avg_pool{rank}d")(x, [size] * rank).sum().backward()
    assert functions(scope) == [f"adaptive_avg_pool{rank}d"]
    np.testing.assert_array_equal(scope[0].view.din, numbers(x.grad))
    assert scope.calls[0].unchecked == []
    assert scope.calls[0].severity == "fact"


def test_sees_c_calls(image):
    x = image(2, 3, 8, 8)
    with poolscope.watch() as scope:
        torch._C._nn.adaptive_avg_pool2d(x, [1, 1]).sum().backward()
        torch._C._nn.avg_pool2d(x, 2).sum().backward()
    assert functions(scope) == ["adaptive_avg_pool2d", "avg_pool2d"]
    assert found_column(scope) == ["none", "none"]


@pytest.mark.filterwarnings("ignore::DeprecationWarning")
@pytest.mark.parametrize("rank", [1, 2, 3])
def test_sees_scripted_calls_in_every_run(image, rank):
    max_pool = getattr(nn, f"MaxPool{rank}d")(2)
    scripted = torch.jit.script(
        nn.Sequential(max_pool, getattr(nn, f"AdaptiveAvgPool{rank}d")(1), nn.Flatten())
    )
    x = image(2, 3, *[8] * rank)
    names = [f"max_pool{rank}d", f"adaptive_avg_pool{rank}d"]
    with poolscope.watch() as scope:
        for run in range(3):
            (scripted(x) ** 2).sum().backward()
            assert functions(scope) == names * (run + 1)
    for call in scope.calls:
        assert call.severity != "error"
        assert "din" in call.nan or call.unchecked == ["din was not seen"]


@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_sees_scripted_lp_pooling_in_every_run(image):
    scripted = torch.jit.script(nn.Sequential(nn.LPPool2d(2, 2), nn.AdaptiveAvgPool2d((3, 2))))
    x = image(2, 3, 8, 8)
    with poolscope.watch() as scope:
        for _ in range(3):
            (scripted(x) ** 2).sum().backward()
    assert functions(scope) == ["lp_pool2d", "adaptive_avg_pool2d"] * 3
    # From the second run on, torch runs the layers as one compiled function with one node.
    first, *compiled = scope.calls[::2]
    assert (first.findings, first.unchecked) == ([], [])
    for call in compiled:
        assert call.findings == []
        assert call.unchecked in ([], ["no backward seen"], ["din was not seen"])


def test_an_average_of_squares_is_no_lp_pooling(image):
    x = image(1, 1, 4, 4)
    with poolscope.watch() as scope:
        F.avg_pool2d(x**2, 2).sqrt().sum().backward()
        # A power that is not what is averaged.
        x**2
        F.avg_pool2d(x, 2).sign().abs().relu()
    assert functions(scope) == ["avg_pool2d", "avg_pool2d"]


@pytest.mark.parametrize("keepdim", [True, False])
def test_a_plain_mean_is_no_call(image, keepdim):
    x = image(2, 3, 8, 8)
    with poolscope.watch() as scope:
        x.mean((-1, -2), keepdim=keepdim).sum().backward()
        x.mean().backward()
    assert scope.calls == []


def test_names_poolings_what_they_are(image):
    x = image(1, 3, 8, 8)
    with poolscope.watch() as scope:
        nn.FractionalMaxPool2d(2, output_size=4)(x)
        F.max_pool2d(image(1, 3, 1, 8), (1, 2))
        F.max_pool1d(image(1, 3, 8), 2)
        F.adaptive_max_pool2d(x, 3)
    assert functions(scope) == [
        "fractional_max_pool2d",
        "max_pool2d",
        "max_pool1d",
        "adaptive_max_pool2d",
    ]
    assert scope.calls[0].words == "fractional max pooling, window 2 × 2, output 4 × 4"
    assert scope.calls[1].words == "max pooling, window 1 × 2, stride 1 × 2"
    assert "different sizes" not in repr(scope[0])


def test_counts_calls_of_other_threads(image):
    def work():
        F.adaptive_avg_pool2d(torch.ones(1, 1, 4, 4), 1)
        F.max_pool1d(torch.ones(1, 1, 4), 2)
        F.avg_pool2d(torch.ones(1, 1, 4, 4), 2)

    with poolscope.watch() as scope:
        thread = threading.Thread(target=work)
        thread.start()
        thread.join()
    assert scope.calls == []
    assert "3 calls in another thread: not recorded" in str(scope).split("\n")


def test_each_thread_has_its_own_scope():
    ready, found = threading.Barrier(2, timeout=60), {}

    def work(name, count):
        with poolscope.watch() as scope:
            ready.wait()
            for _ in range(count):
                F.adaptive_avg_pool2d(torch.ones(1, 1, 4, 4), 1)
            ready.wait()
        found[name] = scope

    threads = [threading.Thread(target=work, args=pair) for pair in [("a", 1), ("b", 2)]]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (len(found["a"]), len(found["b"])) == (1, 2)
    assert "2 calls in another thread: not recorded" in str(found["a"])
    assert "1 call in another thread: not recorded" in str(found["b"])


def test_nested_scopes_see_the_same_calls(image):
    x = image(1, 1, 4, 4)
    with poolscope.watch() as outer:
        F.avg_pool2d(x, 2)
        with poolscope.watch() as inner:
            F.adaptive_avg_pool2d(x, 1).sum().backward()
        F.max_pool2d(x, 2).sum().backward()
    assert functions(inner) == ["adaptive_avg_pool2d"]
    assert functions(outer) == ["avg_pool2d", "adaptive_avg_pool2d", "max_pool2d"]
    assert [call.backward for call in inner.calls] == ["seen"]
    assert [call.backward for call in outer.calls] == ["not seen", "seen", "seen"]


@pytest.mark.parametrize("error", [None, ValueError, KeyboardInterrupt])
def test_its_kernels_are_gone_after_the_block(image, error):
    entrances = (torch.onnx.export, torch.export.export)
    before = torch._C._dispatch_dump_table("aten::adaptive_avg_pool2d")
    with contextlib.ExitStack() as raised:
        if error:
            raised.enter_context(pytest.raises(error))
        with poolscope.watch() as scope:
            F.adaptive_avg_pool2d(image(1, 1, 4, 4), 1)
            if error:
                raise error
    assert torch._C._dispatch_dump_table("aten::adaptive_avg_pool2d") == before
    assert torch.utils._python_dispatch._get_current_dispatch_mode_stack() == []
    assert (torch.onnx.export, torch.export.export) == entrances
    assert len(scope) == 1


def test_sees_calls_under_many_scopes_one_after_another(image):
    x = image(1, 1, 4, 4)
    for _ in range(5):
        with poolscope.watch() as scope:
            F.adaptive_avg_pool2d(x, 1).sum().backward()
        assert found_column(scope) == ["none"]


def small_net():
    torch.manual_seed(0)
    return nn.Sequential(
        nn.Conv2d(1, 4, 3, padding=1),
        nn.ReLU(inplace=True),
        nn.MaxPool2d(3, 2, 1),
        nn.Conv2d(4, 4, 3, padding=1),
        nn.AvgPool2d(2),
        nn.LPPool2d(2, 2),
        nn.AdaptiveAvgPool2d(1),
        nn.Flatten(),
        nn.Linear(4, 3),
    )


def trained(watched):
    net = small_net()
    optimizer = torch.optim.SGD(net.parameters(), lr=0.1, momentum=0.9)
    x, target = torch.randn(4, 1, 16, 16), torch.tensor([0, 1, 2, 0])

    def steps():
        for _ in range(50):
            optimizer.zero_grad()
            F.cross_entropy(net(x), target).backward()
            optimizer.step()

    if watched:
        with poolscope.watch(net, limit="1 MB"):
            steps()
    else:
        steps()
    return list(net.parameters())


def test_training_gives_the_same_weights_bit_for_bit():
    for plain, watched in zip(trained(False), trained(True), strict=True):
        assert torch.equal(plain.detach(), watched.detach())


@pytest.mark.parametrize("what", ["torch.jit.trace", "torch.export.export", "torch.onnx.export"])
@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_refuses_to_trace_and_goes_on(image, tmp_path, what):
    net, x = small_net(), image(1, 1, 16, 16)
    run = {
        "torch.jit.trace": lambda: torch.jit.trace(net, x),
        "torch.export.export": lambda: torch.export.export(net, (x,)),
        "torch.onnx.export": lambda: torch.onnx.export(net, (x,), tmp_path / "net.onnx"),
    }[what]
    with poolscope.watch(net) as scope:
        net(x).sum().backward()
        with pytest.raises(RuntimeError) as refused:
            run()
        net(x).sum().backward()
    assert str(refused.value) == (
        f"watch: {what} can't run in a watched block; run it before or after"
    )
    assert functions(scope) == ["max_pool2d", "avg_pool2d", "lp_pool2d", "adaptive_avg_pool2d"] * 2
    assert {call.backward for call in scope.calls} == {"seen"}
    assert not scope._recorder.problems


def pool_and_multiply(x):
    return F.max_pool1d(x[0, 0], 2) @ torch.ones(8, 1)


@pytest.mark.parametrize(
    "net",
    [
        nn.Sequential(nn.MaxPool2d(2), nn.AdaptiveAvgPool2d(1)),
        nn.Sequential(nn.ReLU(), nn.AvgPool2d(2)),
        nn.LPPool2d(2, 2),
        nn.FractionalMaxPool2d(2, output_size=4),
        pool_and_multiply,
    ],
)
@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_refuses_to_trace_what_only_pools(image, net):
    x = image(1, 1, 16, 16)
    imported_by_name = torch.jit.trace
    with poolscope.watch() as scope:
        for trace in (torch.jit.trace, imported_by_name):
            with pytest.raises(
                RuntimeError, match=r"torch\.jit\.trace can.t run in a watched block"
            ):
                trace(net, x)
        if isinstance(net, nn.Module):
            with pytest.raises(RuntimeError, match="can't run in a watched block"):
                torch.jit.trace_module(net, {"forward": x})
    assert scope.calls == []
    assert torch.jit.trace is imported_by_name
    torch.jit.trace(net, x, check_trace=False)


@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_a_model_traced_after_the_block_computes(image):
    net, x = small_net(), image(1, 1, 16, 16)
    with poolscope.watch(net), pytest.raises(RuntimeError, match="watched block"):
        torch.jit.trace(net, x)
    traced = torch.jit.trace(net, x)
    torch.testing.assert_close(traced(x + 1), net(x + 1))
