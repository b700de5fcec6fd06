"""Messages are one bounded line, whatever they quote; limits are those of the one table."""

from __future__ import annotations

import json
import random
import unicodedata
from pathlib import Path

import jsonschema
import numpy as np
import pytest
from poolscope import explore
from poolscope.core.errors import error_text, one_line
from poolscope.core.limits import LIMITS
from poolscope.view.payload import encode

SEED = 20261128
X = np.arange(16.0).reshape(1, 4, 4, 1)
DOUT = np.ones((1, 2, 2, 1))
SCHEMA = json.loads(
    (Path(__file__).parents[3] / "schema" / "payload.v1.schema.json").read_text("utf-8")
)


def hostile(rng):
    """A text from outside: long, of several lines, or with what turns a line round or ends it."""
    text = rng.choice(["a\nb", "\r\n", "\u2028\u2029", "\u202eabc", "\x00\x1b[31m", "\ud800", ""])
    more = "".join(chr(rng.randrange(0x11000)) for _ in range(rng.randrange(200)))
    return (text + more) * rng.choice([1, 1, 2000])


def is_line(text):
    """Whether a text is one line of bounded length, which can be printed as UTF-8."""
    odd = {"Cc", "Zl", "Zp", "Cs"}
    text.encode("utf-8")
    return len(text) <= LIMITS["message"] and not any(unicodedata.category(c) in odd for c in text)


def test_a_message_is_one_bounded_line_whatever_its_parts_are():
    rng = random.Random(SEED)
    print("seed", SEED)
    for _ in range(500):
        parts = [hostile(rng) for _ in range(6)]
        assert is_line(error_text(*parts))
    assert one_line("é" * 200, 10) == "é" * 9 + "…"


@pytest.mark.parametrize(
    "options",
    [
        {"layout": "N\nC" * 9000},
        {"title": "\n" * 60_000},
        {"title": type("T" * 60_000, (), {})()},
        {"kernel_size": "x\u2028" * 9000},
        {"kernel_size": 10**5000},
        {"stride": [[[["a\n"] * 50] * 50] * 50] * 50},
    ],
)
def test_so_is_that_of_an_option_from_outside(options):
    with pytest.raises((ValueError, TypeError)) as raised:
        explore(X, DOUT, **{"kernel_size": 2, **options})
    assert is_line(str(raised.value))


@pytest.mark.parametrize("title", ["\U0001f600" * 200, "\ud800" * 200, "e\u0301" * 100])
def test_a_title_of_200_code_points_is_what_the_schema_takes_and_one_more_is_not(title):
    payload = encode(explore(X, DOUT, kernel_size=2, title=title).view)
    jsonschema.Draft202012Validator(SCHEMA).validate(payload)
    assert LIMITS["title"] == SCHEMA["properties"]["title"]["maxLength"]
    with pytest.raises(ValueError, match="200 characters"):
        explore(X, DOUT, kernel_size=2, title=title + "a")
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.Draft202012Validator(SCHEMA).validate({**payload, "title": title + "a"})
