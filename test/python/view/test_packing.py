"""Packed arrays: what Python packs, TypeScript unpacks, and the other way round."""

from __future__ import annotations

import base64
import json
import zlib
from pathlib import Path

import numpy as np
import pytest
from conftest import named
from poolscope.view.packing import pack, unpack
from poolscope.view.payload import encode_array

SHARED = Path(__file__).parents[2] / "vectors" / "shared" / "packing.json"
VECTORS = json.loads(SHARED.read_text("utf-8"))["vectors"]


@pytest.mark.parametrize("vector", VECTORS, ids=named)
def test_both_languages_pack_the_same(vector):
    dtype = np.dtype(vector["dtype"]).newbyteorder("<")
    cells = np.frombuffer(base64.b64decode(vector["raw"]), dtype).reshape(vector["shape"])
    is_bool = dtype == np.bool_
    raw = np.packbits(cells.ravel(), bitorder="little").tobytes() if is_bool else cells.tobytes()
    for language in ("typescript", "python"):
        packed = base64.b64decode(vector[language]["data"])
        assert unpack(packed, cells.size, 0 if is_bool else dtype.itemsize) == raw
    assert encode_array(cells)["packing"] == "sparse-deflate"


def test_what_packing_makes_hardly_smaller_is_sent_as_it_is():
    noise = np.random.default_rng(0).bytes(4000)
    assert pack(noise, 4) is None
    assert "packing" not in encode_array(np.frombuffer(noise, np.int32))
    assert pack(bytes(1000), 4) is None


def deflated(content):
    return zlib.compress(content, wbits=-15)


@pytest.mark.parametrize(
    "packed",
    [
        b"",
        b"\x00\x00\x00",
        deflated(b"\xff" * 7),
        deflated(b"\xff" + b"\x01" * 31),
        deflated(b"\xff" + b"\x01" * 33),
        deflated(b"\x0f" + b"\x01" * 32),
        deflated(bytes(2**26)),
        deflated(b"\xff" + b"\x01" * 32) + b"more",
    ],
)
def test_bytes_that_hold_no_8_cells_are_refused(packed):
    assert unpack(packed, 8, 4) is None


def test_bits_past_the_last_cell_are_refused():
    assert unpack(deflated(b"\x08" + b"\x01" * 4), 3, 4) is None
    assert unpack(deflated(b"\x04" + b"\x01" * 4), 3, 4) == bytes(8) + b"\x01" * 4
