"""What `explore` is given, and which layout of it fits: errors name the user's own axes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np

from .core.arguments import is_integer
from .core.arrays import Array
from .core.errors import error_text
from .core.layout import (
    Layout,
    channels_last,
    channels_last_shape,
    resolve_layout,
    user_order,
)
from .window.geometry import Geometry
from .window.indices import Convention, fitting_conventions, mask_from_indices
from .window.mask import Mask, check_mask, max_mask
from .window.options import read_shape
from .window.windows import windows

OPERATION = "explore"
#: What a person may have forgotten to say.
CANDIDATES: tuple[Layout, ...] = ("NCHW", "NHWC", "CHW", "HWC", "HW")


@dataclass(frozen=True)
class Given:
    """The arrays of a pooling with the axes that the user gave, and its options."""

    arrays: dict[str, Array | None]
    mask: Array | None
    shape: tuple[int, ...] | None
    #: Those of `windows`; a `kernel_size` of "global" is the whole input.
    options: dict[str, Any]
    #: How many spatial axes the options are for, where they tell.
    rank: int | None


class Fitted(NamedTuple):
    """The same as the library has it: the exact layout, the windows, channels-last arrays."""

    layout: Layout
    geometry: Geometry
    arrays: dict[str, Array | None]


def fit(given: Given, layout: Layout) -> Fitted:
    """Reads what was given in a layout.

    A ValueError names what doesn't fit, in the user's axes, and the layouts in which all fits.
    """
    try:
        return _fit(given, layout)
    except ValueError as error:
        fits = [f'layout="{one}"' for one in CANDIDATES if one != layout and _fits(given, one)]
        if not fits:
            raise
        raise ValueError(f"{error}. The shapes fit with {' or '.join(fits)}.") from None


def _fits(given: Given, layout: Layout) -> bool:
    try:
        _fit(given, layout)
    except ValueError:
        return False
    return True


def _fit(given: Given, layout: Layout) -> Fitted:
    argument, shape = _input_shape(given)
    exact = resolve_layout(OPERATION, layout, given.rank, len(shape), argument)
    inner = read_shape(OPERATION, channels_last_shape(shape, exact), named=argument, given=shape)
    options = given.options
    if options["kernel_size"] == "global":
        options = options | {"kernel_size": inner[1:-1]}
    geometry = windows(inner, **options, operation=OPERATION)
    if given.mask is not None:
        _check_mask_shape(given.mask, geometry)
    output = user_order(geometry.output_shape, exact)
    for name in ("dout", "indices"):
        _check_shape(name, given.arrays[name], output, exact)
    _check_shape("din", given.arrays["din"], user_order(inner, exact), exact)
    arrays = {
        name: None if array is None else channels_last(array, exact)
        for name, array in given.arrays.items()
    }
    return Fitted(exact, geometry, arrays)


def _input_shape(given: Given) -> tuple[str, tuple[int, ...]]:
    """The input's shape, and the argument that tells it."""
    for name in ("x", "din"):
        array = given.arrays[name]
        if array is not None:
            return f"{name}.shape", array.shape
    if given.shape is not None:
        return "shape", _sizes(given.shape)
    problem = "leaves the input's shape open"
    remedy = "give x or din, or the input's shape beside mask or indices: shape=(8, 32, 48, 16)"
    raise ValueError(error_text(OPERATION, "x", None, problem, remedy))


def _sizes(shape: Any) -> tuple[int, ...]:
    sizes = shape.tolist() if isinstance(shape, np.ndarray) else shape
    if isinstance(sizes, Sequence) and all(is_integer(size) for size in sizes):
        return tuple(sizes)
    remedy = "give the input's sizes, as in shape=(8, 32, 48, 16)"
    raise ValueError(error_text(OPERATION, "shape", shape, "is no shape", remedy))


def _check_shape(name: str, array: Array | None, shape: Sequence[int], layout: Layout) -> None:
    if array is None or array.shape == tuple(shape):
        return
    problem = f"is not {list(shape)}, which follows from the geometry"
    remedy = f"give the {name} of this pooling, in the layout that is named"
    argument = f"{name}.shape"
    raise ValueError(error_text(OPERATION, argument, list(array.shape), problem, remedy, layout))


def _check_mask_shape(mask: Array, geometry: Geometry) -> None:
    """A mask is a matrix in every layout; one of other windows is to blame before any gradient."""
    rows, size = geometry.rows, geometry.window_size
    if mask.shape in ((rows, size), (rows * size,)):
        return
    problem = f"is not {[rows, size]}"
    derivation = "one row a window and channel, one column a cell"
    remedy = "give the mask of this pooling, or the options that it was made with"
    raise ValueError(
        error_text(OPERATION, "mask.shape", list(mask.shape), problem, remedy, derivation)
    )


def read_mask(
    x: Array | None,
    mask: Array | None,
    indices: Array | None,
    convention: Convention,
    geometry: Geometry,
    layout: Layout,
) -> Mask:
    """The mask that was given, or that indices or x stand for."""
    if mask is not None and indices is not None:
        remedy = "give one of the two"
        raise ValueError(error_text(OPERATION, "indices", indices, "stands beside mask", remedy))
    if mask is not None:
        return check_mask(OPERATION, mask, geometry)
    if indices is not None:
        try:
            return mask_from_indices(indices, convention, geometry, OPERATION, layout)
        except ValueError as error:
            fit = " or ".join(
                f"convention={fit!r}" for fit in fitting_conventions(indices, geometry)
            )
            raise ValueError(f"{error} They fit with {fit}." if fit else str(error)) from None
    if x is None:
        remedy = "give x, mask or indices"
        raise ValueError(error_text(OPERATION, "x", None, "leaves the maxima open", remedy))
    if x.dtype == np.bool_:
        problem = "has no order to take a maximum by"
        raise TypeError(error_text(OPERATION, "x.dtype", "bool", problem, "give numbers"))
    return max_mask(x, geometry)
