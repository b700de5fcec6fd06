"""Pictures, pixel for pixel as the TypeScript side draws them."""

from __future__ import annotations

import base64
import hashlib
import json

import pytest
from conftest import named
from poolscope.core.numbers import ticks_that_fit
from test_payload import SHARED, VECTORS, shown
from test_picture import pixels

FILE = json.loads((SHARED.parent / "pictures.json").read_text("utf-8"))
PICTURES = {picture["name"]: picture for picture in FILE["pictures"]}


@pytest.mark.parametrize("vector", VECTORS, ids=named)
def test_a_picture_has_the_pixels_of_typescripts(vector):
    data, metadata = shown(vector)._repr_mimebundle_()
    drawn, right = metadata["image/png"], PICTURES[vector["name"]]
    assert drawn["alt"] == right["alt"]
    assert (2 * drawn["width"], 2 * drawn["height"]) == (right["width"], right["height"])
    image = pixels(base64.b64decode(data["image/png"]))
    assert hashlib.sha256(image.tobytes()).hexdigest() == right["sha256"]


@pytest.mark.parametrize("case", FILE["ticks"], ids=str)
def test_ticks_are_those_of_typescript(case):
    low, high = case["range"]
    assert ticks_that_fit(low, high, lambda values: len(values) <= case["most"]) == case["ticks"]
