"""`recheck`: one pooling layer in another implementation, held against our own rule."""

from __future__ import annotations

from collections.abc import Callable
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any

from .core.errors import error_text
from .watch import watch

if TYPE_CHECKING:
    import torch

    from .watch.recheck.rechecked import Rechecked


def recheck(
    layer: Callable[[Any], Any],
    x: Any,
    dout: Any = None,
    *,
    compile: bool | str | None = None,
    device: Any = None,
    dtype: Any = None,
    progress: bool = True,
) -> Rechecked:
    """Runs a pooling layer, or a function that pools, and checks it in another implementation.

        poolscope.recheck(nn.AvgPool2d(3, 2, ceil_mode=True), torch.randn(1, 3, 8, 8))

    x is a tensor or an array, channels first as torch has it, and is not written to. `dout` is the
    gradient of the output; without it, it is made of seeded normal numbers. The rest is as for
    `scope.recheck`: `compile`, `device`, `dtype`, or torch.compile without any.

    Returns a scope with the layer's calls: a table, findings, and each to look at. An ImportError
    says that PyTorch is missing; other errors are those of `scope.recheck` and of the layer.
    """
    if find_spec("torch") is None:
        raise ImportError("recheck: needs PyTorch, which is not installed; install torch")
    import torch

    from .watch.recheck.target import read_target

    read_target(compile, device, dtype)
    if not callable(layer):
        remedy = "give a pooling layer, or a function that pools"
        raise TypeError(error_text("recheck", "layer", layer, "can't be called", remedy))
    given = _tensor("x", x).clone()
    needs = given.is_floating_point()
    with watch(layer if isinstance(layer, torch.nn.Module) else None, limit="64 GiB") as scope:
        result = layer(given.requires_grad_() if needs else given)
        output = result[0] if isinstance(result, tuple) and result else result
        if not isinstance(output, torch.Tensor):
            remedy = "give a layer that returns a tensor"
            raise TypeError(error_text("recheck", "layer(x)", output, "is no tensor", remedy))
        if needs:
            if dout is None:
                noise = torch.randn(output.shape, generator=torch.Generator().manual_seed(0))
                dout = noise.to(output)
            else:
                dout = _tensor("dout", dout).to(output)
            if dout.shape != output.shape:
                problem = f"is not {list(output.shape)}, the output's"
                remedy = "give the gradient of the output"
                shape = list(dout.shape)
                raise ValueError(error_text("recheck", "dout.shape", shape, problem, remedy))
            output.backward(dout)
    return scope.recheck(compile=compile, device=device, dtype=dtype, progress=progress)


def _tensor(argument: str, value: Any) -> torch.Tensor:
    import torch

    try:
        return torch.as_tensor(value).detach()
    except (TypeError, ValueError, RuntimeError):
        remedy = "give a tensor or an array of numbers"
        raise TypeError(
            error_text("recheck", argument, value, "can't be read as a tensor", remedy)
        ) from None
