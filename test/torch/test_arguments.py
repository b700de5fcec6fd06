"""What reads models and stores: given a wrong argument it works, or says what is wrong."""

from __future__ import annotations

import os
import re

import numpy as np
import poolscope
import pytest
import torch
from poolscope.store.read import StoreError
from stores import random_batches, random_douts, store_in_steps
from torch import nn

#: What an argument may be in place of what is asked for.
WRONG = [
    *(None, object(), 5, -1, 2.5, float("nan"), True, "x", b"x", "", 1j, print, slice(None)),
    *([], [None], (), ("pool1",), ("pool1", "x"), ("pool1", 0, 0), {}, {"x": 1}, set(), range(0)),
    *(np.zeros(0), np.zeros((1, 2), "U1"), torch.zeros(0), torch.zeros(1, 1, 3, 3)),
]


class OfTheLayer(Exception):
    """What the layer itself says."""


def pools(x):
    try:
        return nn.functional.max_pool2d(x, 2)
    except Exception as error:
        raise OfTheLayer from error


def watched():
    model = nn.Sequential(nn.MaxPool2d(2))
    with poolscope.watch(model) as scope:
        model(torch.ones(1, 1, 4, 4, requires_grad=True)).sum().backward()
    return scope


@pytest.fixture
def calls(tmp_path):
    model, batches = nn.MaxPool2d(2), random_batches((1, 4, 4), [2])
    store_in_steps(tmp_path / "run.zarr", model, batches, random_douts(model, batches))
    scope = watched()
    compared = scope.compare(watched())
    return {
        "watch": (
            poolscope.watch,
            {
                **{"model": nn.MaxPool2d(2), "limit": "1 MB", "batch": 0, "only": "*"},
                "store": tmp_path / "new.zarr",
            },
        ),
        "recheck": (
            poolscope.recheck,
            {
                **{"layer": pools, "x": torch.ones(1, 1, 4, 4), "dout": torch.ones(1, 1, 2, 2)},
                **{"compile": None, "device": "cpu", "dtype": torch.float64, "progress": False},
            },
        ),
        "recheck of a scope": (
            scope.recheck,
            {"compile": None, "device": "cpu", "dtype": torch.float64, "progress": False},
        ),
        "check_store": (
            poolscope.check_store,
            {
                **{"path": tmp_path / "run.zarr", "calls": "*", "client": None},
                "progress": False,
            },
        ),
        "compare": (scope.compare, {"other": watched()}),
        "compare, opened": (lambda which: compared[which], {"which": 0}),
        "watch, opened": (lambda which: scope[which], {"which": 0}),
        "save": (scope.save, {"path": os.devnull}),
        "to_html": (scope.to_html, {"path": os.devnull}),
    }


@pytest.mark.parametrize(
    "name",
    [
        *("watch", "recheck", "recheck of a scope", "check_store", "compare", "compare, opened"),
        *("watch, opened", "save", "to_html"),
    ],
)
def test_works_or_says_in_its_name_what_is_wrong(calls, name, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    call, given = calls[name]
    call(**given)
    problems = []
    for argument in given:
        for wrong in WRONG:
            try:
                call(**given | {argument: wrong})
            except OfTheLayer:
                pass
            except Exception as error:
                if not is_ours(error, re.split("[ ,]", name)[0]):
                    problems.append(f"{argument}={wrong!r}: {type(error).__name__}: {error}")
    assert not problems, "\n".join(problems)


def is_ours(error, operation):
    """Whether it is one of ours; calls that there are not, and stores, have their own sentences."""
    said = str(error.args[0])
    if isinstance(error, LookupError):
        return said.startswith(f"{operation}: ")
    if isinstance(error, StoreError):
        return said.startswith("store: ")
    form = rf"{operation}: \S.*=.* .*; .+"
    return isinstance(error, (TypeError, ValueError)) and re.fullmatch(form, said, re.DOTALL)
