"""Runs pooling calls again: the same function on the same numbers, compiled or not."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Sequence
from functools import partial
from types import FunctionType
from typing import Any, NamedTuple

import numpy as np
import torch
import torch.nn.functional as F

from ...core.arrays import Array
from ..pytorch.operation import Operation

Pool = Callable[[torch.Tensor], Any]
_numbers = itertools.count()


class Given(NamedTuple):
    """What a call is given again."""

    operation: Operation
    x: torch.Tensor
    dout: torch.Tensor | None

    @property
    def key(self) -> tuple[Any, ...]:
        """What calls must share to run in one compiled function."""
        x, dout = self.x, self.dout
        kind = (tuple(x.shape), x.stride(), x.dtype, x.device, x.requires_grad)
        return (repr(self.operation), *kind, None if dout is None else dout.stride())


class Result(NamedTuple):
    """What it gave, as tensors: its output, indices of a max pooling, and the input's gradient."""

    output: torch.Tensor
    indices: torch.Tensor | None
    din: torch.Tensor | None


def tensor_of(
    array: Array, order: tuple[int, ...] | None, dtype: torch.dtype, device: Any = None
) -> torch.Tensor:
    """A tensor, channels first, of an array with its channels last; its axes lie as in `order`.

    >>> tensor_of(np.zeros((2, 5, 4, 3)), (0, 2, 3, 1), torch.float32).stride()
    (60, 1, 12, 3)
    """
    first = torch.from_numpy(np.array(np.moveaxis(array, -1, 1), order="C"))
    tensor = first.to(device=device, dtype=dtype)
    if order is None or len(order) != tensor.ndim:
        return tensor
    back = [order.index(axis) for axis in range(tensor.ndim)]
    return tensor.permute(order).contiguous().permute(back)


def pooling(operation: Operation) -> Pool:
    """The function of torch that computes an operation; a max pooling gives its indices too."""
    function = getattr(F, operation.function)
    options, extra = dict(operation.options or {}), operation.extra
    if "output_size" in extra:
        indices = {"return_indices": True} if operation.op == "max" else {}
        return partial(function, output_size=extra["output_size"], **indices)
    include = options.pop("count_include_pad", True)
    dilation = options.pop("dilation", 1)
    if operation.op == "max":
        return partial(function, **options, dilation=dilation, return_indices=True)
    if operation.op == "lp":
        options.pop("padding", None)
        # A window of several axes is given as a tuple: torch multiplies it out.
        for name in ("kernel_size", "stride"):
            sizes = tuple(options[name])
            options[name] = sizes[0] if operation.function == "lp_pool1d" else sizes
        return partial(function, norm_type=extra["p"], **options)
    divisor = {"divisor_override": extra["divisor"]} if "divisor" in extra else {}
    return partial(function, **options, count_include_pad=include, **divisor)


class Runner:
    """Runs calls, and keeps what was compiled for others of the same kind."""

    def __init__(self, backend: str | None) -> None:
        self._backend = backend
        self._compiled: dict[tuple[Any, ...], Pool] = {}

    def run(self, givens: Sequence[Given]) -> list[Result]:
        """Runs calls in one function, and their backward passes in one.

        Whatever torch raises goes through; a RuntimeError says that nothing was compiled.
        """
        pools = [pooling(given.operation) for given in givens]
        key = tuple(given.key for given in givens)
        function = self._compiled.get(key)
        if function is None:
            function = _together(pools)
            if self._backend is not None:
                function = _compile(function, self._backend)
            self._compiled[key] = function
        with torch.enable_grad():
            given_back = function([given.x for given in givens])
            outputs = [one[0] if isinstance(one, tuple) else one for one in given_back]
            asked = [at for at, given in enumerate(givens) if given.dout is not None]
            dins = (
                torch.autograd.grad(
                    [outputs[at] for at in asked],
                    [givens[at].x for at in asked],
                    [givens[at].dout for at in asked],
                )
                if asked
                else ()
            )
        gradients = dict(zip(asked, dins))
        return [
            Result(
                output.detach(),
                back[1] if isinstance(back, tuple) else None,
                gradients.get(at),
            )
            for at, (output, back) in enumerate(zip(outputs, given_back))
        ]


def _together(pools: Sequence[Pool]) -> Any:
    def pool_all(xs: list[torch.Tensor]) -> list[Any]:
        return [pool(x) for pool, x in zip(pools, xs)]

    return pool_all


def _compile(function: Any, backend: str) -> Any:
    """Compiles a function whole; an error, where torch would quietly run its operators instead."""
    ran = []

    def spy(graph: Any, inputs: Any, **options: Any) -> Any:
        ran.append(True)
        return torch._dynamo.lookup_backend(backend)(graph, inputs, **options)

    # Code of its own: torch stops compiling after some kinds of input to one code.
    name = f"recheck_{next(_numbers)}"
    code = function.__code__.replace(co_name=name)
    fresh = FunctionType(code, function.__globals__, name, None, function.__closure__)
    compiled = torch.compile(fresh, backend=spy, fullgraph=True, dynamic=False)

    def run(xs: list[torch.Tensor]) -> Any:
        result = compiled(xs)
        if not ran:
            raise RuntimeError("torch.compile is switched off here, and ran PyTorch's operators")
        return result

    return run
