"""Reads the tensors and arguments of PyTorch's operators."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import numpy as np
import torch

from ...core.arrays import Array, to_numpy
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
