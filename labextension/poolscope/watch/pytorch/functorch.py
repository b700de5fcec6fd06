"""Reads the tensors that functorch wraps: those of `vmap`, `grad` and their like."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager

import torch
from torch._C import _functorch
from torch._subclasses.fake_tensor import FakeTensor
from torch.autograd import forward_ad
from torch.utils._python_dispatch import is_traceable_wrapper_subclass


@contextmanager
def outside() -> Iterator[None]:
    """Runs operators on plain tensors, unseen by transforms, modes and autograd."""
    with torch.no_grad(), torch._C._DisableFuncTorch(), torch._C._DisableTorchDispatch():
        yield


def wrapped(x: torch.Tensor) -> bool:
    """Whether a transform of functorch holds the tensor."""
    return bool(_functorch.is_functorch_wrapped_tensor(x))


def needs_gradient(x: torch.Tensor) -> bool:
    """Whether autograd, or a transform of functorch, asks for the gradient of a tensor."""
    while not x.requires_grad and _functorch.is_functorch_wrapped_tensor(x):
        x = _functorch.get_unwrapped(x)
    return bool(x.requires_grad)


def has_tangent(x: torch.Tensor) -> bool:
    """Whether a derivative is taken forwards through a tensor, by `jvp` or forward_ad."""
    if forward_ad._current_level < 0:
        return False
    while forward_ad.unpack_dual(x).tangent is None:
        if not _functorch.is_functorch_wrapped_tensor(x):
            return False
        x = _functorch.get_unwrapped(x)
    return True


def peeled(x: torch.Tensor) -> tuple[torch.Tensor, list[int]]:
    """The tensor below the outer `vmap`s, and the axis that each of them maps, the outermost first.

    It is the one whose node is in autograd's graph.
    """
    axes = []
    while _functorch.is_batchedtensor(x):
        axes.append(_functorch.maybe_get_bdim(x))
        x = _functorch.get_unwrapped(x)
    return x, axes


def mapped_axes(x: torch.Tensor) -> list[int]:
    """The axes that all `vmap`s map, the outermost first."""
    axes = []
    while _functorch.is_functorch_wrapped_tensor(x):
        if _functorch.is_batchedtensor(x):
            axes.append(_functorch.maybe_get_bdim(x))
        x = _functorch.get_unwrapped(x)
    return axes


def innermost(x: torch.Tensor) -> torch.Tensor:
    """The tensor that holds the numbers."""
    while _functorch.is_functorch_wrapped_tensor(x):
        x = _functorch.get_unwrapped(x)
    return x


def plain(x: torch.Tensor, rank: int, axes: Sequence[int] = ()) -> torch.Tensor:
    """The numbers of a tensor with `rank` spatial axes, its mapped axes merged into the batch.

    `axes` are those that were peeled off the tensor before.
    """
    with outside():
        moved, mapped = _mapped_first(x)
        for axis in reversed(axes):
            moved, mapped = moved.movedim(mapped + axis, mapped), mapped + 1
        # A tensor without a batch axis has one of channels before the spatial ones.
        batch = mapped + (moved.ndim - mapped == rank + 2)
        return moved.flatten(0, batch - 1) if batch > 1 else moved


def _mapped_first(x: torch.Tensor) -> tuple[torch.Tensor, int]:
    """The numbers with the mapped axes first, and how many those are."""
    if not _functorch.is_functorch_wrapped_tensor(x):
        return x, 0
    moved, mapped = _mapped_first(_functorch.get_unwrapped(x))
    if not _functorch.is_batchedtensor(x):
        return moved, mapped
    return moved.movedim(mapped + _functorch.maybe_get_bdim(x), mapped), mapped + 1


def readable(x: torch.Tensor) -> bool:
    """Whether a tensor has numbers: a compiler's fake ones have none."""
    if torch._is_functional_tensor(x):
        return False
    x = innermost(x)
    return not (
        isinstance(x, FakeTensor)
        or x.device.type == "meta"
        or torch._is_functional_tensor(x)
        or is_traceable_wrapper_subclass(x)
    )


def dense(x: torch.Tensor) -> bool:
    """Whether the numbers lie in memory as they are: not MKL-DNN's, quantized or sparse."""
    x = innermost(x)
    return x.layout == torch.strided and not x.is_quantized
