"""What a stored call is, from attributes that may be anything; and what of a run can be stored."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, cast, get_args

import numpy as np

from ...core.errors import one_line
from ...core.layout import LAYOUTS, Layout
from ...store.layout import LIMITS
from ...store.read import StoredCall, StoreError
from ...window.geometry import Geometry
from ..pytorch.operation import WORDS, Op, Operation
from .facts import Backward

#: The step from 1 to the next number, by the dtype that was pooled in.
STEPS = {"float64": 2.0**-52, "float32": 2.0**-23, "float16": 2.0**-10, "bfloat16": 2.0**-7}
OPTIONS = ("kernel_size", "stride", "padding", "dilation", "ceil_mode", "count_include_pad")


@dataclass(frozen=True)
class Described:
    """A stored call, checked: what `watch` knew of it."""

    stored: StoredCall
    name: str
    turn: int
    where: str
    operation: Operation
    layout: Layout
    dtype: str
    backward: Backward
    notes: tuple[str, ...]
    unchecked: tuple[str, ...]

    @property
    def input_shape(self) -> tuple[int, ...]:
        """The shape of x with all finished entries, channels last."""
        return (self.stored.entries, *self.stored.arrays["x"].shape[1:])

    @property
    def output_shape(self) -> tuple[int, ...]:
        """The same of the output."""
        output = self.stored.attributes["output"]
        return (self.stored.entries, *output, self.input_shape[-1])

    @property
    def epsilon(self) -> float:
        """The step from 1 to the next number in the precision that it was computed in."""
        return STEPS.get(self.dtype, 0.0)

    def windows(self, entries: int) -> Geometry | None:
        """Its windows over so many entries; none where they are at random places."""
        return self.operation.windows(entries, self.input_shape[-1])


def describe(stored: StoredCall) -> Described:
    """Reads a call's attributes; a StoreError says in one line what is wrong with them."""
    given = stored.attributes
    try:
        return _described(stored, given)
    except StoreError:
        raise
    except Exception as error:
        where = "/".join(stored.folder.split("/")[-2:])
        why = one_line(str(error) or type(error).__name__, 200)
        raise StoreError(f"store: {one_line(where)}: its attributes can't be used: {why}") from None


def _described(stored: StoredCall, given: Mapping[str, Any]) -> Described:
    options = given["options"]
    if options is not None:
        options = {name: _option(name, options[name]) for name in OPTIONS if name in dict(options)}
    op = _one_of("op", given["op"], tuple(WORDS))
    sizes = tuple(_int("sizes", size) for size in _list("sizes", given["sizes"]))
    extra = _extra(given["extra"])
    operation = Operation(cast(Op, op), _text("function", given["function"]), sizes, options, extra)
    described = Described(
        stored,
        _text("name", given["name"]),
        _int("turn", given["turn"]),
        _text("where", given["where"]),
        operation,
        cast(Layout, _one_of("layout", given["layout"], LAYOUTS)),
        _text("dtype", given["dtype"]),
        cast(Backward, _one_of("backward", given["backward"], get_args(Backward))),
        tuple(_text("notes", note) for note in _list("notes", given["notes"])),
        tuple(_text("unchecked", why) for why in _list("unchecked", given["unchecked"])),
    )
    _check_shapes(described)
    return described


def _check_shapes(call: Described) -> None:
    """Arrays have the shapes that the options give."""
    arrays = call.stored.arrays
    if "x" not in arrays:
        raise ValueError("there is no x")
    shape = call.input_shape
    if shape[1:-1] != call.operation.sizes or not 3 <= len(shape) <= 5 or 0 in shape:
        raise ValueError(f"x has entries of {list(shape[1:])}, not {list(call.operation.sizes)}")
    if _int("channels", call.stored.attributes["channels"]) != shape[-1]:
        raise ValueError(f"x has {shape[-1]} channels, and channels is another number")
    given = _list("output", call.stored.attributes["output"])
    output = tuple(_int("output", size) for size in given)
    windows = call.windows(1)
    due = windows.output_shape[1:] if windows else (*output, shape[-1])
    # A window of the whole input is no lie: a global pooling has one.
    if windows is not None and windows.window_size > max(2**20, math.prod(shape[1:-1])):
        raise ValueError(f"a window of {windows.window_size} cells")
    itemsize = np.dtype(arrays["x"].dtype).itemsize
    if math.prod(due) * itemsize > LIMITS["bytes of an entry"] or 0 in due:
        raise ValueError(f"an output of {list(due)}")
    if (*output, shape[-1]) != due:
        raise ValueError(f"an output of {list(output)}, and the options give {list(due[:-1])}")
    for name, array in arrays.items():
        expected = shape[1:] if name in ("x", "din") else due
        if array.shape[1:] != expected:
            there = list(array.shape[1:])
            raise ValueError(
                f"{name} has entries of {there}, and the options give {list(expected)}"
            )
        if name == "indices" and array.dtype not in ("int32", "int64"):
            raise ValueError(f"indices of {array.dtype}")
        if name in ("dout", "din") and array.dtype not in ("float32", "float64"):
            raise ValueError(f"{name} of {array.dtype}")
    if "din" in arrays and "dout" not in arrays:
        raise ValueError("din without dout")
    if ("dout" in arrays) != (call.backward == "seen"):
        raise ValueError(f"backward {call.backward}, {'with' if 'dout' in arrays else 'no'} dout")
    if "indices" in arrays and call.operation.op != "max":
        raise ValueError("indices of a pooling without a mask")
    if call.operation.op == "lp" and arrays["x"].dtype not in ("float32", "float64"):
        raise ValueError("Lp pooling of whole numbers")


def _extra(given: Any) -> dict[str, Any]:
    extra: dict[str, Any] = {}
    for name, value in dict(given).items():
        if name == "p":
            if not isinstance(value, (int, float)) or not 0 < value < 1e6:
                raise ValueError("p is no exponent")
            extra[name] = float(value)
        elif name == "divisor":
            extra[name] = _int(name, value)
            if value == 0:
                raise ValueError("divisor is 0")
        elif name in ("output_size", "window"):
            extra[name] = [_int(name, size) for size in _list(name, value)]
        else:
            raise ValueError("an option that is not known")
    return extra


def _option(name: str, value: Any) -> Any:
    if name in ("ceil_mode", "count_include_pad"):
        if not isinstance(value, bool):
            raise ValueError(f"{name} is no bool")
        return value
    return [_int(name, size) for size in _list(name, value)]


def _list(name: str, value: Any) -> list[Any]:
    if not isinstance(value, list) or len(value) > 100:
        raise ValueError(f"{name} is no list of at most 100")
    return value


def _int(name: str, value: Any) -> int:
    if type(value) is not int or abs(value) > 2**31:
        raise ValueError(f"{name} is no integer below 2**31")
    return value


def _text(name: str, value: Any) -> str:
    if not isinstance(value, str) or len(value) > LIMITS["characters of a name"]:
        raise ValueError(f"{name} is not a string of at most {LIMITS['characters of a name']}")
    return one_line(value, LIMITS["characters of a name"])


def _one_of(name: str, value: Any, known: tuple[str, ...]) -> str:
    if value not in known:
        raise ValueError(f"{name} is not one of {', '.join(known)}")
    return str(value)
