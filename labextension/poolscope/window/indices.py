"""Masks from the indices of other frameworks, by each one's convention."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Literal, get_args

import numpy as np
from numpy.typing import NDArray

from ..core.arrays import Array
from ..core.errors import error_text
from ..core.layout import CHANNELS_LAST, Layout, cell_text, user_order
from .geometry import Geometry
from .mask import Mask

Convention = Literal[
    "window", "pytorch", "tensorflow", "tensorflow-batch", "onnx", "onnx-column-major"
]
CONVENTIONS: tuple[Convention, ...] = get_args(Convention)


def mask_from_indices(
    indices: Array,
    convention: Convention,
    geometry: Geometry,
    operation: str = "mask_from_indices",
    layout: Layout = CHANNELS_LAST,
) -> Mask:
    """The mask that indices of maxima stand for: a bool matrix `[rows, window_size]`.

    `indices` are integers in the output's shape, channels last; −1 stands for a row without a
    maximum. A ValueError names the row of an index that is out of range, in another plane, in the
    padding, or outside its own window, the output cell as `layout` has it; a TypeError other
    numbers.

    >>> from poolscope.window.windows import windows
    >>> geometry = windows((1, 2, 2, 1), kernel_size=2)
    >>> mask_from_indices(np.full((1, 1, 1, 1), 2), "pytorch", geometry).astype(int).tolist()
    [[0, 0, 1, 0]]
    """
    if indices.shape != geometry.output_shape:
        problem = f"is not the output's, {list(user_order(geometry.output_shape, layout))}"
        remedy = "give one index an output cell, in the layout that is named"
        shape = list(user_order(indices.shape, layout))
        raise ValueError(error_text(operation, "indices.shape", shape, problem, remedy))
    if not np.issubdtype(indices.dtype, np.integer):
        remedy = "give int64 or int32 indices"
        raise TypeError(
            error_text(operation, "indices.dtype", str(indices.dtype), "is not an integer", remedy)
        )
    flat = indices.ravel().astype(np.int64)
    mask = np.zeros((geometry.rows, geometry.window_size), dtype=np.bool_)
    if convention == "window":
        _check_range(operation, flat, geometry.window_size, convention, geometry, layout)
        for column, cells in enumerate(geometry.columns()):
            here = flat == column
            _refuse(operation, here & (cells < 0), flat, "lies in the padding", geometry, layout)
            mask[:, column] = here
        return mask
    count = index_count(convention, geometry)
    _check_range(operation, flat, count, convention, geometry, layout)
    cells = _cells_of(flat, convention, geometry)
    batch, channel = _batch_and_channel(geometry)
    foreign = (flat >= 0) & (
        (cells // (geometry.cells // max(1, geometry.input_shape[0])) != batch)
        | (cells % geometry.input_shape[-1] != channel)
    )
    _refuse(operation, foreign, flat, "is outside its plane", geometry, layout)
    for column, input_cells in enumerate(geometry.columns()):
        mask[:, column] = (input_cells == cells) & (flat >= 0)
    outside = (flat >= 0) & ~mask.any(axis=1)
    _refuse(operation, outside, flat, "is outside its own window", geometry, layout)
    return mask


def fitting_conventions(indices: Array, geometry: Geometry) -> list[Convention]:
    """The conventions by which all indices lie in their own windows.

    >>> from poolscope.window.windows import windows
    >>> geometry = windows((1, 2, 2, 2), kernel_size=2)
    >>> fitting_conventions(np.array([6, 7]).reshape(1, 1, 1, 2), geometry)
    ['tensorflow', 'tensorflow-batch']
    """
    fit = []
    for convention in CONVENTIONS:
        try:
            mask_from_indices(indices, convention, geometry)
        except (TypeError, ValueError):
            continue
        fit.append(convention)
    return fit


def index_count(convention: Convention, geometry: Geometry) -> int:
    """How many indices a convention has for an input."""
    batch, *spatial, channels = geometry.input_shape
    plane = math.prod(spatial)
    if convention == "pytorch":
        return plane
    return plane * channels if convention == "tensorflow" else batch * plane * channels


def _batch_and_channel(geometry: Geometry) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """The batch entry and the channel of each row."""
    rows = np.arange(geometry.rows)
    channels = geometry.output_shape[-1]
    return rows // max(1, math.prod(geometry.output_shape[1:])), rows % channels


def _cells_of(
    index: NDArray[np.int64], convention: Convention, geometry: Geometry
) -> NDArray[np.int64]:
    """The input cell that each row's index means, flat, channels last."""
    _, *spatial, channels = geometry.input_shape
    plane = math.prod(spatial)
    batch, channel = _batch_and_channel(geometry)
    if convention == "pytorch":
        return (batch * plane + index) * channels + channel
    if convention == "tensorflow":
        return batch * plane * channels + index
    if convention == "tensorflow-batch":
        return index
    image, at = index // plane, index % plane
    if convention == "onnx-column-major":
        at = _row_major(at, spatial)
    return (image // channels * plane + at) * channels + image % channels


def _row_major(at: NDArray[np.int64], spatial: Sequence[int]) -> NDArray[np.int64]:
    """Column-major places in a plane as row-major ones."""
    along = np.unravel_index(at, tuple(spatial), order="F")
    return np.ravel_multi_index(along, tuple(spatial)).astype(np.int64)


def _check_range(
    operation: str,
    flat: NDArray[np.int64],
    count: int,
    convention: str,
    geometry: Geometry,
    layout: Layout,
) -> None:
    problem = f"is out of range (by {convention!r} there are {count})"
    _refuse(operation, (flat < -1) | (flat >= count), flat, problem, geometry, layout)


def _refuse(
    operation: str,
    wrong: NDArray[np.bool_],
    flat: NDArray[np.int64],
    problem: str,
    geometry: Geometry,
    layout: Layout,
) -> None:
    if not wrong.any():
        return
    row = int(np.flatnonzero(wrong)[0])
    cell = cell_text(row, geometry.output_shape, layout)
    derivation = f"row {row} is output cell [{cell}]"
    remedy = "is this the geometry and the convention that the indices were made with?"
    raise ValueError(
        error_text(operation, f"indices at row {row}", int(flat[row]), problem, remedy, derivation)
    )
