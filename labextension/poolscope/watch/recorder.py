"""Sees every operator that PyTorch dispatches, and records those that pool."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import torch
from torch.utils._python_dispatch import TorchDispatchMode

from .budget import Budget
from .call import PoolCall
from .gradients import Gives, Gradients
from .operation import COMPOSED, READ, UNREAD, Operation, read, read_lp, read_mean
from .origin import Caller, Modules, find_caller
from .tensors import arguments_of, channels_last, check_indices, readable, winners_of
from .ties import find_ties

MEANS = {f"adaptive_avg_pool{rank}d": rank for rank in (1, 2, 3)}
NORMS = {f"lp_pool{rank}d": rank for rank in (1, 2, 3)}


class Recorder(TorchDispatchMode):
    """Fills a list of calls. What goes wrong in here stands in `problems` and is never raised."""

    def __init__(self, modules: Modules, limit: int, batch: int) -> None:
        super().__init__()
        self.calls: list[PoolCall] = []
        self.problems: list[str] = []
        self._modules = modules
        self._budget = Budget(limit)
        self._batch = batch
        self._gradients = Gradients(self._guard)
        #: The input and the power of Lp poolings that have begun, by their function's frame.
        self._norms: dict[int, tuple[torch.Tensor, torch.Tensor]] = {}

    def stop(self) -> None:
        """Removes every hook."""
        self._gradients.stop()
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
        self._guard(self._gradients.hook_nodes)
        if name in COMPOSED:
            with self:
                result = func.decompose(*args, **kwargs)
            if result is not NotImplemented:
                return result
        result = func(*args, **kwargs)
        if "pool" in name or name in ("pow", "mean"):
            self._guard(self._see, name, arguments_of(func, args, kwargs), result)
        return result

    def _guard(self, step: Callable[..., None], *arguments: Any) -> None:
        """Runs a step whose failure must not stop the model."""
        try:
            step(*arguments)
        except Exception as error:
            line = str(error) if str(error).startswith("watch: ") else f"watch: {error!r}"
            if line not in self.problems:
                self.problems.append(line)

    def _see(self, name: str, arguments: dict[str, Any], result: Any) -> None:
        x = next((value for value in arguments.values() if isinstance(value, torch.Tensor)), None)
        if x is None or not readable(x):
            return
        if name.endswith("_backward"):
            self._gradients.see_backward(arguments, result)
        elif name in READ:
            caller = find_caller()
            if caller.functions.keys() & NORMS.keys():
                return
            output, *rest = result if isinstance(result, tuple) else (result,)
            rank = int(name.split("pool")[1][0])
            operation = read(name, arguments, x.shape[-rank:])
            self._record(operation, caller, x, output, rest[0] if rest else None)
        elif name == "mean":
            self._see_mean(x, result)
        elif name == "pow":
            self._see_power(x, result)
        elif name.startswith(UNREAD):
            raise ValueError(f"watch: {name} was called, whose arrays can't be read")

    def _see_mean(self, x: torch.Tensor, output: torch.Tensor) -> None:
        """An adaptive average to one cell is a mean, in a function of that name."""
        caller = find_caller()
        for function, rank in MEANS.items():
            if function in caller.functions:
                self._record(read_mean(x.shape[-rank:]), caller, x, output, None)

    def _see_power(self, x: torch.Tensor, output: torch.Tensor) -> None:
        """An Lp pooling raises its input to a power first, and its output last."""
        caller = find_caller()
        for function, rank in NORMS.items():
            frame = caller.functions.get(function)
            if frame is None:
                continue
            begun = self._norms.pop(id(frame), None)
            if begun is None:
                self._norms[id(frame)] = (x, output)
            else:
                first, power = begun
                operation = read_lp(function, frame.f_locals, first.shape[-rank:])
                call = self._record(operation, caller, first, output, None, "dout")
                self._gradients.expect(power, call, first.shape, "din")

    def _record(
        self,
        operation: Operation,
        caller: Caller,
        x: torch.Tensor,
        output: torch.Tensor,
        indices: torch.Tensor | None,
        gives: Gives = "both",
    ) -> PoolCall:
        rank = len(operation.sizes)
        array = channels_last(x, rank, operation.flat)
        geometry = operation.geometry(array.shape[0], array.shape[-1])
        maxima = channels_last(output, rank, operation.flat)
        name = self._name(operation, caller)
        call = PoolCall(
            order=len(self.calls),
            name=name,
            turn=sum(call.name == name for call in self.calls),
            where=caller.where,
            operation=operation,
            geometry=geometry,
            input_shape=array.shape,
            output_shape=maxima.shape,
            dtype=str(x.dtype).partition(".")[2],
            epsilon=float(torch.finfo(x.dtype).eps) if x.dtype.is_floating_point else 0.0,
        )
        if operation.op == "max" and indices is not None:
            flat = channels_last(indices, rank, operation.flat).astype(np.int64)
            call.cells = winners_of(flat, array.shape, geometry)
            if geometry:
                check_indices(call, flat, geometry)
                if call.cells is not None:
                    call.tied = find_ties(array, maxima, call.cells, geometry)
        if geometry is None:
            call.notes.append("windows of different sizes: there is no mask to show")
        if x.dtype in (torch.bfloat16, torch.float16):
            call.notes.append(f"{call.dtype}, shown as float32")
        call.kept, note = self._budget.keep(self._batch, array.shape[0], call.entry_bytes(array))
        call.notes += [note] if note else []
        call.see_forward(array)
        self.calls.append(call)
        self._gradients.expect(output, call, x.shape, gives)
        self._gradients.remember(x if indices is None else indices, call)
        # Autograd is off while a function of the user's runs: its node comes later.
        if not x.requires_grad and torch.is_grad_enabled():
            call.backward = "not needed"
        return call

    def _name(self, operation: Operation, caller: Caller) -> str:
        """A call's name: its layer's in the model, else its function and the user's line."""
        name, module = self._modules.innermost()
        if module is not None and not any(True for _ in module.children()):
            # A layer of its own.
            return name or type(module).__name__
        line = f" ({caller.where})" if caller.where else ""
        place = f"{operation.function}{line}"
        return f"{name}.{place}" if name else place
