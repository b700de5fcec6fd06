"""Where calls run again: compiled, on a device, in a precision."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import torch

from ...core.errors import error_text

#: The backend that `compile=True` means, as for torch.compile.
DEFAULT_BACKEND = "inductor"
PRECISIONS = (torch.float64, torch.float32, torch.bfloat16, torch.float16)


@dataclass(frozen=True)
class Target:
    """Where calls run again; what is None stays as it was captured, on a CPU and not compiled."""

    backend: str | None = None
    device: torch.device | None = None
    dtype: torch.dtype | None = None

    def __str__(self) -> str:
        compiled = f"torch.compile ({self.backend})" if self.backend else "PyTorch's operators"
        dtype = None if self.dtype is None else str(self.dtype).partition(".")[2]
        device = self.device and f"on {self.device}"
        return " ".join(
            part for part in (compiled, device, f"in {dtype}" if dtype else None) if part
        )


def read_target(compile: bool | str | None, device: Any, dtype: Any) -> Target:
    """Checks the arguments of `recheck`; without any it is torch.compile.

    A ValueError or TypeError says which can't be used, a RuntimeError that a compiler is missing.

    >>> str(read_target("aot_eager", None, torch.bfloat16))
    'torch.compile (aot_eager) in bfloat16'
    """
    if compile is None and device is None and dtype is None:
        compile = True
    target = Target(_read_backend(compile), _read_device(device), _read_dtype(dtype))
    if target == Target():
        remedy = "give compile=True, or a device or dtype"
        raise ValueError(error_text("recheck", "compile", compile, "names nothing else", remedy))
    if target.backend == DEFAULT_BACKEND and (target.device is None or target.device.type == "cpu"):
        _need_compiler()
    return target


def _read_backend(compile: bool | str | None) -> str | None:
    if compile is None or compile is False:
        return None
    if compile is True:
        return DEFAULT_BACKEND
    known = torch._dynamo.list_backends(exclude_tags=())
    if isinstance(compile, str) and compile in known:
        return str(compile)
    remedy = f"give True, or one of {', '.join(known)}"
    raise ValueError(error_text("recheck", "compile", compile, "is no backend", remedy))


def _read_device(device: Any) -> torch.device | None:
    if device is None:
        return None
    remedy = f"give one that torch finds here: {', '.join(_devices())}"
    try:
        found = torch.device(device)
        torch.zeros(1, device=found)
    except (RuntimeError, TypeError, AssertionError, NotImplementedError) as error:
        problem = f"is not there ({first_line(error)})"
        raise ValueError(error_text("recheck", "device", str(device), problem, remedy)) from None
    if found.type == "meta":
        raise ValueError(error_text("recheck", "device", "meta", "holds no numbers", remedy))
    return found


def _devices() -> list[str]:
    """The devices that torch finds on this machine."""
    kind = torch.accelerator.current_accelerator(check_available=True)
    return ["cpu"] if kind is None else ["cpu", kind.type]


def _read_dtype(dtype: Any) -> torch.dtype | None:
    found = getattr(torch, dtype, None) if isinstance(dtype, str) else dtype
    if found is None and dtype is None:
        return None
    if isinstance(found, torch.dtype) and found in PRECISIONS:
        return found
    names = ", ".join(map(str, PRECISIONS))
    problem = "is no dtype that gradients are checked in"
    raise TypeError(error_text("recheck", "dtype", str(dtype), problem, f"give one of {names}"))


def _need_compiler() -> None:
    """Raises unless there is the C++ compiler that torch.compile's default backend calls."""
    from torch._inductor.cpp_builder import get_cpp_compiler
    from torch._inductor.exc import InvalidCxxCompiler

    try:
        get_cpp_compiler()
    except (InvalidCxxCompiler, RuntimeError, OSError):
        raise RuntimeError(
            "recheck: compile=True needs a C++ compiler, and torch finds none; install g++ or"
            ' clang++ (or name one in the variable CXX), or give compile="aot_eager"'
        ) from None


def first_line(error: BaseException) -> str:
    """What an error says first."""
    # What torch.compile wraps says more than the wrapping.
    error = getattr(error, "inner_exception", error)
    lines = [line.strip() for line in str(error).splitlines() if line.strip()]
    return lines[0][:200] if lines else type(error).__name__
