"""A view as JSON, as the TypeScript side writes it: schema/payload.v1.schema.json.

But for what deflate makes of packed arrays, it is the same byte for byte.
"""

from __future__ import annotations

import base64
import math
from typing import Any

import numpy as np

from ..core.arrays import DTYPES, Array
from ..core.errors import error_text
from ..core.layout import CHANNELS_LAST
from ..window.geometry import Geometry
from ..window.weights import Pooling
from .packing import PACKING, pack
from .view import Cut, View

MIME_TYPE = "application/vnd.poolscope.v1+json"
#: Of a payload without packed arrays, which every release reads, and of one with them.
VERSION, PACKED_VERSION = 1, 2


def encode(view: View) -> dict[str, Any]:
    """The payload of a view, to send as JSON.

    A mask is a bool array of `[rows, windowSize]`. din is left out where it follows from dout, mask
    and share.

    >>> encode(View("x alone", "partial", x=np.zeros((1, 2, 1))))["arrays"]["x"]["shape"]
    [1, 2, 1]
    """
    arrays = view.arrays()
    if view.derived:
        arrays.pop("din", None)
    payload = encode_head(view)
    encoded = {name: encode_array(array) for name, array in arrays.items()}
    if any("packing" in array for array in encoded.values()):
        payload["version"] = PACKED_VERSION
    payload["arrays"] = encoded
    if view.cut:
        payload["cut"] = encode_cut(view.cut)
        audit: dict[str, Any] = {} if view.rows is None else {"rows": dict(view.rows)}
        for name, numbers in (view.sums or {}).items():
            audit[name] = {**numbers, "sum": encode_number(numbers["sum"])}
        payload["audit"] = audit
    return payload


def encode_layout(view: View) -> dict[str, Any]:
    """The field that names the user's axes; none where they are channels-last like the arrays."""
    return {} if view.layout == CHANNELS_LAST else {"layout": view.layout}


def encode_head(view: View) -> dict[str, Any]:
    """The fields of a payload before its arrays."""
    head: dict[str, Any] = {"version": 1, "kind": view.kind, "title": view.title}
    head |= encode_layout(view)
    if view.kind == "pool":
        head["share"] = view.share
    if view.pooled_in:
        head["pooledIn"] = view.pooled_in
    if view.pooling is not None:
        head["pooling"] = encode_pooling(view.pooling)
    if view.geometry is not None and (view.mask is not None or view.pooling is not None):
        head["geometry"] = encode_geometry(view.geometry)
    return head


def encode_pooling(pooling: Pooling) -> dict[str, Any]:
    """What weighs the windows of a pooling without a mask.

    >>> encode_pooling(Pooling("average", divisor=3))
    {'op': 'average', 'divisor': 3}
    """
    if pooling.op == "average":
        divisor = {} if pooling.divisor is None else {"divisor": pooling.divisor}
        return {"op": "average", **divisor}
    rule = {"rule": pooling.rule} if pooling.rule else {}
    return {"op": "lp", "p": encode_number(pooling.p), **rule}


def encode_array(array: Array) -> dict[str, Any]:
    """An array as base64 of its little-endian bytes; bools eight a byte, the first the lowest bit.

    Where that makes it clearly smaller it is packed, and says so. A TypeError names a dtype that no
    reader knows, such as a complex one.

    >>> encode_array(np.array([1, -2], dtype=np.float32))
    {'dtype': 'float32', 'shape': [2], 'data': 'AACAPwAAAMA='}
    """
    if array.dtype.name not in DTYPES:
        remedy = f"give one of {', '.join(DTYPES)}"
        raise TypeError(error_text("encode", "dtype", array.dtype.name, "is not sent", remedy))
    if array.dtype == np.bool_:
        data = np.packbits(array.ravel(), bitorder="little").tobytes()
    else:
        data = np.ascontiguousarray(array, dtype=array.dtype.newbyteorder("<")).tobytes()
    packed = pack(data, 0 if array.dtype == np.bool_ else array.dtype.itemsize)
    return {
        "dtype": array.dtype.name,
        "shape": list(array.shape),
        **({} if packed is None else {"packing": PACKING}),
        "data": base64.b64encode(data if packed is None else packed).decode("ascii"),
    }


def encode_geometry(geometry: Geometry) -> dict[str, Any]:
    """A geometry as the shape and options that it follows from, by their names in TypeScript."""
    return {
        "inputShape": list(geometry.input_shape),
        "kernelSize": list(geometry.kernel_size),
        "stride": list(geometry.stride),
        "padding": [list(sides) for sides in geometry.padding],
        "dilation": list(geometry.dilation),
        "ceilMode": geometry.ceil_mode,
        "ties": geometry.ties,
        "nan": geometry.nan,
        "countIncludePad": geometry.count_include_pad,
    }


def encode_cut(cut: Cut) -> dict[str, Any]:
    """Which part of the whole the arrays hold."""
    return {"whole": list(cut.whole), "origin": list(cut.origin), "shape": list(cut.shape)}


def encode_number(value: float) -> float | int | str:
    """A number for JSON, as text where it is not finite."""
    if math.isnan(value):
        return "NaN"
    if math.isinf(value):
        return "Infinity" if value > 0 else "-Infinity"
    return int(value) if value == int(value) and abs(value) < 2**53 else value
