"""Reads the tensors and arguments of PyTorch's operators."""

from __future__ import annotations

from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch._subclasses.fake_tensor import FakeTensor

from ..core.arrays import to_numpy
from ..window.geometry import Geometry
from ..window.indices import mask_from_indices
from .call import PoolCall


def arguments_of(func: Any, args: tuple[Any, ...], kwargs: dict[str, Any]) -> dict[str, Any]:
    """The arguments of an operator by name, with the defaults of those that were left out."""
    named = {}
    for at, argument in enumerate(func._schema.arguments):
        if at < len(args):
            named[argument.name] = args[at]
        else:
            named[argument.name] = kwargs.get(argument.name, argument.default_value)
    return named


def readable(x: torch.Tensor) -> bool:
    """Whether a tensor has numbers: a compiler's fake ones have none."""
    return not isinstance(x, FakeTensor) and x.device.type != "meta"


def channels_last(tensor: torch.Tensor, rank: int, flat: bool) -> NDArray[Any]:
    """A tensor as an array `[batch, ...spatial, channels]`, with a batch of 1 where it has none.

    `flat` says that torch put an axis of 1 before the spatial one, which is dropped.
    """
    with torch.no_grad():
        array = to_numpy("watch", "tensor", tensor)
    if flat:
        array = array.reshape(*array.shape[:-2], array.shape[-1])
    if array.ndim == rank + 1:
        array = array[None]
    return np.ascontiguousarray(np.moveaxis(array, 1, -1))


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
    if geometry is None:
        return flat
    return np.where(geometry.real_cells() > 0, flat, -1)


def check_indices(call: PoolCall, indices: NDArray[np.int64], geometry: Geometry) -> None:
    """Notes an index that lies outside of its window, and forgets the winners of such a call."""
    inside = np.zeros(geometry.rows, dtype=np.bool_)
    for cells in geometry.columns():
        inside |= cells == call.cells
    if call.cells is None or inside[call.cells >= 0].all():
        return
    real = np.where(geometry.real_cells().reshape(indices.shape) > 0, indices, -1)
    try:
        mask_from_indices(real, "pytorch", geometry, "watch")
    except ValueError as error:
        call.notes.append(str(error))
        call.cells = None
