"""Makes a call of what a pooling operator was given and gave."""

from __future__ import annotations

import fnmatch
from collections import Counter

import torch

from ...core.layout import exact_layout
from ..call.call import PoolCall
from ..call.source import Source
from ..pytorch import overrides
from ..pytorch.functorch import dense, has_tangent, mapped_axes, plain, wrapped
from ..pytorch.lp import Norm
from ..pytorch.operation import Operation, as_norm, read
from ..pytorch.origin import Names, Place
from ..pytorch.tensors import (
    arguments_of,
    narrowed,
    order_of,
    shape_last,
    source_of,
    source_shaped,
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
        recorded, given = made
        indices = rest[0] if rest else call.indices
        self._finish(recorded, given, indices if operation.op == "max" else None)
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
        recorded, given = made
        self._finish(recorded, given)
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
    ) -> tuple[PoolCall, Source] | None:
        """A call and its input; None if the call is to be left out."""
        name = self._names.name(operation.function, place)
        if self._only is not None and not fnmatch.fnmatchcase(name, self._only):
            self.left_out += 1
            return None
        rank = len(operation.sizes)
        given = source_of(x, rank)
        batch, *_, channels = given.shape
        output_shape = shape_last(output, rank)
        call = PoolCall(
            order=len(self.calls),
            name=name,
            turn=self._turns[name],
            where=place.line,
            operation=operation,
            geometry=operation.geometry(batch, channels),
            windows=operation.windows(batch, channels),
            input_shape=given.shape,
            output_shape=output_shape,
            layout=exact_layout("NCHW" if x.ndim == rank + 2 else "CHW", rank),
            dtype=str(dtype).partition(".")[2],
            epsilon=float(torch.finfo(dtype).eps) if dtype.is_floating_point else 0.0,
        )
        call.compiled = place.compiled
        call.orders["x"] = order_of(x, rank)
        return call, given

    def _finish(self, call: PoolCall, x: Source, indices: torch.Tensor | None = None) -> None:
        """Takes the input and the indices, and adds the call to the list."""
        flat = None
        if indices is not None:
            rank = len(call.operation.sizes)
            flat = source_shaped(plain(indices, rank), call.output_shape)
        if call.operation.op == "max" and flat is None:
            call.leave_unchecked("its indices were not seen")
        if call.operation.function.startswith("fractional"):
            call.add_note("windows at random places: there is no mask to show")
        elif call.geometry is None:
            call.add_note("windows of different sizes: there is no mask to show")
        if call.dtype in ("bfloat16", "float16"):
            call.add_note(f"{call.dtype}, shown as float32")
        batch = call.input_shape[0]
        if self._budget is None:
            call.keep(0, batch)
        else:
            entry = call.entry_bytes(x, masked=flat is not None)
            kept, note = self._budget.keep(self._batch, batch, entry)
            call.keep(*kept)
            if note:
                call.add_note(note)
        if flat is not None and call.is_whole:
            # Looked at later, when torch may have written there.
            flat = Source(narrowed(flat.copy()))
        if self._budget is None and flat is not None:
            call.indices = flat.array
        call.take(x, flat)
        self._turns[call.name] += 1
        self.calls.append(call)
