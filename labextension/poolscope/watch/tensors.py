"""Reads the tensors and arguments of PyTorch's operators."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray

from ..core.arrays import Array, to_numpy
from ..window.geometry import Geometry
from ..window.indices import mask_from_indices
from .functorch import outside


def arguments_of(func: Any, args: tuple[Any, ...], kwargs: dict[str, Any]) -> dict[str, Any]:
    """The arguments of an operator by name, with the defaults of those that were left out."""
    named = {}
    for at, argument in enumerate(func._schema.arguments):
        if at < len(args):
            named[argument.name] = args[at]
        else:
            named[argument.name] = kwargs.get(argument.name, argument.default_value)
    return named


def read_array(tensor: torch.Tensor, rank: int) -> Array:
    """A copy of a plain tensor, `[batch, ...spatial, channels]`, a batch of 1 if it has none."""
    return np.array(look_at(tensor, rank), order="C")


def look_at(tensor: torch.Tensor, rank: int) -> Array:
    """The same, which may lie in torch's memory: copy what is to stay as it is."""
    with outside():
        array = to_numpy("watch", "tensor", tensor)
    if array.ndim == rank + 1:
        array = array[None]
    return np.moveaxis(array, 1, -1)


def shape_last(tensor: torch.Tensor, rank: int) -> tuple[int, ...]:
    """The shape that `read_array` gives a plain tensor.

    >>> shape_last(torch.zeros(3, 5, 4), 2)
    (1, 5, 4, 3)
    """
    shape = tuple(tensor.shape) if tensor.ndim == rank + 2 else (1, *tensor.shape)
    return (shape[0], *shape[2:], shape[1])


def order_of(tensor: torch.Tensor, rank: int) -> tuple[int, ...]:
    """How the axes of a plain tensor lie in memory, the outermost first; a batch of 1 if none.

    >>> order_of(torch.zeros(2, 3, 5, 4).to(memory_format=torch.channels_last), 2)
    (0, 2, 3, 1)
    """
    strides = list(tensor.stride())
    if tensor.ndim == rank + 1:
        strides.insert(0, max(strides, default=1) * max(tensor.shape, default=1) + 1)
    # Sorting is stable: an axis of one cell stays where it is.
    return tuple(sorted(range(len(strides)), key=lambda axis: -strides[axis]))


def look_shaped(tensor: torch.Tensor, shape: Sequence[int]) -> Array | None:
    """The same, brought to a shape: torch may have put an axis of 1 before the spatial one.

    None where it doesn't fit.
    """
    with outside():
        array = to_numpy("watch", "tensor", tensor)
    if array.size != math.prod(shape):
        return None
    array = array.reshape(shape[0], shape[-1], *shape[1:-1])
    return np.moveaxis(array, 1, -1)


def winners_of(
    indices: NDArray[np.int64], input_shape: tuple[int, ...], geometry: Geometry | None
) -> NDArray[np.int64]:
    """The flat input cell of each row's maximum; −1 where its window has no real cell."""
    batch, *spatial, channels = input_shape
    plane = int(np.prod(spatial))
    shape = (batch, *[1] * len(spatial), channels)
    entry = np.arange(batch).reshape(-1, *[1] * (len(spatial) + 1))
    cells = (entry * plane + indices) * channels + np.broadcast_to(np.arange(channels), shape)
    flat = cells.ravel()
    if geometry is None or geometry.plane_real_cells().all():
        return flat
    return np.where(geometry.real_cells() > 0, flat, -1)


def problem_of_indices(
    cells: NDArray[np.int64], indices: NDArray[np.int64], geometry: Geometry
) -> str | None:
    """In words, that an index lies outside of its window; None where all lie inside."""
    if (geometry.columns_of(cells) >= 0)[cells >= 0].all():
        return None
    real = np.where(geometry.real_cells().reshape(indices.shape) > 0, indices, -1)
    try:
        mask_from_indices(real, "pytorch", geometry, "watch")
    except ValueError as error:
        return str(error)
    return "watch: an index lies outside of its window"
