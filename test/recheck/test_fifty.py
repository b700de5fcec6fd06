"""`recheck` gives no false alarm: fifty sound configurations, compiled in a few batches."""

from __future__ import annotations

import shutil
import warnings

import poolscope
import pytest
import torch
from poolscope.watch.recheck.rechecked import recheck_calls
from poolscope.watch.recheck.target import read_target
from sound import SOUND

BATCH = 10
BATCHES = [SOUND[at : at + BATCH] for at in range(0, len(SOUND), BATCH)]


def test_there_are_fifty_of_them():
    assert len(SOUND) == 50
    assert len({repr(one) for one in SOUND}) == 50


def test_there_is_a_compiler():
    assert shutil.which("g++") or shutil.which("clang++"), "these tests need a C++ compiler"


@pytest.mark.parametrize("batch", range(len(BATCHES)))
def test_what_is_sound_is_found_right(batch):
    with poolscope.watch() as scope:
        for seed, one in enumerate(BATCHES[batch]):
            output = one.pool(one.x(seed))
            output.backward(torch.randn(output.shape).to(output))
    assert len(scope) == len(BATCHES[batch])
    # PyTorch's own operators are right here, by the rule that the compiled ones are held to.
    assert [
        str(one) for call in scope.calls for one in call.findings if one.severity == "error"
    ] == []
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        rechecked = recheck_calls("", scope.calls, read_target(True, None, None), together=True)
    for one, call in zip(BATCHES[batch], rechecked.calls, strict=True):
        assert call.unchecked == [], one
        found = [str(found) for found in call.findings if found.severity == "error"]
        assert found == [], one
        expected = {"output", "din", *(["indices"] if "max" in one.function else [])}
        assert set(call.verdicts) == expected, one
        assert set(call.verdicts.values()) <= {"equal", "within rounding"}, one
