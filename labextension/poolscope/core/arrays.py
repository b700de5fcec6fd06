"""Reads arrays of any library into NumPy: with `__array__`, with DLPack, PyTorch's tensors."""

from __future__ import annotations

from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from .errors import error_text

Array = NDArray[Any]

Half = Literal["bfloat16", "float16"]

#: The step from 1 to the next number in the half precisions, the least precise first.
HALF_STEPS: dict[Half, float] = {"bfloat16": 2.0**-7, "float16": 2.0**-10}

#: The dtypes that a payload holds.
DTYPES = ("float32", "float64", "uint8", "int8", "int32", "bool")


def to_numpy(operation: str, argument: str, value: Any) -> Array:
    """A value as a NumPy array of one of `DTYPES`, in the shape that it has.

    PyTorch tensors are detached and moved to the CPU. Half precision becomes float32; other
    integers become int32 where all values fit, else float64 where all are exact there.

    A TypeError, which names `operation` and `argument`, says why something can't be read.

    >>> to_numpy("explore", "x", np.arange(3)).dtype
    dtype('int32')
    """
    array = _read(operation, argument, value)
    if array.dtype.kind == "O":
        remedy = "give numbers in an array or in nested lists of one length"
        raise TypeError(
            error_text(operation, argument, value, "is not an array of numbers", remedy)
        )
    return _to_payload_dtype(operation, argument, array)


def same_bits(a: Array, b: Array) -> bool:
    """Whether two arrays are equal bit for bit: 0 is not −0, and one NaN is like another.

    >>> same_bits(np.array([0.0]), np.array([-0.0]))
    False
    """
    if a.dtype != b.dtype or a.shape != b.shape:
        return False
    bits = np.dtype(f"u{a.dtype.itemsize}")
    if a.flags.c_contiguous and b.flags.c_contiguous and np.array_equal(a.view(bits), b.view(bits)):
        return True
    nan = np.isnan(a) & np.isnan(b)
    return bool(np.all(nan | ((a == b) & (np.signbit(a) == np.signbit(b)))))


def surely_finite(array: Array) -> bool:
    """Whether a sum tells that all numbers are finite; False says that it is not known.

    >>> surely_finite(np.array([1.0, 2])), surely_finite(np.array([1.0, np.inf, -np.inf]))
    (True, False)
    """
    if array.dtype.kind != "f":
        return True
    with np.errstate(invalid="ignore", over="ignore"):
        return bool(np.isfinite(array.sum()))


def half_of(*values: Any) -> Half | None:
    """The least precise half precision of some arrays; None where no array has one.

    `to_numpy` makes float32 of them, and so hides it.

    >>> half_of(np.zeros(1, np.float16), None)
    'float16'
    """
    names = {str(getattr(value, "dtype", None)).removeprefix("torch.") for value in values}
    return next((half for half in HALF_STEPS if half in names), None)


def _read(operation: str, argument: str, value: Any) -> Array:
    if callable(getattr(value, "detach", None)) and callable(getattr(value, "cpu", None)):
        value = value.detach().cpu()
        if str(value.dtype) == "torch.bfloat16":
            value = value.float()
        if value.is_sparse or value.is_quantized:
            remedy = "give a dense tensor"
            raise TypeError(error_text(operation, argument, value, "is not a dense tensor", remedy))
        return np.asarray(value.resolve_conj().resolve_neg().numpy())
    if isinstance(value, np.ma.MaskedArray) and np.ma.is_masked(value):
        # Below its mask lie numbers that mean nothing.
        remedy = f"give {argument}.filled(…), with what these cells count as"
        raise TypeError(error_text(operation, argument, value, "has masked cells", remedy))
    if not hasattr(value, "__array__") and hasattr(value, "__dlpack__"):
        return np.from_dlpack(value)
    try:
        return np.asarray(value)
    except (TypeError, ValueError) as error:
        remedy = "give an array: NumPy's, PyTorch's, or one with __array__ or __dlpack__"
        problem = f"can't be read as an array: {error}"
        raise TypeError(error_text(operation, argument, value, problem, remedy)) from None


def _to_payload_dtype(operation: str, argument: str, array: Array) -> Array:
    native = array.astype(array.dtype.newbyteorder("="), copy=False)
    if native.dtype.name in DTYPES:
        return native
    if native.dtype == np.float16:
        return native.astype(np.float32)
    if native.dtype.kind in "iu":
        if not native.size or (native.min() >= -(2**31) and native.max() < 2**31):
            return native.astype(np.int32)
        exact = native.astype(np.float64)
        if np.array_equal(exact.astype(native.dtype), native) and np.abs(exact).max() <= 2**53:
            return exact
    remedy = f"give one of {', '.join(DTYPES)}"
    if native.dtype.kind == "c":
        remedy = "give its real part, its imaginary part or its magnitude"
    raise TypeError(
        error_text(operation, f"{argument}.dtype", str(array.dtype), "can't be shown", remedy)
    )
