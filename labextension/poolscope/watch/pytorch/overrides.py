"""Sees pooling operators where PyTorch's dispatcher meets them, whoever calls them.

While a scope runs, each pooling operator has a kernel that calls PyTorch's own and hands its
arguments and result to the scopes of the thread. There the output has its node in autograd's graph,
and an average over everything is still a pooling, not yet a mean.
"""

from __future__ import annotations

import threading
import warnings
from collections.abc import Callable
from functools import lru_cache
from typing import Any, Protocol

import torch
from torch.library import Library, get_kernel
from torch.utils._python_dispatch import _get_current_dispatch_mode_stack

from .functorch import readable

#: Operators with a kernel for each device, which autograd knows.
BASE = tuple(
    f"{name}{rank}d{rest}"
    for rank in (2, 3)
    for name, rest in (
        ("avg_pool", ""),
        ("_adaptive_avg_pool", ""),
        ("adaptive_max_pool", ""),
        ("fractional_max_pool", ""),
        ("max_pool", "_with_indices"),
    )
)
#: Operators that are composed of others.
COMPOSED = (
    "avg_pool1d",
    "max_pool1d",
    "max_pool1d_with_indices",
    "max_pool2d",
    "max_pool3d",
    "adaptive_max_pool1d",
    "adaptive_avg_pool1d",
    "adaptive_avg_pool2d",
    "adaptive_avg_pool3d",
)

#: What Lp pooling ends with: only behind autograd has its output a node to hook onto.
POWER = "pow.Tensor_Scalar"


class Call:
    """A pooling operator that is running, or has run: the outermost of those that make it up."""

    def __init__(self, name: str, args: tuple[Any, ...], kwargs: dict[str, Any]) -> None:
        self.name = name
        self.args = args
        self.kwargs = kwargs
        self.result: Any = None
        #: The indices that an operator within it gave.
        self.indices: torch.Tensor | None = None
        #: Whether an operator within it says itself that its arrays can't be read.
        self.unread = False

    def note(self, result: Any) -> None:
        """Takes the indices of an operator within the call."""
        if isinstance(result, tuple):
            self.indices = result[1]


class Listener(Protocol):
    """What is told of calls: a recorder."""

    def see(self, call: Call) -> None:
        """Takes a call that has run."""

    def miss(self) -> None:
        """Takes notice of a call that is none of its thread's."""

    def settle(self) -> None:
        """Takes notice that autograd has made the node of what was seen last."""


_thread = threading.local()
#: Reentrant: a generator that is collected may leave its block while this thread enters another.
_lock = threading.RLock()
_listeners: list[Listener] = []
_library: Library | None = None


def running() -> Call | None:
    """The pooling call that runs in this thread."""
    call: Call | None = getattr(_thread, "call", None)
    return call


def listening() -> bool:
    """Whether a scope hears of calls now, in whichever thread."""
    return bool(_listeners)


def listen(listener: Listener) -> None:
    """Tells a listener of calls from now on."""
    global _library
    with _lock:
        _listeners.append(listener)
        try:
            if _library is None:
                _library = _override()
        except BaseException:
            _listeners.remove(listener)
            raise


def leave(listener: Listener) -> None:
    """Tells it no more; the last one that leaves restores PyTorch's kernels."""
    global _library
    with _lock:
        if listener in _listeners:
            _listeners.remove(listener)
        if not _listeners and _library is not None:
            library, _library = _library, None
            library._destroy()


def in_second_backward() -> bool:
    """Whether autograd differentiates a pooling's gradient: it pools again then, on its own."""
    return in_node() and "BackwardBackward" in torch._C._current_autograd_node().name()


def in_node() -> bool:
    """Whether a pooling's own node in autograd's graph runs, whose hooks tell of its gradients."""
    node = torch._C._current_autograd_node()
    written = isinstance(node, torch._C._FunctionBase)
    return node is not None and not written and "Pool" in node.name()


@lru_cache
def _plans() -> list[tuple[str, str, str]]:
    """Each operator, the key that its kernel is replaced at, and the one its own is found at."""
    plans = [(name, "Autograd", "AutogradCPU") for name in BASE]
    plans += [(name, "CompositeImplicitAutograd", "AutogradCPU") for name in COMPOSED]
    plans.append((POWER, "Autograd", "AutogradCPU"))
    for name in BASE + COMPOSED:
        for alias in ("FuncTorchBatched", "FuncTorchBatchedDecomposition"):
            if torch._C._dispatch_has_kernel_for_dispatch_key(f"aten::{name}", alias):
                plans.append((name, alias, "FuncTorchBatched"))
    return plans


def _override() -> Library:
    plans = _plans()
    library = Library("aten", "IMPL")
    # PyTorch's own kernels, all of them before the first is replaced.
    kernels = [_kernel(name, get_kernel(f"aten::{name}", key)) for name, _, key in plans]
    try:
        with warnings.catch_warnings():
            # PyTorch warns of the first kernel that is replaced.
            warnings.simplefilter("ignore")
            for (name, key, _), kernel in zip(plans, kernels):
                library.impl(name, kernel, key, with_keyset=True)
    except BaseException:
        library._destroy()
        raise
    return library


def _kernel(name: str, original: Any) -> Callable[..., Any]:
    if name == POWER:
        return _power_kernel(original)

    def kernel(keys: Any, *args: Any, **kwargs: Any) -> Any:
        outer = running()
        if outer is not None:
            result = original.call_boxed(keys, *args, **kwargs)
            outer.note(result)
            return result
        if not readable(args[0]) or in_second_backward():
            return original.call_boxed(keys, *args, **kwargs)
        call = Call(name, args, kwargs)
        _thread.call = call
        try:
            call.result = original.call_boxed(keys, *args, **kwargs)
        finally:
            _thread.call = None
        _tell(call)
        return call.result

    return kernel


def _power_kernel(original: Any) -> Callable[..., Any]:
    def kernel(keys: Any, *args: Any, **kwargs: Any) -> Any:
        result = original.call_boxed(keys, *args, **kwargs)
        here = _get_current_dispatch_mode_stack()
        for listener in list(_listeners):
            if any(mode is listener for mode in here):
                listener.settle()
        return result

    return kernel


def _tell(call: Call) -> None:
    here = _get_current_dispatch_mode_stack()
    for listener in list(_listeners):
        if any(mode is listener for mode in here):
            listener.see(call)
        else:
            listener.miss()
