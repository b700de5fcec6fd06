"""Makes a call of what a pooling operator was given and gave."""

from __future__ import annotations

import fnmatch
from collections import Counter
from functools import partial

import numpy as np
import torch

from ...core.arrays import Array
from ...core.layout import exact_layout
from ...window.largest import find_largest
from ..call.call import PoolCall
from ..call.ties import find_ties
from ..call.winners import problem_of_indices, winners_of
from ..pytorch import overrides
from ..pytorch.functorch import dense, has_tangent, mapped_axes, plain, wrapped
from ..pytorch.lp import Norm
from ..pytorch.operation import Operation, as_norm, read
from ..pytorch.origin import Names, Place
from ..pytorch.tensors import (
    arguments_of,
    look_at,
    look_shaped,
    order_of,
    shape_last,
)
from .budget import Budget
from .gradients import Gradients

TANGENT = "a derivative went through it forwards: not checked"


class Capture:
    """The calls of a block, with what is kept of them."""

    def __init__(
        self,
        names: Names,
        gradients: Gradients,
        limit: int | None,
        batch: int,
        only: str | None,
    ) -> None:
        self.calls: list[PoolCall] = []
        #: How many calls have a name that is not asked for.
        self.left_out = 0
        self._turns: Counter[str] = Counter()
        self._names = names
        self._gradients = gradients
        #: None where calls are kept whole until they are stored.
        self._budget = None if limit is None else Budget(limit)
        self._batch = batch
        self._only = only

    def record(self, call: overrides.Call, place: Place) -> None:
        """Adds a call of an operator."""
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
        made = self._create(operation, place, plain(x, rank), plain(output, rank), x.dtype)
        if made is None:
            return
        recorded, array = made
        indices = rest[0] if rest else call.indices
        self._finish(recorded, array, indices if operation.op == "max" else None)
        if has_tangent(x):
            recorded.add_note(TANGENT)
        self._gradients.follow(recorded, x, output)
        saved = indices if operation.op == "max" else x
        if not recorded.hooked and saved is not None:
            self._gradients.remember(saved, recorded)

    def take_step(self) -> list[PoolCall]:
        """The calls since the last time, which are forgotten here."""
        calls, self.calls = self.calls, []
        self._turns.clear()
        return calls

    def record_norm(self, call: overrides.Call, place: Place, norm: Norm, *, tangent: bool) -> None:
        """Adds a call of Lp pooling; `call` is the average within it.

        `tangent` says whether a derivative is taken forwards through that.
        """
        func = getattr(torch.ops.aten, call.name).default
        arguments = arguments_of(func, call.args, call.kwargs)
        rank = int(call.name.split("pool")[1][0])
        powers = arguments["self"]
        operation = as_norm(read(call.name, arguments, powers.shape[-rank:]), norm.p)
        axes = mapped_axes(powers)
        x, output = plain(norm.x, rank, axes), plain(norm.output, rank, [0] * len(axes))
        made = self._create(operation, place, x, output, norm.x.dtype)
        if made is None:
            return
        recorded, array = made
        self._finish(recorded, array)
        if tangent:
            recorded.add_note(TANGENT)
        self._gradients.follow_norm(recorded, norm, wrapped(powers))

    def _create(
        self,
        operation: Operation,
        place: Place,
        x: torch.Tensor,
        output: torch.Tensor,
        dtype: torch.dtype,
    ) -> tuple[PoolCall, Array] | None:
        """A call and its input; None if the call is to be left out."""
        name = self._names.name(operation.function, place)
        if self._only is not None and not fnmatch.fnmatchcase(name, self._only):
            self.left_out += 1
            return None
        rank = len(operation.sizes)
        array = look_at(x, rank)
        output_shape = shape_last(output, rank)
        call = PoolCall(
            order=len(self.calls),
            name=name,
            turn=self._turns[name],
            where=place.line,
            operation=operation,
            geometry=operation.geometry(array.shape[0], array.shape[-1]),
            windows=operation.windows(array.shape[0], array.shape[-1]),
            input_shape=array.shape,
            output_shape=output_shape,
            layout=exact_layout("NCHW" if x.ndim == rank + 2 else "CHW", rank),
            dtype=str(dtype).partition(".")[2],
            epsilon=float(torch.finfo(dtype).eps) if dtype.is_floating_point else 0.0,
        )
        call.compiled = place.compiled
        call.orders["x"] = order_of(x, rank)
        return call, array

    def _judge(self, call: PoolCall, flat: Array | None, array: Array) -> None:
        """Finds what there is in a call's input; `flat` are its indices, flat in their planes."""
        if flat is not None:
            self._read_indices(call, flat, array)
        call.see_forward(array)

    def _read_indices(self, call: PoolCall, flat: Array, array: Array) -> None:
        call.cells = cells = winners_of(flat, array.shape, call.windows)
        if call.windows is None:
            return
        largest = find_largest(call.windows, array)
        problem = None
        if largest.are(cells):
            # Who compares them again sees at once that they are the same.
            call.cells = cells = largest.cells
        else:
            problem = problem_of_indices(cells, flat.astype(np.int64), call.windows)
        if problem is not None:
            call.cells = None
            call.notes.insert(0, problem)
            call.leave_unchecked("its indices can't be read")
            return
        call.largest, call.tied = largest, find_ties(largest, cells)

    def _finish(self, call: PoolCall, array: Array, indices: torch.Tensor | None = None) -> None:
        """Takes the input and the indices, and adds the call to the list."""
        flat = None
        if indices is not None:
            rank = len(call.operation.sizes)
            flat = look_shaped(plain(indices, rank), call.output_shape)
        if call.operation.op == "max" and flat is None:
            call.leave_unchecked("its indices were not seen")
        if call.operation.function.startswith("fractional"):
            call.add_note("windows at random places: there is no mask to show")
        elif call.geometry is None:
            call.add_note("windows of different sizes: there is no mask to show")
        if call.dtype in ("bfloat16", "float16"):
            call.add_note(f"{call.dtype}, shown as float32")
        if self._budget is None:
            call.kept = (0, array.shape[0])
        else:
            call.kept, note = self._budget.keep(
                self._batch, array.shape[0], call.entry_bytes(array, masked=flat is not None)
            )
            if note:
                call.add_note(note)
        if flat is not None and call.is_whole:
            # Looked at later, when torch may have written there.
            flat = flat.copy(order="K")
        if self._budget is None:
            call.indices = flat
        call.take(array, partial(self._judge, call, flat))
        self._turns[call.name] += 1
        self.calls.append(call)
