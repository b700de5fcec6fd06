"""Sees every operator of PyTorch while it runs, and writes down those that pool."""

from __future__ import annotations

import weakref
from collections.abc import Callable
from typing import Any, Literal, NamedTuple

import numpy as np
import torch
from numpy.typing import NDArray
from torch.utils._python_dispatch import TorchDispatchMode

from ..numbers import count
from .budget import Budget
from .call import PoolCall
from .operation import COMPOSED, READ, UNREAD, Operation, adaptive_mean, lp, read
from .origin import Caller, Modules, caller
from .tensors import arguments_of, channels_last, check_indices, readable, winners_of
from .ties import ties_of

MEANS = {f"adaptive_avg_pool{rank}d": rank for rank in (1, 2, 3)}
NORMS = {f"lp_pool{rank}d": rank for rank in (1, 2, 3)}


#: Which gradients a node tells of: an Lp pooling is made of several.
Gives = Literal["both", "dout", "din"]


class Pending(NamedTuple):
    """An output whose node is still to come."""

    output: Callable[[], Any]
    call: PoolCall
    #: The input's shape, by which its gradient is known.
    shape: torch.Size
    gives: Gives


class Recorder(TorchDispatchMode):
    """Fills a list of calls. What goes wrong in here is told in `problems`, never raised."""

    def __init__(self, modules: Modules, limit: int, batch: int) -> None:
        super().__init__()
        self.calls: list[PoolCall] = []
        self.problems: list[str] = []
        self._modules = modules
        self._budget = Budget(limit)
        self._batch = batch
        #: Outputs whose node in autograd's graph is not there yet.
        self._pending: list[Pending] = []
        #: Calls by where what their backward operator is given lies: indices, or else the input.
        self._by_saved: dict[int, tuple[weakref.ref[torch.Tensor], PoolCall]] = {}
        self._handles: list[Any] = []
        #: Lp poolings that have begun: their function's frame, their input, and its power.
        self._norms: dict[int, tuple[torch.Tensor, torch.Tensor]] = {}

    def stop(self) -> None:
        """Takes back every hook."""
        for handle in self._handles:
            handle.remove()
        self._handles.clear()
        self._pending.clear()
        self._by_saved.clear()
        self._norms.clear()
        for call in self.calls:
            call.cells = None

    def __torch_dispatch__(
        self,
        func: Any,
        types: Any,
        args: tuple[Any, ...] = (),
        kwargs: dict[str, Any] | None = None,
    ) -> Any:
        kwargs = kwargs or {}
        name = func._schema.name.partition("::")[2]
        self._guarded(self._hook_pending)
        if name in COMPOSED:
            with self:
                result = func.decompose(*args, **kwargs)
            if result is not NotImplemented:
                return result
        result = func(*args, **kwargs)
        if "pool" in name or name in ("pow", "mean"):
            self._guarded(self._look, name, arguments_of(func, args, kwargs), result)
        return result

    def _guarded(self, step: Callable[..., None], *arguments: Any) -> None:
        """A step whose failure must not stop the model."""
        try:
            step(*arguments)
        except Exception as error:
            line = str(error) if str(error).startswith("watch: ") else f"watch: {error!r}"
            if line not in self.problems:
                self.problems.append(line)

    def _look(self, name: str, arguments: dict[str, Any], result: Any) -> None:
        x = next((value for value in arguments.values() if isinstance(value, torch.Tensor)), None)
        if x is None or not readable(x):
            return
        if name.endswith("_backward"):
            self._look_backward(arguments, result)
        elif name in READ:
            came = caller()
            if came.functions.keys() & NORMS.keys():
                return
            output, *rest = result if isinstance(result, tuple) else (result,)
            rank = int(name.split("pool")[1][0])
            operation = read(name, arguments, x.shape[-rank:])
            self._record(operation, came, x, output, rest[0] if rest else None)
        elif name == "mean":
            self._look_at_mean(x, result)
        elif name == "pow":
            self._look_at_power(x, result)
        elif name.startswith(UNREAD):
            raise ValueError(f"watch: {name} was called, whose arrays can't be read")

    def _look_at_mean(self, x: torch.Tensor, output: torch.Tensor) -> None:
        """An adaptive average to one cell is a mean, in a function of that name."""
        came = caller()
        for function, rank in MEANS.items():
            if function in came.functions:
                self._record(adaptive_mean(x.shape[-rank:]), came, x, output, None)

    def _look_at_power(self, x: torch.Tensor, output: torch.Tensor) -> None:
        """An Lp pooling raises its input to a power first, and its output last."""
        came = caller()
        for function, rank in NORMS.items():
            frame = came.functions.get(function)
            if frame is None:
                continue
            begun = self._norms.pop(id(frame), None)
            if begun is None:
                self._norms[id(frame)] = (x, output)
            else:
                first, power = begun
                operation = lp(function, frame.f_locals, first.shape[-rank:])
                call = self._record(operation, came, first, output, None, "dout")
                self._await(power, call, first.shape, "din")

    def _record(
        self,
        operation: Operation,
        came: Caller,
        x: torch.Tensor,
        output: torch.Tensor,
        indices: torch.Tensor | None,
        gives: Gives = "both",
    ) -> PoolCall:
        rank = len(operation.sizes)
        own = channels_last(x, rank, operation.flat)
        geometry = operation.geometry(own.shape[0], own.shape[-1])
        maxima = channels_last(output, rank, operation.flat)
        call = PoolCall(
            len(self.calls),
            *self._named(operation, came),
            operation,
            geometry,
            own.shape,
            maxima.shape,
            str(x.dtype).partition(".")[2],
            float(torch.finfo(x.dtype).eps) if x.dtype.is_floating_point else 0.0,
        )
        if operation.op == "max" and indices is not None:
            flat = channels_last(indices, rank, operation.flat).astype(np.int64)
            call.cells = winners_of(flat, own.shape, geometry)
            if geometry:
                check_indices(call, flat, geometry)
                call.ties = ties_of(own, maxima, call.cells, geometry)
        if geometry is None:
            call.notes.append("windows of different sizes: there is no mask to show")
        if x.dtype in (torch.bfloat16, torch.float16):
            call.notes.append(f"{call.dtype}, shown as float32")
        call.kept = self._share(call, own)
        call.saw_forward(own)
        self.calls.append(call)
        self._await(output, call, x.shape, gives)
        saved = x if indices is None else indices
        self._by_saved[saved.data_ptr()] = (weakref.ref(saved), call)
        if not x.requires_grad and not _in_function():
            call.backward = "not needed"
        return call

    def _await(self, output: torch.Tensor, call: PoolCall, shape: torch.Size, gives: Gives) -> None:
        """Waits for the node of an output, which autograd makes after the operator has run."""
        self._pending.append(Pending(lambda: output, call, shape, gives))

    def _named(self, operation: Operation, came: Caller) -> tuple[str, int, str]:
        """The call's name, which of that name it is, and where it comes from."""
        name, module = self._modules.innermost()
        if module is not None and not any(True for _ in module.children()):
            # A layer of its own.
            name = name or type(module).__name__
        else:
            place = f"{operation.function} ({came.where})" if came.where else operation.function
            name = f"{name}.{place}" if name else place
        return name, sum(call.name == name for call in self.calls), came.where

    def _share(self, call: PoolCall, x: NDArray[Any]) -> tuple[int, int]:
        """Which batch entries of a call are kept; a note says what is left out."""
        batch = x.shape[0]
        cells = x.size // max(1, batch)
        rows = int(np.prod(call.output_shape[1:]))
        window = call.geometry.window_size if call.geometry and call.cells is not None else 0
        entry = 2 * cells * x.itemsize + rows * (x.itemsize + window)
        there = max(0, batch - self._batch)
        kept = self._budget.take(entry, there)
        end = self._batch + kept
        if batch and not there:
            call.notes.append(f"none of {count(batch)} batch entries is kept: batch={self._batch}")
        elif kept == 0 and batch:
            size = f"an entry takes {entry / 1e6:.3g} MB, {self._budget.left / 1e6:.3g} MB are left"
            limit = f"of limit={self._budget.limit / 1e6:.3g} MB"
            call.notes.append(f"none of {count(batch)} batch entries is kept: {size} {limit}")
        elif kept < batch:
            entries = f"entry {self._batch}" if kept == 1 else f"entries {self._batch} to {end - 1}"
            call.notes.append(
                f"batch {entries} of {count(batch)} kept; what was found is of the whole batch"
            )
        return (self._batch, end) if kept else (0, 0)

    def _hook_pending(self) -> None:
        """Hooks onto the nodes that autograd has made since."""
        waiting = []
        for one in self._pending:
            output = one.output()
            if output is None:
                continue
            node = output.grad_fn
            if node is None:
                waiting.append(one._replace(output=weakref.ref(output)))
            else:
                self._handles.append(node.register_hook(self._hook(one, output.output_nr)))
                one.call.backward = "not seen"
                one.call.hooked = True
        self._pending = waiting

    def _hook(self, one: Pending, nr: int) -> Callable[[Any, Any], None]:
        def seen(grad_inputs: Any, grad_outputs: Any) -> None:
            dout = grad_outputs[nr] if nr < len(grad_outputs) else None
            fitting = (own for own in grad_inputs if own is not None and own.shape == one.shape)
            if dout is not None:
                self._guarded(self._take, one.call, one.gives, dout, next(fitting, None))

        return seen

    def _look_backward(self, arguments: dict[str, Any], din: Any) -> None:
        """A backward operator of a call that has no node, as in compiled code."""
        saved = arguments["indices"] if "indices" in arguments else arguments["self"]
        known = self._by_saved.get(saved.data_ptr())
        if known is None or known[0]() is None or known[1].hooked:
            return
        self._take(known[1], "both", arguments["grad_output"], din)

    def _take(
        self, call: PoolCall, gives: Gives, dout: torch.Tensor, din: torch.Tensor | None
    ) -> None:
        rank, flat = len(call.operation.sizes), call.operation.flat
        if gives != "din":
            call.dout = channels_last(dout, rank, flat)
        if gives != "dout":
            own = None if din is None else channels_last(din, rank, flat)
            call.saw_backward(own)


def _in_function() -> bool:
    """Whether autograd is off because a function of the user's runs: its node comes later."""
    return not torch.is_grad_enabled()
