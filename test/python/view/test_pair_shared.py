"""Pairs, byte for byte and pixel for pixel as the TypeScript side makes them."""

from __future__ import annotations

import base64
import hashlib
import json

import pytest
from poolscope import explore
from test_payload import SHARED, VECTORS, payload_of, shown, text_of
from test_picture import pixels

FILE = json.loads((SHARED.parent / "pairs.json").read_text("utf-8"))
BY_NAME = {vector["name"]: vector for vector in VECTORS}


def named(case):
    return f"{case['a']} and {case['b']}"


@pytest.mark.parametrize("case", FILE["pairs"], ids=named)
def test_a_pair_is_typescripts(case):
    pair = explore(*(shown(BY_NAME[case[side]]) for side in ("a", "b")))
    text = text_of(payload_of(pair))
    assert hashlib.sha256(text.encode()).hexdigest() == case["payload"]
    data, metadata = pair._repr_mimebundle_()
    assert metadata["image/png"]["alt"] == case["alt"]
    image = pixels(base64.b64decode(data["image/png"]))
    assert hashlib.sha256(image.tobytes()).hexdigest() == case["picture"]
