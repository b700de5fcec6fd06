"""`explore` of average, Lp and global pooling: against PyTorch's gradients, and what it refuses."""

from __future__ import annotations

import numpy as np
import pytest
from conftest import agreeing, options_of
from poolscope import explore
from poolscope.view.payload import encode
from poolscope.view.pool_view import sendable
from poolscope.window.windows import windows

AVERAGE = [one for one in agreeing("pytorch-average-pool.json") if "din" in one]
NORM = [one for one in agreeing("pytorch-lp-pool.json") if "din" in one]


def shown(vector, pool, **more):
    options = options_of(vector["options"])
    if "p" in vector:
        more["p"] = vector["p"]
    return explore(vector["x"], vector["dout"], pool=pool, **options, **more)


def errors(explorable):
    return [str(one) for one in explorable.findings if one.severity == "error"]


@pytest.mark.parametrize(("pool", "vectors"), [("average", AVERAGE), ("lp", NORM)])
def test_pytorchs_gradients_are_right_and_the_same_without_them(pool, vectors):
    assert vectors
    for vector in vectors:
        given = shown(vector, pool, din=vector["din"])
        assert errors(given) == [], vector["name"]
        assert given.notes == (), vector["name"]
        own = shown(vector, pool).view.din
        scale = np.abs(vector["din"]).max(initial=1)
        np.testing.assert_allclose(own, vector["din"], rtol=1e-4, atol=1e-5 * scale)


@pytest.mark.parametrize(
    ("pool", "vectors", "words"),
    [
        ("average", AVERAGE, "din is not dout in equal parts"),
        ("lp", NORM, "din is not dout times the derivative of the norm"),
    ],
)
def test_one_wrong_cell_is_found(pool, vectors, words):
    for vector in vectors:
        din = vector["din"].copy()
        if din.size == 0:
            continue
        last = np.unravel_index(din.size - 1, din.shape)
        due = din[last]
        din[last] = due + 1 + np.abs(din).max()
        [error] = errors(shown(vector, pool, din=din))
        at = ", ".join(map(str, last))
        assert error.startswith(f"{words}: 1 of {din.size:,} cell"), vector["name"]
        assert f"differs, at din({at}): " in error


def test_an_average_by_hand_with_ceil_mode_padding_and_a_divisor():
    # Windows of 2 from −1 on: (pad, 0), (1, 2), and by ceil mode (3, pad).
    x, dout = np.arange(4.0).reshape(1, 4, 1), np.array([6.0, 12, 18]).reshape(1, 3, 1)
    options = {"kernel_size": 2, "padding": 1, "ceil_mode": True, "pool": "average"}

    def din(**more):
        return explore(x, dout, **options, **more).view.din.ravel().tolist()

    assert din() == [3, 6, 6, 9]
    assert din(count_include_pad=False) == [6, 6, 6, 18]
    assert din(divisor_override=-3) == [-2, -4, -4, -6]
    wrong = explore(x, dout, din=np.array([6.0, 6, 6, 18]).reshape(x.shape), **options)
    assert errors(wrong) == [
        "din is not dout in equal parts: 2 of 4 cells differ,"
        " the first at din(0, 0, 0): 6 instead of 3"
    ]
    right = explore(x, dout, **options)
    [padding] = [one for one in right.findings if one.name == "sum-differs"]
    assert str(padding) == "sum(din) − sum(dout) = −12: −12 given to the padding of 2 rows"


def test_a_global_average_gives_every_cell_the_same_in_either_layout():
    x = np.zeros((2, 3, 4, 5))
    dout = np.arange(6.0).reshape(2, 3, 1, 1)
    own = explore(x, dout, kernel_size="global", pool="average", layout="NCHW")
    assert own.view.title == "Global average pooling, window 4 × 5, stride 4 × 5"
    expected = np.broadcast_to(dout / 20, x.shape)
    np.testing.assert_allclose(own.view.din, expected, rtol=1e-15)
    assert explore(x, kernel_size="global", layout="NCHW").view.geometry.output_shape == (
        2,
        1,
        1,
        3,
    )


def test_lp_by_hand_and_where_it_can_not_be_judged():
    x = np.array([3.0, -4, 0, 0, np.inf, 1]).reshape(1, 6, 1)
    dout = np.array([10.0, 7, 2]).reshape(1, 3, 1)
    own = explore(x, dout, kernel_size=2, pool="lp")
    assert own.view.din.ravel()[:4].tolist() == [6, -8, 0, 0]
    din = np.array([6.0, -8, 0, 0, 99, 99]).reshape(x.shape)
    given = explore(x, dout, kernel_size=2, pool="lp", din=din)
    assert errors(given) == []
    assert given.notes == (
        "not checked: din of 2 cells: a window of theirs leaves the range of its numbers",
    )


def test_half_precision_is_judged_by_its_own_rounding():
    x, dout = np.zeros((1, 9, 1)), np.array([1.0]).reshape(1, 1, 1)
    # 1/9 in float16.
    din = np.full(x.shape, 1 / 9).astype(np.float16)
    assert errors(explore(x, dout, kernel_size=9, pool="average", din=din)) == []
    as_double = din.astype(np.float64)
    assert errors(explore(x, dout, kernel_size=9, pool="average", din=as_double)) != []


@pytest.mark.parametrize(
    ("options", "problem"),
    [
        ({"pool": "median"}, "pool='median' is unknown"),
        ({"pool": "average", "mask": [[True]]}, "mask=[[True]] stands beside pool='average'"),
        ({"pool": "average", "divisor_override": 0}, "divisor_override=0 is not a divisor"),
        ({"divisor_override": 2}, "divisor_override=2 is an average's"),
        ({"pool": "lp", "p": 0}, "p=0 is not an exponent of a norm"),
        ({"pool": "lp", "p": np.inf}, "is not an exponent of a norm"),
    ],
)
def test_what_does_not_fit_is_one_error(options, problem):
    with pytest.raises(ValueError, match="explore: ") as error:
        explore(np.zeros((1, 4, 1)), kernel_size=2, **options)
    assert problem in str(error.value)


def test_lp_without_x_leaves_its_weights_open():
    with pytest.raises(ValueError, match="leaves the weights of Lp pooling open"):
        explore(dout=np.ones((1, 2, 1)), shape=(1, 4, 1), kernel_size=2, pool="lp")


def test_its_payload_names_the_pooling_and_a_cut_keeps_whole_windows():
    x = np.zeros((3, 400, 400, 2))
    geometry = windows(x.shape, kernel_size=3, stride=2)
    dout = np.ones(geometry.output_shape)
    part = sendable(
        explore(x, dout, kernel_size=3, stride=2, pool="average", divisor_override=4).view
    )
    payload = encode(part)
    assert payload["pooling"] == {"op": "average", "divisor": 4}
    assert payload["kind"] == "partial"
    shape = payload["geometry"]["inputShape"]
    assert payload["arrays"]["din"]["shape"] == payload["cut"]["shape"] == shape
    assert payload["cut"]["whole"] == [3, 400, 400, 2]


def test_a_wrong_cell_is_named_by_the_axes_that_were_given():
    dout = np.full((1, 2, 2, 2), 4.0)
    din = np.ones((1, 2, 4, 4))
    din[0, 1, 3, 2] = 7
    shown = explore(dout=dout, din=din, kernel_size=2, pool="average", layout="NCHW")
    found = next(one for one in shown.findings if one.name == "din-differs")
    assert "at din(0, 1, 3, 2): 7 instead of 1" in str(found)
    assert found.index(0) == (0, 1, 3, 2)
