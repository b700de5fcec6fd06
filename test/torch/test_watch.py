"""`watch`: what it catches of a PyTorch model, against what autograd itself gives."""

from __future__ import annotations

import gc
import json
import math
import re
import weakref

import numpy as np
import poolscope
import pytest
import torch
import torch.nn.functional as F
from poolscope.watch.table import table_row
from torch import nn
from torch.nn.modules import module as hooks
from torch.utils.checkpoint import checkpoint


def numbers(array):
    """A tensor as the scope gives it back: NumPy's, with its own axes."""
    return array.detach().numpy()


def image(*shape, seed=0):
    return torch.randn(shape, generator=torch.Generator().manual_seed(seed), requires_grad=True)


def names(scope):
    return [call.name for call in scope.calls]


class Net(nn.Module):
    """A module used twice, an in-place ReLU after the pool, and functional calls."""

    def __init__(self):
        super().__init__()
        self.conv = nn.Conv2d(1, 4, 3, padding=1)
        self.pool = nn.MaxPool2d(3, 2, 1)
        self.act = nn.ReLU(inplace=True)
        self.head = nn.Sequential(nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(4, 2))

    def forward(self, x):
        x = self.act(self.pool(self.conv(x)))
        x = self.act(self.pool(x))
        return self.head(F.max_pool2d(x, 2))


CALLS = {
    "max_pool1d": (lambda x: F.max_pool1d(x, 3, 2, 1), (2, 3, 9)),
    "max_pool2d": (lambda x: F.max_pool2d(x, (3, 2), 2, (1, 0), ceil_mode=True), (2, 3, 9, 8)),
    "max_pool3d": (lambda x: F.max_pool3d(x, 2, dilation=2), (2, 3, 5, 6, 7)),
    "adaptive_max_pool1d": (lambda x: F.adaptive_max_pool1d(x, 3), (2, 3, 9)),
    "adaptive_max_pool2d": (lambda x: F.adaptive_max_pool2d(x, (3, 2)), (2, 3, 9, 8)),
    "adaptive_max_pool3d": (lambda x: F.adaptive_max_pool3d(x, 2), (2, 3, 4, 6, 8)),
    "avg_pool1d": (lambda x: F.avg_pool1d(x, 3, 2, 1), (2, 3, 9)),
    "avg_pool2d": (lambda x: F.avg_pool2d(x, 3, 2, 1, True, False), (2, 3, 8, 9)),
    "avg_pool3d": (lambda x: F.avg_pool3d(x, 2), (2, 3, 4, 6, 8)),
    "adaptive_avg_pool1d": (lambda x: F.adaptive_avg_pool1d(x, 4), (2, 3, 9)),
    "adaptive_avg_pool2d": (lambda x: F.adaptive_avg_pool2d(x, 1), (2, 3, 9, 8)),
    "adaptive_avg_pool3d": (lambda x: F.adaptive_avg_pool3d(x, 1), (2, 3, 4, 6, 8)),
    "lp_pool1d": (lambda x: F.lp_pool1d(x, 3, 2), (2, 3, 8)),
    "lp_pool2d": (lambda x: F.lp_pool2d(x, 2, 3, 2), (2, 3, 9, 8)),
    "lp_pool3d": (lambda x: F.lp_pool3d(x, 2, 2), (2, 3, 4, 6, 8)),
    "fractional_max_pool2d": (
        lambda x: F.fractional_max_pool2d(x, 2, output_size=3),
        (2, 3, 8, 8),
    ),
}


@pytest.mark.parametrize("function", CALLS)
def test_catches_a_call_with_its_gradients(function):
    call, shape = CALLS[function]
    x = image(*shape)
    given = None
    with poolscope.watch() as scope:
        y = call(x)
        given = torch.arange(y.numel(), dtype=torch.float32).reshape(y.shape) - 7
        y.backward(given)
    [caught] = scope.calls
    assert caught.operation.function == function
    view = scope[0].view
    np.testing.assert_array_equal(view.x, numbers(x))
    np.testing.assert_array_equal(view.dout, numbers(given))
    np.testing.assert_array_equal(view.din, numbers(x.grad))
    assert not any(finding.severity == "error" for finding in scope[0].findings)
    assert scope[0]._repr_mimebundle_()[0]["image/png"]


@pytest.mark.parametrize("function", [name for name in CALLS if name.startswith("max")])
def test_a_max_pools_din_follows_from_its_mask(function):
    call, shape = CALLS[function]
    with poolscope.watch() as scope:
        call(image(*shape)).sum().backward()
    view = scope[0].view
    assert view.kind == "pool"
    assert view.derived
    assert (view.mask.sum(axis=1) == 1).all()


def test_names_calls_as_the_model_does_else_by_their_line():
    net = Net()
    with poolscope.watch(net) as scope:
        net(image(2, 1, 16, 16)).sum().backward()
    assert names(scope)[:2] == ["pool", "pool"]
    assert names(scope)[2].startswith("max_pool2d (test_watch.py:")
    assert names(scope)[3] == "head.0"
    assert scope["pool", 1].view.x.shape == (2, 4, 8, 8)
    assert scope["head.0"].view.title.startswith("head.0: adaptive average pooling")


def test_gradients_are_those_of_an_unwatched_run():
    net, x = Net(), image(2, 1, 16, 16)
    net(x).sum().backward()
    plain = [parameter.grad.clone() for parameter in net.parameters()]
    net.zero_grad()
    with poolscope.watch(net):
        net(x).sum().backward()
    for parameter, grad in zip(net.parameters(), plain, strict=True):
        torch.testing.assert_close(parameter.grad, grad, rtol=0, atol=0)


def test_sees_autograd_grad():
    x = image(1, 1, 4, 4)
    with poolscope.watch() as scope:
        (din,) = torch.autograd.grad(F.max_pool2d(x, 2).sum(), x)
    np.testing.assert_array_equal(scope[0].view.din, numbers(din))


def test_takes_the_last_of_several_backward_passes():
    x = image(1, 1, 4, 4)
    with poolscope.watch() as scope:
        y = F.max_pool2d(x, 2)
        y.sum().backward(retain_graph=True)
        (3 * y).sum().backward()
    assert (scope[0].view.dout == 3).all()


@pytest.mark.parametrize(
    ("run", "words"),
    [
        (lambda x: F.max_pool2d(x, 2), "no backward seen"),
        (lambda x: F.max_pool2d(x.detach(), 2), "no backward: x needs no gradient"),
    ],
)
def test_says_in_words_that_no_backward_was_seen(run, words):
    with poolscope.watch() as scope:
        run(image(1, 1, 4, 4))
    assert words in repr(scope)
    view = scope[0].view
    assert (view.kind, view.dout, view.din) == ("partial", None, None)
    assert words in view.title
    payload = scope[0]._repr_mimebundle_()[0]["application/vnd.poolscope.v1+json"]
    assert list(payload["arrays"]) == ["x", "mask"]


@pytest.mark.parametrize("context", [torch.no_grad, torch.inference_mode])
def test_sees_calls_without_autograd(context):
    with poolscope.watch() as scope, context():
        F.max_pool1d(torch.ones(1, 1, 4), 2)
        F.max_pool2d(torch.ones(1, 1, 4, 4), 2)
        F.adaptive_avg_pool2d(torch.ones(1, 1, 4, 4), 2)
    assert [call.operation.function for call in scope.calls] == [
        "max_pool1d",
        "max_pool2d",
        "adaptive_avg_pool2d",
    ]


def test_takes_an_input_without_a_batch():
    x = image(3, 8, 8)
    with poolscope.watch() as scope:
        F.max_pool2d(x, 2).sum().backward()
    assert scope[0].view.layout == "CHW"
    assert table_row(scope.calls[0])["x"] == "3 × 8 × 8"
    np.testing.assert_array_equal(scope[0].view.din, x.grad.numpy())


def test_takes_channels_last_memory():
    x = image(2, 3, 8, 8)
    with poolscope.watch() as scope:
        F.max_pool2d(x.to(memory_format=torch.channels_last), 2).sum().backward()
    np.testing.assert_array_equal(scope[0].view.din, numbers(x.grad))
    assert scope[0].view.derived


def assigned(ctx, dout):
    """The gradient that each cell was given last."""
    (indices,) = ctx.saved_tensors
    din = dout.new_zeros(ctx.shape)
    din.flatten(2).scatter_(2, indices.flatten(2), dout.flatten(2))
    return din


class Assigning(torch.autograd.Function):
    """Max pooling whose backward pass assigns where windows overlap and gradients should add."""

    @staticmethod
    def forward(ctx, x):
        y, indices = F.max_pool2d(x, 3, 2, 1, return_indices=True)
        ctx.save_for_backward(indices)
        ctx.shape = x.shape
        return y

    @staticmethod
    def backward(ctx, dout):
        return assigned(ctx, dout)


def test_finds_a_backward_pass_that_assigns():
    # The one peak, at (3, 3), wins four windows, whose gradients should add to 4.
    x = torch.zeros(1, 1, 8, 8)
    x[0, 0, 3, 3] = 1
    x.requires_grad_()
    with poolscope.watch() as scope:
        y = Assigning.apply(x)
        y.relu_()
        y.sum().backward()
    found = {finding.name: finding for finding in scope[0].findings}
    assert found["din-differs"].as_ == "assigned"
    place = found["din-differs"].place(0)
    assert place == {"array": "din", "cell": 3 * 8 + 3}
    assert "1 instead of 4" in found["din-differs"].text
    assert found["sum-differs"].text.startswith("sum(din) − sum(dout) = −3")
    assert "2 errors" in repr(scope)


def test_tells_which_of_equal_maxima_won():
    x = torch.zeros(1, 1, 4, 4)
    with poolscope.watch() as scope:
        F.max_pool2d(x, 2)
    assert scope.calls[0].ties == "4 of 4 (100 %), first"


def test_the_table_counts_with_what_it_is_of_and_says_none_only_where_all_was_looked_at():
    x = torch.arange(64.0).reshape(1, 1, 8, 8).requires_grad_()
    with poolscope.watch() as scope:
        F.max_pool2d(x, 2).backward(torch.ones(1, 1, 4, 4))
        F.max_pool2d(x, 3, 1)
        F.avg_pool2d(x, 2).backward(torch.ones(1, 1, 4, 4))
        Wrong.apply(x).sum().backward()
    assert (
        # Cells that lost their window in the first, cells in several windows in the second.
        "4 calls: errors in 1 of 4 (25 %), notices in 0 of 4 (0 %), facts in 2 of 4 (50 %),"
        " not checked in full 1 of 4 (25 %)"
    ) in repr(scope).splitlines()
    for at, call in enumerate(scope.calls):
        is_none = table_row(call)["findings"] == "none"
        assert is_none == (not scope[at].findings and not call.unchecked)
    assert [table_row(call)["findings"] == "none" for call in scope.calls] == [False] * 2 + [
        True,
        False,
    ]


class Wrong(torch.autograd.Function):
    """An average of each 2 × 2, whose gradient is sevens."""

    @staticmethod
    def forward(ctx, x):
        ctx.shape = x.shape
        return F.avg_pool2d(x, 2)

    @staticmethod
    def backward(ctx, dout):
        return torch.full(ctx.shape, 7.0)


def test_finds_windows_of_nan_and_of_padding():
    x = torch.tensor([[[float("nan"), float("nan"), 1, 2]]], requires_grad=True)
    with poolscope.watch() as scope:
        F.max_pool1d(x, 2).sum().backward()
        # Windows of cells −1 and 1, of a single cell 0: none is real.
        F.max_pool1d(torch.ones(1, 1, 1), 2, 1, 1, 2)
    assert "1 of 2 rows looks at NaN alone" in [str(one) for one in scope[0].findings]
    assert table_row(scope.calls[0])["NaN"] == "x 2 of 4 (50 %)"
    assert any("padding alone" in str(one) for one in scope[1].findings)
    assert not scope[1].view.mask.any()


def test_an_average_tells_what_the_padding_got():
    x = torch.ones(1, 1, 2, requires_grad=True)
    with poolscope.watch() as scope:
        # Two windows of one padded and one real cell: half of each gradient is lost.
        F.avg_pool1d(x, 2, 2, 1).sum().backward()
    assert "sum(din) − sum(dout) = −1: −1 given to the padding of 2 rows" in repr(scope)


def test_keeps_whole_batch_entries_up_to_the_limit_and_says_so():
    x = image(8, 1, 16, 16)
    # An entry: x and din of 256 cells, dout of 64, 4 bytes each; a mask of 64 rows of 4.
    entry = (256 * 2 + 64) * 4 + 64 * 4
    with poolscope.watch(limit=6 * entry, batch=1) as scope:
        F.max_pool2d(x, 2).sum().backward()
    # At most half of the limit, so that other calls find room.
    view = scope[0].view
    assert view.x.shape == (3, 1, 16, 16)
    np.testing.assert_array_equal(view.x, numbers(x)[1:4])
    np.testing.assert_array_equal(view.din, numbers(x.grad)[1:4])
    assert view.derived
    assert str(view.cut) == "cut to [3, 1, 16, 16] of [8, 1, 16, 16], from [1, 0, 0, 0]"
    assert "batch entries 1 to 3 of 8 kept" in repr(scope)
    assert view.rows["total"] == 8 * 64
    assert view.sums["dout"]["sum"] == 8 * 64


class WrongInTheThird(torch.autograd.Function):
    """Max pooling of windows apart, whose gradient is off in one cell of the third entry."""

    @staticmethod
    def forward(ctx, x):
        y, indices = F.max_pool2d(x, 2, return_indices=True)
        ctx.save_for_backward(indices)
        ctx.shape = x.shape
        return y

    @staticmethod
    def backward(ctx, dout):
        din = assigned(ctx, dout)
        din[2, 3, 200, 100] += 5
        return din


@pytest.mark.parametrize("batch", [0, 1, 3])
def test_of_a_call_kept_in_part_the_gradients_are_those_that_came(batch):
    # An entry is more than one block: what is wrong is seen when others have gone by.
    drawn = torch.Generator().manual_seed(0)
    x = torch.randn(4, 8, 280, 280, generator=drawn).requires_grad_()
    with poolscope.watch(limit="30 MB", batch=batch) as scope:
        y = WrongInTheThird.apply(x)
        y.backward(torch.randn(y.shape, generator=drawn))
    view = scope[0].view
    first, kept = batch, view.x.shape[0]
    assert first + kept < 4 or batch == 3
    np.testing.assert_array_equal(view.din, numbers(x.grad)[first : first + kept])
    assert view.derived == (not first <= 2 < first + kept)
    assert view.sums["din"]["sum"] == math.fsum(x.grad.flatten().tolist())
    [found] = [one for one in scope[0].findings if one.name == "din-differs"]
    assert "1 of 2,508,800 cells differs, at din(2, 3, 200, 100)" in found.text


def test_says_what_does_not_fit_the_limit():
    with poolscope.watch(limit="1 kB") as scope:
        F.max_pool2d(image(2, 1, 64, 64), 2).sum().backward()
    assert "none of 2 batch entries is kept: an entry takes" in repr(scope)
    with pytest.raises(LookupError, match="none of 2 batch entries"):
        scope[0]
    assert list(scope) == []


def test_finds_in_the_whole_batch_what_is_not_kept():
    x = torch.zeros(3, 1, 2, 2)
    x[2, 0, 0, 0] = float("nan")
    with poolscope.watch(limit=0) as scope:
        F.max_pool2d(x, 2)
    assert "1 of 12 cells of x is NaN" in repr(scope)


def test_leaves_nothing_behind():
    net = Net()
    before = (len(hooks._global_forward_pre_hooks), len(hooks._global_forward_hooks))
    with poolscope.watch(net) as scope:
        y = net(image(1, 1, 16, 16))
    assert (len(hooks._global_forward_pre_hooks), len(hooks._global_forward_hooks)) == before
    y.sum().backward()
    assert {call.backward for call in scope.calls} == {"not seen"}
    F.max_pool2d(image(1, 1, 4, 4), 2)
    assert len(scope) == 4


def test_an_exception_goes_through_and_leaves_nothing_behind():
    class Breaks(nn.Module):
        def __init__(self):
            super().__init__()
            self.pool = nn.MaxPool2d(2)

        def forward(self, x):
            raise ValueError(f"after {self.pool(x).shape}")

    net = Breaks()
    before = (len(hooks._global_forward_pre_hooks), len(hooks._global_forward_hooks))
    with pytest.raises(ValueError, match="after"), poolscope.watch(net) as scope:
        net(image(1, 1, 4, 4))
    assert (len(hooks._global_forward_pre_hooks), len(hooks._global_forward_hooks)) == before
    assert names(scope) == ["pool"]


def test_names_stay_right_after_an_exception_inside_the_block():
    class Breaks(nn.Module):
        def forward(self, x):
            raise ValueError("broken")

    net = nn.ModuleDict({"breaks": Breaks(), "pool": nn.MaxPool2d(2)})
    with poolscope.watch(net) as scope:
        with pytest.raises(ValueError, match="broken"):
            net["breaks"](None)
        net["pool"](image(1, 1, 4, 4))
    assert names(scope) == ["pool"]


def test_lets_go_of_the_graph():
    with poolscope.watch() as scope:
        y = F.max_pool2d(image(1, 1, 4, 4), 2)
        output = weakref.ref(y)
        y.sum().backward()
    del y
    gc.collect()
    assert output() is None
    assert len(scope) == 1


def test_works_under_autocast():
    net, x = Net(), image(2, 1, 16, 16)
    with poolscope.watch(net) as scope, torch.autocast("cpu", dtype=torch.bfloat16):
        net(x).sum().backward()
    assert scope.calls[0].dtype == "bfloat16"
    assert "bfloat16, shown as float32" in repr(scope)
    assert scope["pool"].view.din.dtype == np.float32
    assert not any(one.severity == "error" for call in scope.calls for one in call.findings)


def test_works_under_checkpointing():
    net, x = Net(), image(1, 1, 16, 16)
    with poolscope.watch(net) as scope:
        checkpoint(net, x, use_reentrant=False).sum().backward()
    # Forward, and forward again within backward.
    assert names(scope).count("pool") == 4
    assert "seen" in {call.backward for call in scope.calls if call.name == "pool"}


@pytest.mark.filterwarnings("ignore:Using `torch.compile")
@pytest.mark.parametrize("backend", ["eager", "aot_eager"])
def test_works_in_what_torch_compile_leaves_to_operators(backend):
    net, x = Net(), image(2, 1, 16, 16)
    compiled = torch.compile(net, backend=backend)
    with poolscope.watch(net) as scope:
        compiled(x).sum().backward()
    pools = [call for call in scope.calls if call.operation.op == "max"]
    assert pools[0].name == "pool"
    assert [call.backward for call in pools] == ["seen"] * 3


@pytest.mark.parametrize("pool", [F.max_pool2d, F.avg_pool2d])
def test_works_under_functorch(pool):
    x = image(1, 1, 4, 4).detach()
    with poolscope.watch() as scope:
        din = torch.func.grad(lambda own: pool(own, 2).sum())(x)
    np.testing.assert_array_equal(scope[0].view.din, numbers(din))


def test_says_so_where_arrays_cannot_be_read():
    with poolscope.watch() as scope:
        F.max_pool2d(torch.ones(1, 1, 4, 4).to_mkldnn(), 2)
    assert "watch: mkldnn_max_pool2d was called, whose arrays can't be read" in repr(scope)


def test_says_why_a_compiled_model_shows_no_calls():
    with poolscope.watch(torch.compile(nn.Linear(2, 2), backend="eager")) as scope:
        pass
    assert "the model is compiled, into kernels that can't be watched" in repr(scope)


def test_an_empty_scope_says_so():
    scope = poolscope.watch()
    assert "the block is not entered" in repr(scope)
    with scope:
        assert "the block is running" in repr(scope)
    assert repr(scope) == "no pooling call seen"
    assert "no pooling call seen" in scope._repr_html_()


def test_is_a_table_whose_names_are_no_markup():
    net = nn.ModuleDict({"<img src=x onerror=alert(1)>": nn.MaxPool2d(2)})
    with poolscope.watch(net) as scope:
        net["<img src=x onerror=alert(1)>"](image(1, 1, 4, 4)).sum().backward()
    html = scope._repr_html_()
    assert "<img" not in html
    assert "&lt;img src=x onerror=alert(1)&gt;" in html
    assert "1 × 1 × 4 × 4" in repr(scope)


@pytest.mark.parametrize(
    ("which", "error", "message"),
    [
        (4, IndexError, "out of range"),
        ("pol", KeyError, "no call is named pol; the names are pool"),
        (("pool", 2), KeyError, "pool has 2 calls, none is 2"),
    ],
)
def test_names_what_is_there_when_a_call_is_not(which, error, message):
    pool = nn.ModuleDict({"pool": nn.MaxPool2d(2)})
    with poolscope.watch(pool) as scope:
        pool["pool"](pool["pool"](image(1, 1, 8, 8)))
    with pytest.raises(error, match=message):
        scope[which]


@pytest.mark.parametrize(
    ("arguments", "error", "message"),
    [
        ({"model": F.max_pool2d}, TypeError, "model=function is no module"),
        ({"limit": "many"}, ValueError, "limit='many' is no size"),
        ({"limit": -1}, ValueError, "limit=-1 is no size"),
        ({"batch": -1}, ValueError, "batch=-1 is no batch entry"),
    ],
)
def test_says_what_it_can_not_watch(arguments, error, message):
    with pytest.raises(error, match=message):
        poolscope.watch(**arguments)


def test_a_scope_is_entered_once():
    scope = poolscope.watch()
    with scope:
        pass
    with pytest.raises(RuntimeError, match="can't be entered"):
        scope.__enter__()


def test_saves_every_call_in_one_file(tmp_path):
    net = Net()
    with poolscope.watch(net) as scope:
        net(image(2, 1, 16, 16)).sum().backward()
    scope.save(tmp_path / "run.npz")
    saved = np.load(tmp_path / "run.npz")
    about = json.loads(saved["poolscope.json"])
    assert [view["title"].split(":")[0] for view in about["views"]][:2] == ["pool", "pool"]
    # In the file arrays are channels-last, and it names the model's layout.
    np.testing.assert_array_equal(np.moveaxis(saved["1/din"], -1, 1), scope[1].view.din)
    assert {view["layout"] for view in about["views"]} == {"NCHW"}


def test_explore_takes_tensors_and_their_indices():
    x = image(2, 3, 9, 8)
    y, indices = F.max_pool2d(x, 3, 2, 1, return_indices=True)
    dout = torch.ones_like(y)
    y.backward(dout)
    shown = poolscope.explore(
        x, dout, din=x.grad, indices=indices, kernel_size=3, stride=2, padding=1, layout="NCHW"
    )
    assert not any(finding.severity == "error" for finding in shown.findings)
    np.testing.assert_array_equal(shown.view.din, numbers(x.grad))


def page_content(path):
    """What a page was given to show."""
    text = path.read_text("utf-8")
    return json.loads(re.search(r'id="poolscope-payload">(.*?)</script>', text, re.DOTALL)[1])


def test_writes_its_table_and_every_call_as_one_page(tmp_path):
    net = Net()
    with poolscope.watch(net) as scope:
        net(image(2, 1, 16, 16)).sum().backward()
    scope.to_html(tmp_path / "run.html")
    content = page_content(tmp_path / "run.html")
    assert content["title"] == "Pooling calls of Net"
    assert [
        dict(zip(content["columns"], one["row"]))["layer"] for one in content["calls"]
    ] == names(scope)
    for at, one in enumerate(content["calls"]):
        bundle, _ = scope[at]._repr_mimebundle_()
        assert one["payload"] == bundle["application/vnd.poolscope.v1+json"]


def test_a_page_tells_of_what_was_not_kept_or_not_seen(tmp_path):
    with poolscope.watch(limit=10) as scope:
        F.max_pool2d(image(1, 1, 4, 4), 2).sum().backward()
    scope.to_html(tmp_path / "run.html")
    content = page_content(tmp_path / "run.html")
    assert [one["payload"] for one in content["calls"]] == [None]
    assert any("none of 1 batch entries is kept" in line for line in content["told"])
    poolscope.watch().to_html(tmp_path / "none.html")
    content = page_content(tmp_path / "none.html")
    assert content["told"] == ["no pooling call seen: the block is not entered"]


def test_tells_what_it_finds_in_chinese(request):
    request.addfinalizer(lambda: poolscope.set_language("en"))
    x = torch.zeros(1, 1, 2, 2)
    x[0, 0, 0, 0] = float("nan")
    with poolscope.watch() as scope:
        F.max_pool2d(x, 2)
    english = repr(scope)
    assert "1 of 4 cells of x is NaN" in english
    poolscope.set_language("zh_CN")
    # As labextension/locale/zh_CN.po has “%2 of %3 of %4 is NaN” and “%2 cell”.
    assert "x 的 4 个单元格中有 1 个为 NaN" in repr(scope)
    assert "x 的 4 个单元格中有 1 个为 NaN" in scope._repr_html_()
    poolscope.set_language("en")
    assert repr(scope) == english


class WrongOnce(torch.autograd.Function):
    """Max pooling whose first backward pass gives all 0."""

    passes = 0

    @staticmethod
    def forward(ctx, x):
        y, indices = F.max_pool2d(x, 2, return_indices=True)
        ctx.save_for_backward(indices)
        return y

    @staticmethod
    def backward(ctx, dout):
        WrongOnce.passes += 1
        din = F.max_unpool2d(dout, *ctx.saved_tensors, 2)
        return din * 0 if WrongOnce.passes == 1 else din


def test_what_a_later_backward_pass_has_right_is_no_finding():
    with poolscope.watch() as scope:
        y = WrongOnce.apply(image(1, 1, 4, 4))
        y.sum().backward(retain_graph=True)
        assert scope.calls[0].severity == "error"
        y.sum().backward()
    assert scope.calls[0].severity == "fact"
    assert scope[0].view.derived
