"""Masks, indices and arrays that `explore` holds against x: what is told, and what is not."""

from __future__ import annotations

import numpy as np
import pytest
from poolscope import explore
from poolscope.findings.find import find
from poolscope.window.windows import windows


def found(name, findings):
    return [finding for finding in findings if finding.name == name]


def rows_of(finding):
    return [finding.place(k)["row"] for k in range(finding.count)]


# One backend's max_pool of 0 to 15 in windows of 2 by 2 gave these for 5, 7, 13 and 15.
WRONG, RIGHT = [[0, 2], [8, 10]], [[5, 7], [13, 15]]


@pytest.mark.parametrize("layout", ["NHWC", "NCHW"])
def test_wrong_indices_of_a_kernel_are_errors(layout):
    axes = (1, 4, 4, 1) if layout == "NHWC" else (1, 1, 4, 4)
    outs = (1, 2, 2, 1) if layout == "NHWC" else (1, 1, 2, 2)
    x, dout = np.arange(16.0).reshape(axes), np.ones(outs)
    wrong = explore(
        x, dout, indices=np.array(WRONG).reshape(outs), kernel_size=2, layout=layout
    ).findings
    assert wrong[0].name == "not-maximum"
    assert rows_of(wrong[0]) == [0, 1, 2, 3]
    right = explore(x, dout, indices=np.array(RIGHT).reshape(outs), kernel_size=2, layout=layout)
    assert found("not-maximum", right.findings) == []


def test_indices_of_another_input_and_a_random_mask_are_errors():
    rng = np.random.default_rng(3)
    x, dout = rng.standard_normal((1, 4, 4, 1)), np.ones((1, 2, 2, 1))
    other = np.array([[15, 13], [7, 5]])
    for mask in (
        {"indices": np.flip(other).reshape(1, 2, 2, 1)},
        {"mask": rng.random((4, 4)) < 0.5},
    ):
        [wrong] = found("not-maximum", explore(x, dout, kernel_size=2, **mask).findings)
        assert wrong.count > 0
    assert found("not-maximum", explore(x, dout, kernel_size=2).findings) == []


def test_cells_that_are_equal_in_the_precision_of_dout_tie():
    # 1 and 1.0004 are one number in float16, whose step at 1 is 2**-10; 1.001 is the next.
    dout = np.ones((1, 1, 1))
    for value, name in ((1.0004, "ties"), (1.001, "not-maximum")):
        x = np.array([1, value], np.float32).reshape(1, 2, 1)
        mask = [[True, False]]
        half = explore(x, dout.astype(np.float16), mask=mask, kernel_size=2).findings
        assert found(name, half) != []
        single = explore(x, dout.astype(np.float32), mask=mask, kernel_size=2).findings
        assert found("not-maximum", single) != []


class Bfloat16:
    """An array that names its dtype as JAX's bfloat16 does, and hands over float32."""

    dtype = "bfloat16"

    def __init__(self, values):
        self.values = values

    def __array__(self, dtype=None, copy=None):
        return self.values


def test_bfloat16_has_eight_bits():
    # Its step at 1 is 2**-7: 1.003 rounds to 1, 1.0045 to 1.0078125.
    dout = Bfloat16(np.ones((1, 1, 1), np.float32))
    for value, wrong in ((1.003, 0), (1.0045, 1)):
        x = np.array([1, value], np.float32).reshape(1, 2, 1)
        found_in = explore(x, dout, mask=[[True, False]], kernel_size=2).findings
        assert len(found("not-maximum", found_in)) == wrong


def test_a_din_that_was_added_in_half_precision_is_right():
    # 2048 + 1 is 2048 in float16.
    x = np.array([0.0, 9, 0]).reshape(1, 3, 1)
    dout = np.array([2048, 1], np.float16).reshape(1, 2, 1)
    din = np.array([0, 2048, 0], np.float16).reshape(1, 3, 1)
    shown = explore(x, dout, din=din, kernel_size=2, stride=1)
    assert found("din-differs", shown.findings) == []
    apart = explore(x, dout, din=np.float16([0, 2000, 0]).reshape(1, 3, 1), kernel_size=2, stride=1)
    assert found("din-differs", apart.findings) != []


@pytest.mark.parametrize("dtype", ["uint8", "int32", "bool"])
def test_integers_and_bools_are_compared_as_they_are(dtype):
    x = np.array([0, 1, 1, 0]).astype(dtype).reshape(1, 4, 1)
    findings = explore(
        x, np.ones((1, 2, 1)), mask=[[True, False], [True, False]], kernel_size=2
    ).findings
    [wrong] = found("not-maximum", findings)
    assert rows_of(wrong) == [0]


def test_without_x_and_without_maxima_nothing_is_judged():
    geometry = windows((1, 4, 1), kernel_size=2)
    dout = np.ones((1, 2, 1))
    empty = np.zeros((2, 2), bool)
    x = np.array([1.0, 2, 3, 4]).reshape(1, 4, 1)
    assert found("not-maximum", find(geometry, empty, x=x, dout=dout)) == []
    assert found("not-maximum", find(geometry, ~empty, dout=dout)) == []


def test_a_killed_relu_is_told():
    x = np.zeros((3, 8, 8, 196), np.float32)
    shown = explore(x, np.ones((3, 4, 4, 196), np.float32), kernel_size=2)
    told = [str(one) for one in shown.findings if one.name in ("ties", "dead-channels")]
    assert told == [
        "9,408 of 9,408 windows tie: 37,632 cells of din depend on the policy",
        "196 of 196 channels are dead, the first channel 0: every x in them is 0",
    ]
    assert found("dead-channels", shown.findings)[0].place(5) == {"array": "x", "cell": 5}


def test_a_cell_that_lost_its_window_is_not_dead():
    x = np.arange(8.0).reshape(1, 4, 2)
    assert found("dead-channels", explore(x, np.ones((1, 2, 2)), kernel_size=2).findings) == []
