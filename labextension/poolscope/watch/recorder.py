"""Records the pooling calls of a block, whichever way they are made."""

from __future__ import annotations

import fnmatch
import threading
from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np
import torch
from torch.utils._python_dispatch import TorchDispatchMode

from ..core.errors import error_text
from ..core.numbers import counted
from . import overrides
from .budget import Budget
from .call import PoolCall
from .checks import NO_RULE
from .functorch import dense, has_tangent, mapped_axes, plain, readable, wrapped
from .gradients import Gradients
from .lp import Chain, Norm
from .operation import UNREAD, Operation, as_norm, read
from .origin import Modules, Names, Place
from .refuse import refuse_tracing
from .tensors import arguments_of, channels_last, problem_of_indices, winners_of
from .ties import find_ties


class Held(NamedTuple):
    """An average that may be part of an Lp pooling, and the name that the call then has."""

    call: overrides.Call
    place: Place


class Recorder(TorchDispatchMode):
    """Fills a list of calls. What goes wrong in here stands in `problems` and is never raised."""

    def __init__(self, modules: Modules, limit: int, batch: int, only: str | None = None) -> None:
        super().__init__()
        self.calls: list[PoolCall] = []
        self._problems: list[str] = []
        self._names = Names(modules)
        self._budget = Budget(limit)
        self._batch = batch
        self._only = only
        self._left_out = 0
        self._thread = threading.get_ident()
        self._elsewhere = self._unmoded = 0
        self._gradients = Gradients(self._guard)
        self._chain = Chain()
        self._held: Held | None = None

    @property
    def problems(self) -> list[str]:
        """A line for each thing that was not recorded, and why."""
        lines = list(self._problems)
        if self._left_out:
            lines.append(f"{counted(self._left_out, 'call')} left out by only={self._only!r}")
        if self._elsewhere:
            lines.append(f"{counted(self._elsewhere, 'call')} in another thread: not recorded")
        if self._unmoded:
            lines.append(
                f"{counted(self._unmoded, 'call')} where PyTorch's dispatch modes are off:"
                " not recorded"
            )
        return lines

    def start(self) -> None:
        """Hears of calls from now on, in this thread."""
        self._thread = threading.get_ident()
        overrides.listen(self)
        try:
            self.__enter__()
        except BaseException:
            overrides.leave(self)
            raise

    def stop(self) -> None:
        """Removes every hook."""
        overrides.leave(self)
        self._guard(self._release)
        for call in self.calls:
            self._guard(call.end)
        self._gradients.stop()
        self._names.forget()

    def __torch_dispatch__(
        self,
        func: Any,
        types: Any,
        args: tuple[Any, ...] = (),
        kwargs: dict[str, Any] | None = None,
    ) -> Any:
        refuse_tracing()
        kwargs = kwargs or {}
        name = func._schema.name.partition("::")[2]
        self._guard(self._gradients.hook_nodes)
        if name in overrides.COMPOSED:
            # Dispatched whole in inference mode: the operator's kernel tells of it.
            with self:
                result = func.decompose(*args, **kwargs)
            if result is not NotImplemented:
                return result
        result = func(*args, **kwargs)
        self._guard(self._see_operator, func, name, args, kwargs, result)
        return result

    def see(self, call: overrides.Call) -> None:
        """Takes a pooling call that has run in this thread."""
        self._guard(self._see_call, call)

    def miss(self) -> None:
        """Counts a call that is not recorded."""
        if threading.get_ident() == self._thread:
            self._unmoded += 1
        else:
            self._elsewhere += 1

    def _guard(self, step: Callable[..., None], *arguments: Any) -> None:
        """Runs a step whose failure must not stop the model, and which warns of no numbers."""
        try:
            with np.errstate(all="ignore"):
                step(*arguments)
        except Exception as error:
            line = str(error) if str(error).startswith("watch: ") else f"watch: {error!r}"
            if line not in self._problems:
                self._problems.append(line)

    def _see_operator(
        self, func: Any, name: str, args: tuple[Any, ...], kwargs: dict[str, Any], result: Any
    ) -> None:
        """Takes any operator: the backward ones, those of Lp pooling, and calls without autograd."""
        if self._held is not None or name == "pow" or "avg_pool" in name:
            self._follow_chain(name, args, result)
        if "pool" not in name or not readable(args[0]):
            return
        running = overrides.running()
        if name.endswith("_backward"):
            self._gradients.see_backward(name, arguments_of(func, args, kwargs), result)
        elif name.startswith(UNREAD):
            if running is not None:
                running.unread = True
            raise ValueError(f"watch: {name} was called, whose arrays can't be read")
        elif name in overrides.BASE:
            if running is not None:
                running.note(result)
            elif not overrides.in_second_backward():
                # Without autograd, as in inference mode.
                call = overrides.Call(name, args, kwargs)
                call.result = result
                self._see_call(call)

    def _follow_chain(self, name: str, args: tuple[Any, ...], result: Any) -> None:
        norm = self._chain.see(name, args, result)
        if norm is not None and self._held is not None:
            held, self._held = self._held, None
            self._record_norm(held, norm)
        elif self._held is not None and not self._chain.open:
            self._release()

    def _see_call(self, call: overrides.Call) -> None:
        self._release()
        place = self._names.place()
        if self._chain.open and "avg_pool" in call.name:
            self._held = Held(call, place)
        else:
            self._record(call, place)

    def _release(self) -> None:
        """Records an average that turned out to be one."""
        held, self._held = self._held, None
        if held is not None:
            self._chain.forget()
            self._record(held.call, held.place)

    def _record(self, call: overrides.Call, place: Place) -> None:
        func = getattr(torch.ops.aten, call.name).default
        arguments = arguments_of(func, call.args, call.kwargs)
        x = arguments["self"]
        output, *rest = call.result if isinstance(call.result, tuple) else (call.result,)
        if call.unread:
            return
        if not dense(x):
            raise ValueError(f"watch: {call.name} was called, whose arrays can't be read")
        rank = int(call.name.split("pool")[1][0])
        operation = read(call.name, arguments, x.shape[-rank:])
        made = self._add(operation, place, plain(x, rank), plain(output, rank), x.dtype)
        if made is None:
            return
        recorded, array, maxima = made
        indices = rest[0] if rest else call.indices
        if operation.op == "max":
            self._read_indices(recorded, indices, array, maxima)
        self._finish(recorded, array)
        if has_tangent(x):
            recorded.add_note("a derivative went through it forwards: not checked")
        self._gradients.follow(recorded, x, output)
        saved = indices if operation.op == "max" else x
        if not recorded.hooked and saved is not None:
            self._gradients.remember(saved, recorded)

    def _record_norm(self, held: Held, norm: Norm) -> None:
        func = getattr(torch.ops.aten, held.call.name).default
        arguments = arguments_of(func, held.call.args, held.call.kwargs)
        rank = int(held.call.name.split("pool")[1][0])
        powers = arguments["self"]
        operation = as_norm(read(held.call.name, arguments, powers.shape[-rank:]), norm.p)
        axes = mapped_axes(powers)
        x, output = plain(norm.x, rank, axes), plain(norm.output, rank, [0] * len(axes))
        made = self._add(operation, held.place, x, output, norm.x.dtype)
        if made is None:
            return
        recorded, array, _ = made
        recorded.leave_unchecked(NO_RULE)
        self._finish(recorded, array)
        self._gradients.follow_norm(recorded, norm, wrapped(powers))

    def _add(
        self,
        operation: Operation,
        place: Place,
        x: torch.Tensor,
        output: torch.Tensor,
        dtype: torch.dtype,
    ) -> tuple[PoolCall, Any, Any] | None:
        """The call, added to the list, its input and its output; None if it is to be left out."""
        name = self._names.name(operation.function, place)
        if self._only is not None and not fnmatch.fnmatchcase(name, self._only):
            self._left_out += 1
            return None
        rank = len(operation.sizes)
        array, maxima = channels_last(x, rank), channels_last(output, rank)
        call = PoolCall(
            order=len(self.calls),
            name=name,
            turn=sum(call.name == name for call in self.calls),
            where=place.line,
            operation=operation,
            geometry=operation.geometry(array.shape[0], array.shape[-1]),
            windows=operation.windows(array.shape[0], array.shape[-1]),
            input_shape=array.shape,
            output_shape=maxima.shape,
            dtype=str(dtype).partition(".")[2],
            epsilon=float(torch.finfo(dtype).eps) if dtype.is_floating_point else 0.0,
        )
        return call, array, maxima

    def _read_indices(
        self, call: PoolCall, indices: torch.Tensor | None, array: Any, maxima: Any
    ) -> None:
        flat = None
        if indices is not None:
            rank = len(call.operation.sizes)
            flat = channels_last(plain(indices, rank), rank, call.output_shape)
        if flat is None:
            call.leave_unchecked("its indices were not seen")
            return
        flat = flat.astype(np.int64)
        cells = winners_of(flat, array.shape, call.windows)
        problem = problem_of_indices(cells, flat, call.windows) if call.windows else None
        if problem is not None:
            call.add_note(problem)
            call.leave_unchecked("its indices can't be read")
            return
        call.cells = cells
        if call.windows:
            call.tied = find_ties(array, maxima, cells, call.windows)

    def _finish(self, call: PoolCall, array: Any) -> None:
        if call.operation.function.startswith("fractional"):
            call.add_note("windows at random places: there is no mask to show")
        elif call.geometry is None:
            call.add_note("windows of different sizes: there is no mask to show")
        if call.dtype in ("bfloat16", "float16"):
            call.add_note(f"{call.dtype}, shown as float32")
        call.kept, note = self._budget.keep(self._batch, array.shape[0], call.entry_bytes(array))
        if note:
            call.add_note(note)
        call.see_forward(array)
        self.calls.append(call)
