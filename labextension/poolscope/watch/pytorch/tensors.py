"""Reads the tensors and arguments of PyTorch's operators."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
import torch

from ...core.arrays import Array, Half, to_numpy
from ..call.source import Source
from .functorch import dense, outside

#: Numbers that are read as they lie there: others take another kind with a look at all of them.
RAW = (torch.float32, torch.float64, torch.float16, torch.bfloat16, torch.int64)


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
    return np.array(source_of(tensor, rank).array, order="C")


def source_of(tensor: torch.Tensor, rank: int) -> Source:
    """The same in torch's memory, to be read by blocks: copy what is to stay as it is."""
    return _source(tensor, lambda array: array if array.ndim == rank + 2 else array[None])


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


def narrowed(indices: Array) -> Array:
    """Indices in four bytes each, where all of them fit.

    >>> narrowed(np.array([7])).dtype, narrowed(np.array([2**31])).dtype
    (dtype('int32'), dtype('int64'))
    """
    least, most = indices.min(initial=0), indices.max(initial=0)
    fits = least >= -(2**31) and most < 2**31
    return indices.astype(np.int32) if fits else indices


def source_shaped(tensor: torch.Tensor, shape: Sequence[int]) -> Source | None:
    """The same, brought to a shape: torch may have put an axis of 1 before the spatial one.

    None where it doesn't fit.
    """
    if tensor.numel() != math.prod(shape):
        return None
    return _source(tensor, lambda array: array.reshape(shape[0], shape[-1], *shape[1:-1]))


def _source(tensor: torch.Tensor, shaped: Callable[[Array], Array]) -> Source:
    half: Half | None = None
    with outside():
        if dense(tensor) and tensor.dtype in RAW:
            plain = tensor.detach().cpu().resolve_neg()
            if plain.dtype == torch.bfloat16:
                half, plain = "bfloat16", plain.view(torch.uint16)
            array = plain.numpy()
        else:
            array = to_numpy("watch", "tensor", tensor)
    return Source(np.moveaxis(shaped(array), 1, -1), half)
