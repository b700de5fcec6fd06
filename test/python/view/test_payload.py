"""Payloads, byte for byte as the TypeScript side encodes them."""

from __future__ import annotations

import base64
import hashlib
import json
import math
from pathlib import Path

import jsonschema
import numpy as np
import pytest
from conftest import decoded, named, options_of
from poolscope import explore
from poolscope.view.packing import unpack
from poolscope.view.payload import MIME_TYPE, encode_array
from poolscope.window.mask import max_mask
from poolscope.window.windows import windows

ROOT = Path(__file__).parents[3]
SCHEMA = json.loads((ROOT / "schema" / "payload.v1.schema.json").read_text("utf-8"))
SHARED = ROOT / "test" / "vectors" / "shared" / "payloads.json"
VECTORS = json.loads(SHARED.read_text("utf-8"))["vectors"]


def made(shape, seed):
    """Cell i as the vectors' header says."""
    cells = (np.arange(np.prod(shape)) + seed) * 7919 % 1009
    return (cells / 8 - 63).astype(np.float32).reshape(shape)


def text_of(payload):
    """The payload as JSON.stringify writes it."""
    return json.dumps(payload, separators=(",", ":"), ensure_ascii=False)


def payload_of(explorable):
    payload = explorable._repr_mimebundle_()[0][MIME_TYPE]
    jsonschema.Draft202012Validator(SCHEMA).validate(payload)
    return payload


def in_layout(array, layout):
    """A channels-last array of the vectors as a user of a layout has it."""
    moved = array if layout.endswith("C") else np.moveaxis(array, -1, 1)
    dropped = [axis for axis, letter in ((0, "N"), (1, "C")) if letter not in layout]
    return moved.squeeze(tuple(dropped))


def shown(vector):
    options = options_of(vector["options"])
    if "made" in vector:
        x = made(vector["made"], 0)
        dout = made(windows(x.shape, **options).output_shape, 3)
        layout = vector.get("layout", "NHWC")
        return explore(in_layout(x, layout), in_layout(dout, layout), layout=layout, **options)
    layout = vector.get("layout", "NHWC")
    x, dout = (in_layout(decoded(vector[name]), layout) for name in ("x", "dout"))
    more = {name: vector[name] for name in ("share", "title", "layout") if name in vector}
    if "pooledIn" in vector:
        dout = dout.astype(vector["pooledIn"])
    if "din" in vector:
        more["din"] = in_layout(decoded(vector["din"]), layout)
    if "noX" in vector:
        mask = max_mask(x, windows(x.shape, **options))
        return explore(dout=dout, mask=mask, shape=x.shape, **options, **more)
    return explore(x, dout, **options, **more)


def unpacked(payload):
    """The payload with its arrays as they are before they are packed: packed bytes may differ."""
    arrays = {}
    for name, array in payload["arrays"].items():
        arrays[name] = {key: array[key] for key in ("dtype", "shape", "data")}
        if "packing" in array:
            dtype = np.dtype(array["dtype"])
            width = 0 if dtype == np.bool_ else dtype.itemsize
            raw = unpack(base64.b64decode(array["data"]), math.prod(array["shape"]), width)
            arrays[name]["data"] = base64.b64encode(raw).decode()
    return {**payload, "version": 1, "arrays": arrays}


@pytest.mark.parametrize("vector", VECTORS, ids=named)
def test_a_payload_has_the_bytes_of_typescripts(vector):
    text = text_of(unpacked(payload_of(shown(vector))))
    if "sha256" in vector:
        assert len(text) == vector["length"]
        assert hashlib.sha256(text.encode()).hexdigest() == vector["sha256"]
    else:
        assert text == text_of(vector["payload"])


def test_without_dout_x_and_mask_are_shown_and_nothing_is_rebuilt():
    payload = payload_of(explore(np.ones((1, 4, 4, 1)), kernel_size=2))
    assert payload["kind"] == "partial"
    assert list(payload["arrays"]) == ["x", "mask"]


def test_no_payload_is_larger_than_4_mb():
    x = np.zeros((3, 600, 600, 3))
    payload = payload_of(explore(x, kernel_size=2))
    assert len(text_of(payload)) <= 4_000_000
    assert 3_900_000 < len(text_of(unpacked(payload))) <= 4_000_000
    assert payload["cut"]["whole"] == [3, 600, 600, 3]


@pytest.mark.parametrize("dtype", ["complex64", "complex128", "float16", "int64", "U3", "M8[D]"])
@pytest.mark.parametrize("cells", [4, 4096], ids=["small", "packed"])
def test_a_dtype_that_no_reader_knows_is_not_sent(dtype, cells):
    with pytest.raises(
        TypeError, match=r"^encode: dtype='[^\n]+' is not sent; give one of float32"
    ):
        encode_array(np.zeros(cells, dtype))
