"""A public function that is given a wrong argument works, or says in its name what is wrong."""

from __future__ import annotations

import inspect
import os
import re

import numpy as np
import poolscope
import pytest
from poolscope.findings.finding.language import set_language

#: What an argument may be in place of what is asked for.
WRONG = [
    None,
    object(),
    5,
    -1,
    2.5,
    float("nan"),
    True,
    "x",
    b"x",
    "",
    [],
    [None],
    (),
    {},
    {"x": 1},
    set(),
    1j,
    print,
    int,
    slice(None),
    slice("a", "b"),
    range(0),
    np.zeros(0),
    np.zeros((1, 2, 2, 1), "U1"),
]

X = np.arange(16.0).reshape(1, 4, 4, 1)
DOUT = np.ones((1, 2, 2, 1))
MASK = np.eye(4, dtype=bool)
INDICES = np.array([0, 2, 8, 10]).reshape(1, 2, 2, 1)
MADE = poolscope.explore(X, DOUT, kernel_size=2)
OTHER = poolscope.explore(X, 2 * DOUT, kernel_size=2)


def show(view, html):
    return poolscope.display(view, html=html)


#: Each function, and arguments that it takes.
CALLS = {
    "explore": (
        poolscope.explore,
        {
            "x": X,
            "dout": DOUT,
            "din": X,
            "kernel_size": 2,
            "stride": 2,
            "padding": 0,
            "dilation": 1,
            "ceil_mode": False,
            "ties": "first",
            "nan": "propagate",
            "share": "full",
            "layout": "NHWC",
            "batch": 0,
            "channels": (0, 1),
            "shape": None,
            "title": "x",
            "pool": "max",
            "count_include_pad": True,
            "p": 2,
        },
    ),
    "explore by indices": (
        poolscope.explore,
        {
            "dout": DOUT,
            "kernel_size": 2,
            "indices": INDICES,
            "convention": "pytorch",
            "shape": (1, 4, 4, 1),
            "layer": None,
        },
    ),
    "explore by a mask": (
        poolscope.explore,
        {"x": X, "dout": DOUT, "kernel_size": 2, "mask": MASK},
    ),
    "explore an average": (
        poolscope.explore,
        {
            "x": X,
            "dout": DOUT,
            "kernel_size": 2,
            "pool": "average",
            "count_include_pad": True,
            "divisor_override": 3,
        },
    ),
    "explore a norm": (
        poolscope.explore,
        {"x": X, "dout": DOUT, "kernel_size": 2, "pool": "lp", "p": 2},
    ),
    "explore a pair": (poolscope.explore, {"x": MADE, "dout": OTHER, "title": "x"}),
    "display": (show, {"view": MADE, "html": False}),
    "set_language": (set_language, {"language": "en"}),
    "part": (MADE.part, {"batch": 0, "channels": 0}),
    "part of a pair": (poolscope.explore(MADE, OTHER).part, {"batch": 0, "channels": 0}),
    "save": (MADE.save, {"path": os.devnull}),
    "save a pair": (poolscope.explore(MADE, OTHER).save, {"path": os.devnull}),
    "to_html": (MADE.to_html, {"path": os.devnull}),
    "to_html of a pair": (poolscope.explore(MADE, OTHER).to_html, {"path": os.devnull}),
}
#: Those that read what NumPy alone doesn't have: test/torch tries them.
ELSEWHERE = {"check_store", "recheck", "watch"}


def test_every_public_function_is_tried():
    names = {name for name in poolscope.__all__ if inspect.isfunction(getattr(poolscope, name))}
    assert names == ELSEWHERE | {name for name in CALLS if name in names}


@pytest.mark.parametrize("name", CALLS)
def test_works_or_says_in_its_name_what_is_wrong(name, tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    call, given = CALLS[name]
    call(**given)
    problems = []
    for argument in given:
        for wrong in WRONG:
            try:
                call(**given | {argument: wrong})
            except Exception as error:
                if not is_ours(error, name.split()[0]):
                    problems.append(f"{argument}={wrong!r}: {type(error).__name__}: {error}")
            finally:
                poolscope.display()
                set_language("en")
    assert not problems, "\n".join(problems)


def is_ours(error, operation):
    form = rf"{operation}: \S.*=.* .*; .+"
    return isinstance(error, (TypeError, ValueError)) and re.fullmatch(form, str(error), re.DOTALL)
