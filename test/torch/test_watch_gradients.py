"""`watch` ties each gradient to its call, and says what it did not check."""

from __future__ import annotations

import importlib

import numpy as np
import poolscope
import pytest
import torch
import torch.nn.functional as F
from poolscope.watch.table import table_row
from torch import nn
from torch.autograd import forward_ad


def found_column(scope):
    return [table_row(call)["findings"] for call in scope.calls]


def errors(scope):
    return [one for call in scope.calls for one in call.findings if one.severity == "error"]


def test_two_averages_of_one_input_are_told_apart_under_functorch(image):
    x, weight = image(2, 3, 8, 8), image(2, 3, 8, 8, seed=1).detach()

    def loss(x):
        return (F.avg_pool2d(x, 3, 1, 1) * weight).sum() + (F.avg_pool2d(x, 5, 1, 2) ** 2).sum()

    with poolscope.watch() as transformed:
        torch.func.grad(loss)(x.detach())
    with poolscope.watch() as plain:
        loss(x).backward()
    for scope in (transformed, plain):
        assert errors(scope) == []
        assert [call.backward for call in scope.calls] == ["seen", "seen"]
    for at in (0, 1):
        np.testing.assert_array_equal(transformed[at].view.dout, plain[at].view.dout)
        np.testing.assert_array_equal(transformed[at].view.din, plain[at].view.din)
    # dout of the first is the weight.
    np.testing.assert_array_equal(plain[0].view.dout, weight.numpy())


LOSSES = {
    "average": lambda x: (F.avg_pool2d(x, 2) ** 2).sum(),
    "adaptive": lambda x: (F.adaptive_avg_pool2d(x, 3) ** 2).sum(),
    "global": lambda x: (F.adaptive_avg_pool2d(x, 1) ** 2).sum(),
    "max": lambda x: (F.max_pool2d(x, 3, 1) ** 2).sum(),
    "fractional": lambda x: (F.fractional_max_pool2d(x, 2, 3) ** 2).sum(),
    "lp": lambda x: (F.lp_pool2d(x, 2, 2) ** 2).sum(),
}
TRANSFORMS = {
    "grad": lambda loss: torch.func.grad(loss),
    "vmap of grad": lambda loss: torch.vmap(torch.func.grad(loss), randomness="different"),
    "grad of vmap": lambda loss: torch.func.grad(
        lambda x: torch.vmap(loss, randomness="different")(x).sum()
    ),
    "jacrev": lambda loss: torch.func.jacrev(loss),
    "grad of grad": lambda loss: torch.func.grad(lambda x: torch.func.grad(loss)(x).pow(2).sum()),
}


@pytest.mark.parametrize("transform", TRANSFORMS)
@pytest.mark.parametrize("loss", LOSSES)
def test_sees_gradients_inside_transforms_or_says_that_it_does_not(image, loss, transform):
    with poolscope.watch() as scope:
        TRANSFORMS[transform](LOSSES[loss])(image(2, 3, 8, 8).detach())
    assert scope.calls
    assert scope._recorder.problems == []
    assert errors(scope) == []
    assert "x needs no gradient" not in str(scope)
    for call, found in zip(scope.calls, found_column(scope), strict=True):
        if loss == "lp":
            # Some of its gradients have no node that can be seen.
            assert "not checked" in found or call.backward == "seen"
        else:
            assert call.backward == "seen"
            assert call.unchecked == []


def test_gradients_inside_vmap_are_those_of_autograd(image):
    x = image(4, 3, 8, 8)
    with poolscope.watch() as scope:
        given = torch.vmap(torch.func.grad(LOSSES["average"]))(x.detach())
    np.testing.assert_array_equal(scope[0].view.din, given.numpy())


def test_says_that_a_mapped_gradient_of_one_call_is_not_checked(image):
    x, weights = image(1, 1, 4, 4).detach(), image(5, 1, 1, 2, 2).detach()

    def loss(weight):
        return torch.func.grad(lambda x: (F.avg_pool2d(x, 2) * weight).sum())(x)

    with poolscope.watch() as scope:
        torch.vmap(loss)(weights)
    # One call, with five gradients.
    assert [call.operation.function for call in scope.calls] == ["avg_pool2d"]
    assert "inside vmap" in found_column(scope)[0]
    assert "not checked: inside vmap" in str(scope)


def test_finds_a_window_of_nan_inside_vmap(image):
    x = image(4, 2, 3, 8, 8).detach()
    x[3, 1, 2] = float("nan")
    with poolscope.watch() as scope:
        torch.vmap(lambda one: F.adaptive_avg_pool2d(one, 1))(x)
    [call] = scope.calls
    [found] = [one for one in call.findings if one.name == "all-nan-window"]
    assert str(found) == "1 of 24 rows looks at NaN alone"
    # Batches are merged: entry 3·2 + 1 of 8, with one window of three channels each.
    assert found.place(0) == {"row": (3 * 2 + 1) * 3 + 2}


@pytest.mark.parametrize("axis", [0, 1, 2, -1])
def test_merges_any_mapped_axis_into_the_batch(image, axis):
    x = image(2, 3, 8, 8).detach()
    with poolscope.watch() as scope:
        torch.vmap(lambda one: F.avg_pool2d(one, 2), in_dims=axis)(torch.stack([x, x + 1], axis))
    np.testing.assert_array_equal(scope[0].view.x, torch.cat([x, x + 1]).numpy())


class Sevens(torch.autograd.Function):
    """An adaptive average whose backward pass gives sevens."""

    @staticmethod
    def forward(ctx, x, size):
        ctx.shape = x.shape
        return F.adaptive_avg_pool2d(x, size)

    @staticmethod
    def backward(ctx, dout):
        return torch.full(ctx.shape, 7.0), None


@pytest.mark.parametrize(
    # The first cell of 8 × 8 lies in one window: of 3 × 3 cells, as ⌈8/3⌉ = 3; and so on.
    ("size", "right"),
    [(3, 1 / 9), (4, 1 / 4), (1, 1 / 64), ((5, 3), 1 / 6)],
)
def test_finds_a_wrong_gradient_of_an_adaptive_average(image, size, right):
    with poolscope.watch() as scope:
        Sevens.apply(image(1, 1, 8, 8), size).sum().backward()
    [found] = errors(scope)
    assert found.name == "din-differs"
    assert "64 of 64 cells differ" in str(found)
    assert f"7 instead of {right:.6g}" in str(found)


@pytest.mark.parametrize("size", [3, 5, (7, 3), (8, 6)])
def test_the_gradient_of_windows_of_different_sizes_is_right(image, size):
    x = image(2, 3, 8, 8)
    with poolscope.watch() as scope:
        (F.adaptive_avg_pool2d(x, size) ** 3).sum().backward()
        (F.adaptive_max_pool2d(x, size) ** 3).sum().backward()
    assert errors(scope) == []
    assert [call.unchecked for call in scope.calls] == [[], []]


class Scaled(torch.autograd.Function):
    """An average of twice the input: its gradient is not the pooling's own."""

    @staticmethod
    def forward(ctx, x):
        return F.avg_pool2d(x * 2, 2)

    @staticmethod
    def backward(ctx, dout):
        return F.interpolate(dout, scale_factor=2) / 2


def test_a_function_that_does_more_than_pool_is_no_error(image):
    with poolscope.watch() as scope:
        Scaled.apply(image(1, 1, 4, 4)).sum().backward()
    assert errors(scope) == []
    assert found_column(scope) == ["not checked: din was not seen"]


class OfTwo(torch.autograd.Function):
    """The average of the second of two inputs of one shape."""

    @staticmethod
    def forward(ctx, a, b):
        return F.avg_pool2d(b, 2)

    @staticmethod
    def backward(ctx, dout):
        din = F.interpolate(dout, scale_factor=2) / 4
        return din * 100, din


def test_takes_the_gradient_of_the_input_that_is_pooled(image):
    with poolscope.watch() as scope:
        OfTwo.apply(image(1, 1, 4, 4), image(1, 1, 4, 4, seed=1)).sum().backward()
    assert found_column(scope) == ["none"]
    assert (scope[0].view.din == 0.25).all()


@pytest.mark.parametrize(
    "pool",
    [
        lambda x: F.avg_pool2d(x, 3, 1),
        lambda x: F.avg_pool1d(x[0], 3, 1),
        lambda x: F.max_pool2d(x, 3, 1),
        lambda x: F.adaptive_avg_pool2d(x, 3),
        lambda x: F.adaptive_avg_pool2d(x, 1),
    ],
)
def test_tells_a_second_backward_pass_of_one_call(image, pool):
    x = image(1, 2, 8, 8)
    with poolscope.watch() as scope:
        (din,) = torch.autograd.grad((pool(x) ** 2).sum(), x, create_graph=True)
        (din**2).sum().backward()
    assert len(scope) == 1
    assert "a second backward pass went through its gradient: not checked" in str(scope)
    assert errors(scope) == []


@pytest.mark.parametrize("p", [2.0, 3.0])
@pytest.mark.parametrize("with_loss", [False, True])
def test_a_penalty_on_the_gradient_of_lp_pooling_is_no_error(p, with_loss):
    # x gets a part of the second backward pass that does not go through the call.
    x = (torch.rand(1, 1, 4, 4, dtype=torch.float64) + 0.5).requires_grad_()
    with poolscope.watch() as scope:
        y = F.lp_pool2d(x, p, 2)
        (din,) = torch.autograd.grad(y.pow(3).sum(), x, create_graph=True)
        loss = din.pow(2).sum() + (y.sum() if with_loss else 0)
        loss.backward()
    assert len(scope) == 1
    assert errors(scope) == []
    assert "a second backward pass went through its gradient: not checked" in (
        scope.calls[0].unchecked
    )


@pytest.mark.parametrize(
    "run",
    [
        lambda f, x: torch.func.grad(lambda a: f(a).square().sum())(x),
        lambda f, x: torch.func.vjp(f, x)[1](torch.ones(1, 1, 4, 4)),
        lambda f, x: torch.func.vmap(torch.func.grad(lambda a: f(a).square().sum()))(x[None]),
    ],
)
def test_lp_pooling_in_a_transform_says_that_its_gradient_was_not_seen(image, run):
    x = image(1, 1, 8, 8).detach().abs() + 0.5
    with poolscope.watch() as scope:
        run(lambda a: F.lp_pool2d(a, 2.0, 2), x)
    assert [call.operation.function for call in scope.calls] == ["lp_pool2d"]
    (why,) = scope.calls[0].unchecked
    assert why == "no gradient seen inside a transform of torch.func"


@pytest.mark.parametrize(
    "pool",
    [
        lambda x: F.avg_pool2d(x, 2),
        lambda x: F.avg_pool2d(x, 3, 2, 1),
        lambda x: F.avg_pool2d(x, 3, 2, 1, count_include_pad=False),
        lambda x: F.adaptive_avg_pool2d(x, 3),
    ],
)
def test_a_nan_among_the_gradients_of_an_average_is_told_as_that_alone(image, pool):
    x = image(1, 2, 8, 8)
    with poolscope.watch() as scope:
        y = pool(x)
        dout = torch.ones_like(y)
        dout.view(-1)[0] = float("nan")
        y.backward(dout)
    found = scope.calls[0].findings
    assert not [finding for finding in found if finding.name == "sum-differs"]
    assert [f.name for f in found if f.severity != "fact"] == ["nan", "nan"]


def test_forward_mode_derivatives_make_no_calls(image):
    x = image(1, 2, 8, 8).detach()
    with poolscope.watch() as scope, forward_ad.dual_level():
        dual = forward_ad.make_dual(x, torch.ones_like(x))
        F.avg_pool2d(dual, 2)
        F.adaptive_avg_pool2d(dual, 3)
        F.max_pool1d(dual[0], 2)
    assert len(scope) == 3
    assert str(scope).count("a derivative went through it forwards: not checked") == 3
    with poolscope.watch() as scope:
        torch.func.jvp(lambda x: F.avg_pool2d(x, 2), (x,), (x,))
    assert len(scope) == 1
    assert "a derivative went through it forwards: not checked" in str(scope)


@pytest.mark.filterwarnings("error")
def test_infinite_gradients_are_quiet_and_right(image):
    x = image(1, 1, 4, 4)
    with poolscope.watch() as scope:
        y = F.avg_pool2d(x, 2, padding=1)
        dout = torch.ones_like(y)
        # The window of the corner has one real cell; the next overlaps none of it.
        dout[0, 0, 0, 0], dout[0, 0, 1, 1] = torch.inf, -torch.inf
        y.backward(dout)
    assert x.grad[0, 0, 0, 0] == torch.inf
    assert errors(scope) == []
    assert scope.calls[0].unchecked == []
    told = {(one.name, one.array): str(one) for one in scope.calls[0].findings}
    # −∞ goes to the four cells of its window.
    assert told["infinite", "din"] == "5 of 16 cells of din are infinite: 1 +∞, 4 −∞"


def test_a_gradient_that_autograd_leaves_out_is_not_checked(image):
    x = image(1, 1, 4, 4)
    bias = torch.zeros(1, requires_grad=True)
    with poolscope.watch() as scope:
        y = F.avg_pool2d(x, 2)
        torch.autograd.grad((y + bias).sum(), bias)
        torch.autograd.grad(F.max_pool2d(x, 2).sum(), x)
    assert found_column(scope)[0] == "not checked: no backward seen"


@pytest.mark.parametrize("divisor", [-2, 1, 3])
def test_a_divisor_of_any_sign_is_right(image, divisor):
    with poolscope.watch() as scope:
        F.avg_pool2d(image(1, 1, 5, 5), 3, 1, 1, divisor_override=divisor).sum().backward()
    assert errors(scope) == []
    assert scope.calls[0].unchecked == []


def test_none_is_said_only_where_both_passes_were_looked_at(image):
    x = image(1, 1, 4, 4)
    with poolscope.watch() as scope:
        F.avg_pool2d(x, 2)
        F.avg_pool2d(x.detach(), 2)
        F.lp_pool2d(x.detach().bfloat16().requires_grad_(), 2, 2).sum().backward()
        F.avg_pool2d(x, 2).sum().backward()
    assert found_column(scope) == [
        "not checked: no backward seen",
        "not checked: no backward: x needs no gradient",
        "not checked: the gradient of Lp pooling in half precision,"
        " which rounds at each of its steps",
        "none",
    ]


def test_facts_are_counted(image):
    with poolscope.watch() as scope:
        # Windows of 3 at each step of 1: all cells but the corners lie in several.
        F.avg_pool2d(image(1, 1, 5, 5), 3, 1).sum().backward()
    assert found_column(scope) == ["1 fact"]
    assert len(scope.calls[0].findings) == 1


def test_two_layers_on_one_line_are_told_apart(image):
    first, second = nn.MaxPool2d(2), nn.MaxPool2d(2)
    with poolscope.watch() as scope:
        for _ in range(2):
            second(first(image(1, 1, 8, 8)))
    names = [call.name for call in scope.calls]
    assert names[0] != names[1]
    assert names[2:] == names[:2]
    assert [call.turn for call in scope.calls] == [0, 0, 1, 1]
    assert names[1] == f"{names[0]} [2]"


def test_a_saved_scope_has_its_ending(image, tmp_path):
    with poolscope.watch() as scope:
        F.max_pool2d(image(1, 1, 4, 4), 2).sum().backward()
    scope.save(tmp_path / "noext")
    scope[0].save(tmp_path / "one")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["noext.npz", "one.npz"]


def test_watches_the_layers_of_a_pattern_alone(image):
    net = nn.ModuleDict({"features": nn.Sequential(nn.MaxPool2d(2)), "head": nn.AvgPool2d(2)})
    with poolscope.watch(net, only="features.*") as scope:
        net["head"](net["features"](image(1, 1, 8, 8))).sum().backward()
    assert [call.name for call in scope.calls] == ["features.0"]
    assert "1 call left out by only='features.*'" in str(scope).split("\n")
    with pytest.raises(TypeError, match="only=3 is not a string"):
        poolscope.watch(net, only=3)


def test_is_a_dataframe_where_pandas_is_there(image, monkeypatch):
    with poolscope.watch() as scope:
        F.max_pool2d(image(1, 1, 4, 4), 2).sum().backward()
    pandas = pytest.importorskip("pandas")
    frame = scope.to_dataframe()
    assert isinstance(frame, pandas.DataFrame)
    assert frame.iloc[0].to_dict() == table_row(scope.calls[0])
    module = importlib.import_module("poolscope.watch.calls")
    monkeypatch.setattr(module, "find_spec", lambda _: None)
    with pytest.raises(ImportError, match="needs pandas, which is not installed"):
        scope.to_dataframe()


def test_shapes_stay_on_one_line(image):
    with poolscope.watch() as scope:
        F.max_pool2d(image(1, 1, 4, 4), 2)
    assert '<td style="white-space: nowrap">1 × 1 × 4 × 4</td>' in scope._repr_html_()


#: Poolings that PyTorch composes of other operators, or whose node autograd makes last.
COMPOSED = {
    "lp 1d": (lambda x: F.lp_pool1d(x, 2, 2), (2, 3, 8)),
    "lp 2d": (lambda x: F.lp_pool2d(x, 3, 2), (2, 3, 8, 8)),
    "lp 3d": (lambda x: F.lp_pool3d(x, 2, 2), (1, 2, 4, 4, 4)),
    "max 1d": (lambda x: F.max_pool1d(x, 2), (2, 3, 8)),
    "max 2d": (lambda x: F.max_pool2d(x, 2), (2, 3, 8, 8)),
    "average 1d": (lambda x: F.avg_pool1d(x, 2), (2, 3, 8)),
    "adaptive average 1d": (lambda x: F.adaptive_avg_pool1d(x, 3), (2, 3, 8)),
    "global average": (lambda x: F.adaptive_avg_pool2d(x, 1), (2, 3, 8, 8)),
    "global average 3d": (lambda x: F.adaptive_avg_pool3d(x, 1), (1, 2, 4, 4, 4)),
    "adaptive max 1d": (lambda x: F.adaptive_max_pool1d(x, 3), (2, 3, 8)),
}
STARTS = {
    "Tensor.backward": lambda x, y, dout: y.backward(dout),
    "autograd.backward": lambda x, y, dout: torch.autograd.backward(y, dout),
    "autograd.grad": lambda x, y, dout: torch.autograd.grad(y, x, dout),
}


@pytest.mark.parametrize("start", STARTS)
@pytest.mark.parametrize("pooling", COMPOSED)
def test_sees_a_backward_pass_that_starts_at_the_output(image, pooling, start):
    pool, shape = COMPOSED[pooling]
    x = (image(*shape).detach().abs() + 0.1).requires_grad_()
    dout = torch.randn_like(pool(x))
    right = torch.autograd.grad(pool(x), x, dout)[0]
    with poolscope.watch() as scope:
        # No operator runs between the two passes.
        STARTS[start](x, pool(x), dout)
    [call] = scope.calls
    assert (call.backward, call.unchecked, call.severity) == ("seen", [], "fact")
    np.testing.assert_array_equal(scope[0].view.dout, dout.numpy())
    np.testing.assert_array_equal(scope[0].view.din, right.numpy())


@pytest.mark.parametrize("pooling", COMPOSED)
def test_forward_mode_leaves_a_call_what_it_is(image, pooling):
    pool, shape = COMPOSED[pooling]
    x = (image(*shape).detach().abs() + 0.1).requires_grad_()
    with poolscope.watch() as plain:
        pool(x).sum().backward()
    with poolscope.watch() as scope:
        with forward_ad.dual_level():
            pool(forward_ad.make_dual(x, torch.ones_like(x))).sum().backward()
        torch.func.jvp(pool, (x.detach(),), (torch.ones_like(x),))
    [call] = plain.calls
    assert [one.operation for one in scope.calls] == [call.operation] * 2
    assert str(scope).count("a derivative went through it forwards: not checked") == 2
    assert scope.calls[0].unchecked == []
    np.testing.assert_array_equal(scope[0].view.din, plain[0].view.din)


class Own(torch.autograd.Function):
    """A pooling with a backward pass of its own: PyTorch's gradient, times a factor."""

    @staticmethod
    def forward(ctx, x, pool, factor):
        ctx.save_for_backward(x)
        ctx.pool, ctx.factor = pool, factor
        return pool(x)

    @staticmethod
    def backward(ctx, dout):
        x = ctx.saved_tensors[0].detach().requires_grad_()
        with torch.enable_grad():
            y = ctx.pool(x)
        return torch.autograd.grad(y, x, dout)[0] * ctx.factor, None, None


@pytest.mark.parametrize("is_leaf", [True, False])
@pytest.mark.parametrize("pooling", COMPOSED)
def test_judges_a_backward_pass_of_ones_own(image, pooling, is_leaf):
    pool, shape = COMPOSED[pooling]
    x = (image(*shape).detach().abs() + 0.1).requires_grad_()
    for factor, names in ((1, set()), (7, {"din-differs", "sum-differs"})):
        with poolscope.watch() as scope:
            Own.apply(x if is_leaf else x * 2, pool, factor).sum().backward()
        own, within = scope.calls
        assert [own.backward, within.backward] == ["seen", "seen"]
        assert [own.unchecked, within.unchecked] == [[], []]
        assert within.severity == "fact"
        assert {one.name for one in own.findings if one.severity == "error"} <= names
        assert ("din-differs" in {one.name for one in own.findings}) == (factor == 7)


def test_gradients_of_several_outputs_have_one_reason(image):
    with poolscope.watch() as scope:
        torch.func.jacrev(lambda x: F.avg_pool2d(x, 4))(image(1, 2, 8, 8).detach())
    assert found_column(scope) == ["not checked: inside vmap"]
