"""`recheck`: captured calls in another implementation, right ones and wrong ones."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

import numpy as np
import poolscope
import pytest
import torch
import torch.nn.functional as F
from poolscope.findings.finding.table import SENTENCES
from poolscope.watch.call.checks import HALF_NORM
from poolscope.watch.recheck.rechecked import recheck_calls
from poolscope.watch.recheck.target import read_target
from torch import nn
from torch._dynamo import register_backend

sys.path.append(str(Path(__file__).parents[1] / "recheck"))
from sound import SOUND

pytestmark = pytest.mark.filterwarnings("ignore")
#: Of each kind one.
TEN = [SOUND[at] for at in (1, 5, 9, 14, 18, 23, 29, 33, 41, 48)]


def errors(call):
    return [one.name for one in call.findings if one.severity == "error"]


def test_there_is_a_compiler():
    assert shutil.which("g++") or shutil.which("clang++"), "these tests need a C++ compiler"


def ceil_din(real_cells_only):
    """The din of 8 × 8 cells under windows of 3 × 3 at 0, 2, 4 and 6, each with a dout of 1.

    The last window of an axis reaches out, where ceil_mode ends the divisor at the input's edge.
    """
    din = np.zeros((8, 8))
    for i in range(0, 8, 2):
        for j in range(0, 8, 2):
            window = din[i : i + 3, j : j + 3]
            window += 1 / (window.size if real_cells_only else 9)
    return din


def test_finds_pytorch_198119_and_nothing_in_ten_sound_calls(image):
    """Average pooling with ceil_mode, compiled: the last window is divided by 9 in place of 6."""
    wrong = image(1, 2, 8, 8)
    with poolscope.watch() as scope:
        F.avg_pool2d(wrong, 3, 2, ceil_mode=True).backward(torch.ones(1, 2, 4, 4))
        for seed, one in enumerate(TEN):
            output = one.pool(one.x(seed))
            output.backward(torch.ones_like(output))
    assert [errors(call) for call in scope.calls] == [[]] * 11
    # One compilation for all: torch lowers each pooling as it does alone.
    found = recheck_calls("", scope.calls, read_target(True, None, None), together=True)
    assert [errors(call) for call in found.calls[1:]] == [[]] * 10
    assert all(call.unchecked == [] for call in found.calls)
    first = found.calls[0]
    assert errors(first) == ["din-differs"]
    assert first.verdicts["output"] in ("equal", "within rounding")
    right, compiled = ceil_din(real_cells_only=True), ceil_din(real_cells_only=False)
    off = 2 * int((np.abs(right - compiled) > 1e-3).sum())
    assert off == 56  # of each channel's 64 cells the 28 of the last two rows and columns
    assert first.verdicts["din"] == f"wrong: {off} of 128 (44 %)"
    assert next(one for one in first.findings if one.name == "din-differs").count == off
    shown, captured = found[0].view, scope[0].view
    np.testing.assert_array_equal(shown.x, captured.x)
    np.testing.assert_array_equal(shown.dout, captured.dout)
    np.testing.assert_allclose(captured.din[0, 1], right, rtol=1e-6)
    np.testing.assert_allclose(shown.din[0, 1], compiled, rtol=1e-6)
    assert "is not checked" in repr(found).splitlines()[-1]


def together(outputs):
    """A backend that runs the graph and spoils what comes out."""

    def backend(graph, inputs, **_):
        return lambda *args: outputs(graph(*args))

    return backend


def shift_index(outputs):
    return [one.roll(1, -1) if one.dtype == torch.int64 else one for one in outputs]


def lose_index(outputs):
    return [one + 1000 if one.dtype == torch.int64 else one for one in outputs]


def spoil_output(outputs):
    return [one + (one == one.max()) if one.is_floating_point() else one for one in outputs]


class Doubled(torch.autograd.Function):
    @staticmethod
    def forward(ctx, x):
        return x.clone()

    @staticmethod
    def backward(ctx, dout):
        return dout * 2


def spoil_din(outputs):
    return [Doubled.apply(one) if one.is_floating_point() else one for one in outputs]


@pytest.fixture(scope="module")
def spoilt():
    """Backends that are wrong in one way each."""
    ways = {"index": shift_index, "outside": lose_index, "output": spoil_output, "din": spoil_din}
    for name, way in ways.items():
        register_backend(together(way), name=f"spoilt_{name}")


POOLS = {
    "max": nn.MaxPool2d(2),
    "overlapping": nn.MaxPool2d(3, 2, 1),
    "adaptive": nn.AdaptiveMaxPool2d((3, 2)),
    "1d": nn.MaxPool1d(3, 2),
    "average": nn.AvgPool2d(3, 2, 1),
    "uneven": nn.AdaptiveAvgPool2d((3, 5)),
    "lp": nn.LPPool2d(2, 2),
    "lp 3": nn.LPPool2d(3, 3, 2),
}


@pytest.mark.parametrize("pool", POOLS)
def test_what_is_right_is_found_right(image, pool):
    x = image(2, 3, 8, 8) if pool != "1d" else image(2, 3, 9)
    x = x.abs() + 0.1 if "lp" in pool else x
    found = poolscope.recheck(POOLS[pool], x, compile="aot_eager", progress=False)
    call = found.calls[0]
    assert errors(call) == call.unchecked == []
    assert set(call.verdicts.values()) <= {"equal", "within rounding"}
    assert set(call.verdicts) >= {"output", "din"}


@pytest.mark.parametrize("pool", ["max", "overlapping", "adaptive", "1d"])
@pytest.mark.parametrize("spoil", ["index", "outside"])
def test_wrong_indices_are_found(image, spoilt, pool, spoil):
    x = image(2, 3, 8, 8) if pool != "1d" else image(2, 3, 9)
    found = poolscope.recheck(POOLS[pool], x, compile=f"spoilt_{spoil}", progress=False)
    call = found.calls[0]
    assert errors(call) == ["not-maximum"]
    assert call.verdicts["indices"].startswith("wrong: ")
    # Output and din are as they should be.
    assert call.verdicts["output"] == "equal"
    assert call.verdicts["din"] in ("equal", "within rounding")
    assert ("outside of its window" in repr(found)) or spoil == "index"


@pytest.mark.parametrize("pool", POOLS)
@pytest.mark.parametrize(("spoil", "name"), [("output", "output-differs"), ("din", "din-differs")])
def test_a_wrong_output_or_din_is_found(image, spoilt, pool, spoil, name):
    x = image(2, 3, 8, 8) if pool != "1d" else image(2, 3, 9)
    x = x.abs() + 0.1 if "lp" in pool else x
    dout = torch.ones_like(POOLS[pool](x))
    found = poolscope.recheck(POOLS[pool], x, dout, compile=f"spoilt_{spoil}", progress=False)
    call = found.calls[0]
    assert name in errors(call)
    assert call.verdicts[spoil].startswith("wrong: ")
    other = "din" if spoil == "output" else "output"
    assert call.verdicts[other] in ("equal", "within rounding")


def templates(message):
    """What a message is said with."""
    if isinstance(message, str):
        return set()
    return {message.text}.union(*(templates(value) for value in message.values))


@pytest.mark.parametrize(
    ("spoil", "keys"),
    [
        ("outside", {"not-maximum.outside"}),
        ("output", {"output-differs", "output-differs.at"}),
    ],
)
def test_says_what_no_vector_of_findings_holds(spoilt, spoil, keys):
    """Of 1 to 16 the windows' maxima are 6, 8, 14 and 16, at 5, 7, 13 and 15."""
    x = torch.arange(1.0, 17).reshape(1, 1, 4, 4)
    found = poolscope.recheck(nn.MaxPool2d(2), x, compile=f"spoilt_{spoil}", progress=False)
    [error] = [one for one in found.calls[0].findings if one.severity == "error"]
    said = templates(error.message)
    for key in keys:
        assert said & set(np.atleast_1d(SENTENCES[key]))
    assert (
        str(error)
        == {
            "outside": "4 of 4 rows mark a cell that is not the maximum of x, the first"
            " row 0: its index, 1005, lies outside of its window",
            "output": "output is not what x gives: 1 of 4 cells differs, at output(0, 0, 1, 1):"
            " 17 instead of 16",
        }[spoil]
    )


def test_keeps_the_order_in_memory_and_the_options(image):
    strides = []

    def look(graph, inputs, **_):
        strides.append([one.stride() for one in inputs if isinstance(one, torch.Tensor)])
        return graph

    register_backend(look, name="look")
    x = image(2, 3, 5, 4).detach().to(memory_format=torch.channels_last)
    poolscope.recheck(nn.MaxPool2d(2), x, compile="look", progress=False)
    assert strides == [[(60, 1, 12, 3)]]


@pytest.mark.parametrize("dtype", [torch.bfloat16, torch.float16, torch.float64, "bfloat16"])
@pytest.mark.parametrize("pool", ["overlapping", "average", "lp"])
def test_another_precision_is_held_to_the_rounded(image, pool, dtype):
    x = image(2, 3, 8, 8).abs() + 0.1
    found = poolscope.recheck(POOLS[pool], x, dtype=dtype, progress=False)
    call = found.calls[0]
    torch_dtype = getattr(torch, dtype) if isinstance(dtype, str) else dtype
    # Each operator of an Lp pooling's gradient rounds to the half precision.
    is_judged = pool != "lp" or torch_dtype == torch.float64
    assert call.unchecked == ([] if is_judged else [HALF_NORM])
    assert errors(call) == []
    assert ("din" in call.verdicts) == is_judged
    rounded = x.detach().to(torch_dtype).double().numpy()
    np.testing.assert_array_equal(found[0].view.x, rounded)
    assert "rounded from float32" in repr(found)


def test_says_what_was_not_checked(image):
    x = image(4, 2, 8, 8)
    with poolscope.watch(limit=4 * 2 * 64 * 4) as scope:
        F.max_pool2d(x, 2).sum().backward()
        F.avg_pool2d(x, 2).sum().backward()
        F.avg_pool2d(x.detach(), 2)
    found = scope.recheck(compile="eager", progress=False)
    assert "were kept" in repr(found)
    whole = [call for call, given in zip(found.calls, scope.calls) if given.kept == (0, 4)]
    cut = [
        again
        for again, given in zip(found.calls, scope.calls)
        if given.kept not in ((0, 4), (0, 0))
    ]
    assert cut
    assert not [call for call in whole if "batch entries" in str(call.unchecked)]
    assert all(
        "of its 4 batch entries, of which nothing was kept" in str(call.unchecked) for call in cut
    )
    lost = [call for call in found.calls if not call.kept[1]]
    assert lost
    assert all("is kept" in call.unchecked[0] for call in lost)
    assert "not checked" in repr(found)
    with poolscope.watch() as scope:
        F.avg_pool2d(x.detach(), 2)
        F.fractional_max_pool2d(x, 2, output_size=3).sum().backward()
    found = scope.recheck(compile="eager", progress=False)
    assert found.calls[0].unchecked == ["no backward: x needs no gradient"]
    assert found.calls[0].verdicts == {"output": found.calls[0].verdicts["output"]}
    assert "windows at random places" in found.calls[1].unchecked


def test_what_torch_cannot_run_is_not_checked(image):
    def fails(graph, inputs, **_):
        raise RuntimeError("no kernel here")

    register_backend(fails, name="fails")
    found = poolscope.recheck(nn.MaxPool2d(2), image(1, 1, 4, 4), compile="fails", progress=False)
    assert "not checked" in repr(found)
    assert "no kernel here" in repr(found)


def test_refuses_to_take_operators_for_compiled_code(image):
    layer, x = nn.MaxPool2d(2), image(1, 1, 4, 4)
    with torch._dynamo.config.patch(disable=True):
        found = poolscope.recheck(layer, x, compile="eager", progress=False)
    assert "not checked: RuntimeError: torch.compile" in repr(found)
    assert found.calls[0].verdicts == {}


def test_more_kinds_than_torch_compiles_of_one_code(image):
    with poolscope.watch() as scope:
        for size in range(4, 16):
            F.max_pool2d(image(1, 1, size, size), 2).sum().backward()
    found = scope.recheck(compile="aot_eager", progress=False)
    assert [call.unchecked for call in found.calls] == [[]] * 12


def test_without_a_compiler_there_is_one_line(image, monkeypatch):
    from torch._inductor import cpp_builder

    def missing(*_):
        from torch._inductor.exc import InvalidCxxCompiler

        raise InvalidCxxCompiler

    monkeypatch.setattr(cpp_builder, "get_cpp_compiler", missing)
    with pytest.raises(
        RuntimeError, match=r"^recheck: compile=True needs a C\+\+ compiler"
    ) as told:
        poolscope.recheck(nn.MaxPool2d(2), image(1, 1, 4, 4))
    assert "\n" not in str(told.value)


@pytest.mark.parametrize("batch", [0, 1])
def test_a_call_of_which_nothing_was_kept_is_told_as_it_was(image, batch):
    with poolscope.watch(limit="100 B", batch=batch) as scope:
        F.max_pool2d(image(2, 3, 8, 8), 2).sum().backward()
    found = scope.recheck(compile="eager", progress=False)
    [row] = [found._row(call) for call in found.calls]
    assert (row["x"], row["options"]) == ("2 × 3 × 8 × 8", "window 2 × 2, stride 2")
    assert [row[name] for name in ("output", "indices", "din")] == ["not checked"] * 3
    assert "batch entries is kept" in row["findings"]


def test_says_which_argument_is_wrong(image):
    layer, x = nn.MaxPool2d(2), image(1, 1, 4, 4)
    with pytest.raises(ValueError, match=r"^recheck: compile='nope' is no backend"):
        poolscope.recheck(layer, x, compile="nope")
    with pytest.raises(ValueError, match=r"^recheck: device='cuda:77' is not there"):
        poolscope.recheck(layer, x, device="cuda:77")
    with pytest.raises(TypeError, match=r"^recheck: dtype='torch.int32' is no dtype"):
        poolscope.recheck(layer, x, dtype=torch.int32)
    with pytest.raises(ValueError, match="names nothing else"):
        poolscope.recheck(layer, x, compile=False)
    scope = poolscope.watch()
    with pytest.raises(RuntimeError, match="the block is not entered"):
        scope.recheck(compile="eager")
    with scope:
        F.max_pool2d(x, 2)
        with pytest.raises(RuntimeError, match="the block is running"):
            scope.recheck(compile="eager")


def test_shows_its_progress(image, capfd):
    poolscope.recheck(nn.MaxPool2d(2), image(1, 1, 4, 4), compile="eager")
    assert "recheck: call 1 of 1, max_pool2d" in capfd.readouterr().err


def test_is_a_scope_to_look_at_and_to_keep(image, tmp_path):
    with poolscope.watch(POOLS["max"]) as scope:
        POOLS["max"](image(2, 3, 8, 8)).sum().backward()
    found = scope.recheck(compile="aot_eager", progress=False)
    assert len(found) == 1
    assert found["MaxPool2d"].view.kind == "pool"
    np.testing.assert_array_equal(found[0].view.mask, scope[0].view.mask)
    found.save(tmp_path / "run")
    assert (tmp_path / "run.npz").exists()
    assert list(found.to_dataframe()["din"]) == ["equal"]
    assert "<table>" in found._repr_html_()


def test_watch_says_that_compiled_code_was_bypassed(image):
    net = nn.Sequential(nn.MaxPool2d(2), nn.AvgPool2d(2))
    plain, x = nn.MaxPool2d(2), image(1, 1, 8, 8)
    compiled, function = torch.compile(net, backend="eager"), torch.compile(F.avg_pool2d)
    line = "torch.compile was bypassed: {} ran operator by operator"
    with poolscope.watch(compiled) as scope:
        compiled(x).sum().backward()
    assert line.format("2 calls") in repr(scope)
    assert "scope.recheck(compile=True)" in repr(scope)
    with poolscope.watch() as scope:
        function(x, 2).sum().backward()
        plain(x).sum().backward()
    assert line.format("1 call") in repr(scope)
    with poolscope.watch() as scope:
        plain(x).sum().backward()
    assert "torch.compile" not in repr(scope)
