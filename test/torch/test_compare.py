"""`scope.compare(other)`: what differs between two steps, against PyTorch's own numbers."""

from __future__ import annotations

import poolscope
import pytest
import torch
from torch import nn


class Net(nn.Module):
    def __init__(self, *, extra=False):
        super().__init__()
        self.pool1 = nn.MaxPool2d(2)
        self.pool2 = nn.AvgPool2d(2)
        self.pool3 = nn.MaxPool2d(2) if extra else nn.Identity()

    def forward(self, x):
        return self.pool3(self.pool2(self.pool1(x)))


def image(seed=0):
    return torch.randn(2, 3, 8, 8, generator=torch.Generator().manual_seed(seed))


def step(x, *, model=None, scale=1.0, backward=True):
    model = model or Net()
    x = x.clone().requires_grad_()
    with poolscope.watch(model) as scope:
        y = model(x)
        if backward:
            (scale * y).sum().backward()
    return scope, x


def test_two_equal_steps_are_equal():
    rows = step(image())[0].compare(step(image())[0]).rows
    arrays = {"x": "equal", "winners": "equal", "dout": "equal", "din": "equal"}
    assert rows == [
        {"layer": "pool1", "call": "0", **arrays},
        {"layer": "pool2", "call": "0", **arrays, "winners": "–"},
    ]


def test_what_differs_is_counted_as_pytorch_has_it():
    before, x = step(image())
    after, other = step(image(), scale=3.0)
    row = before.compare(after).rows[0]
    differ = x.grad != other.grad
    most = (other.grad - x.grad).abs().max().item()
    assert row["x"] == row["winners"] == "equal"
    # Each of 2·3·4·4 windows gives 1/4 to its maximum before, 3/4 after.
    assert (int(differ.sum()), most) == (96, 0.5)
    assert row["din"] == "96 of 384, by 0.5"


def test_other_winners_are_rows():
    before, after = image(), image()
    # One cell becomes the largest of its window: that row has another winner, unless it won before.
    window = before[0, 0, :2, :2].flatten()
    loser = int(window.argmin())
    after[0, 0, loser // 2, loser % 2] = 100.0
    row = step(before)[0].compare(step(after)[0]).rows[0]
    assert row["winners"] == "1 of 96"
    assert row["x"].startswith("1 of 384, by ")


def test_a_pair_opens_by_name_and_order():
    compared = step(image())[0].compare(step(image(1))[0])
    assert isinstance(compared["pool1"], poolscope.Pair)
    assert compared[0].title == compared["pool1", 0].title
    assert [pair.title for pair in compared] == [compared[0].title, compared[1].title]
    with pytest.raises(
        KeyError, match="pool9, call 0, is not in both; the names in both are pool1, pool2"
    ):
        compared["pool9"]
    with pytest.raises(IndexError, match="there are 2 calls in both"):
        compared[2]


def test_calls_without_a_partner_are_named():
    lines = repr(step(image())[0].compare(step(image(), model=Net(extra=True))[0])).split("\n")
    # The third pool hands another gradient to those before it.
    assert lines[-2:] == [
        "2 calls in both: 0 equal, 2 differ, 0 not compared in full",
        "in B alone: pool3",
    ]


def test_what_was_not_seen_is_not_compared():
    before, _ = step(image(), backward=False)
    compared = before.compare(step(image())[0])
    assert compared.rows[0]["din"] == "not compared: none in A (no backward seen)"
    assert compared.rows[0]["x"] == "equal"
    assert "0 equal, 0 differ, 2 not compared in full" in repr(compared)


def test_other_windows_are_not_compared():
    other = Net()
    other.pool1 = nn.MaxPool2d(3, stride=2, padding=1)
    row = step(image())[0].compare(step(image(), model=other)[0]).rows[0]
    assert row["din"] == "not compared: b.kernel_size=[3, 3] is not a's [2, 2]"


def test_compare_takes_scopes_whose_blocks_are_over():
    scope, _ = step(image())
    with pytest.raises(
        TypeError, match="compare: other=3 is no scope; give a scope, as watch makes it"
    ):
        scope.compare(3)
    with (
        poolscope.watch(Net()) as running,
        pytest.raises(RuntimeError, match="the block is running"),
    ):
        scope.compare(running)
