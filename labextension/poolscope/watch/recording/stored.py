"""Hands the calls of steps to a store, once their backward passes came."""

from __future__ import annotations

from collections import deque
from typing import Any, cast

from ...core.numbers import counted
from ...store.layout import ArrayKey
from ...store.write import StoreWriter, Written
from ..call.call import PoolCall
from ..call.described import describe

#: So many steps may wait for a backward pass that comes after the next forward pass.
WAITING = 2


class Steps:
    """The steps of a block, which go into a store one after the other."""

    def __init__(self, path: str, model: str, limit: int) -> None:
        self._path = path
        self._writer = StoreWriter(path, model, limit, describe)
        self._waiting: deque[list[PoolCall]] = deque()
        #: How many steps there were.
        self.count = 0
        self._empty = 0

    def add(self, calls: list[PoolCall]) -> None:
        """Takes a step; those before it are written if their gradients came."""
        self.count += 1
        self._waiting.append(calls)
        while self._waiting and (len(self._waiting) > WAITING or _is_done(self._waiting[0])):
            self._write(self._waiting.popleft())

    def close(self) -> None:
        """Writes what waits, and ends when all is written."""
        while self._waiting:
            self._write(self._waiting.popleft())
        self._writer.close()

    @property
    def line(self) -> str:
        """What is in the store."""
        return f"{counted(self._writer.finished, 'step')} in {self._path}: check_store looks at it"

    @property
    def problems(self) -> list[str]:
        """Why not all of the steps are in the store."""
        lines = [f"store: {self._writer.problem}"] if self._writer.problem else []
        if self._writer.left_out:
            calls = counted(self._writer.left_out, "call")
            lines.append(f"store: {calls} not stored: {self._writer.why_left_out}")
        if self._empty:
            lines.append(f"store: {counted(self._empty, 'call')} of an empty batch: not stored")
        return lines

    def _write(self, calls: list[PoolCall]) -> None:
        for call in calls:
            call.end()
        there = [call for call in calls if call.input_shape[0]]
        self._empty += len(calls) - len(there)
        self._writer.put([Written(attributes_of(one), _arrays_of(one)) for one in there])


def attributes_of(call: PoolCall) -> dict[str, Any]:
    """What tells a call from others that are not like it, in JSON."""
    operation = call.operation
    return {
        "name": call.name,
        "turn": call.turn,
        "where": call.where,
        "op": operation.op,
        "function": operation.function,
        "sizes": list(operation.sizes),
        "options": operation.options,
        "extra": operation.extra,
        "channels": call.input_shape[-1],
        "output": list(call.output_shape[1:-1]),
        "layout": call.layout,
        "dtype": call.dtype,
        "backward": call.backward,
        "notes": call.notes,
        "unchecked": call.unread,
    }


def _is_done(calls: list[PoolCall]) -> bool:
    """Whether no gradient is waited for."""
    return all(call.backward != "not seen" for call in calls)


def _arrays_of(call: PoolCall) -> dict[ArrayKey, Any]:
    return cast(dict[ArrayKey, Any], call.whole_arrays())
