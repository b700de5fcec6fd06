"""Writes steps into a store, in a thread of its own behind a bounded queue."""

from __future__ import annotations

import json
import math
import threading
from collections import deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from ..core.arrays import Array
from ..core.errors import error_text, one_line
from ..core.numbers import counted
from .layout import (
    ARRAYS,
    ATTRIBUTE,
    LIMITS,
    STEP_CHUNK,
    STEP_COLUMNS,
    STEPS,
    VERSION,
    ArrayKey,
    bytes_of_entry,
    entries_of_chunk,
)
from .read import StoredArray, StoredCall, StoreError


@dataclass(frozen=True)
class Written:
    """One call of a step: what it is, and its arrays, channels last."""

    attributes: Mapping[str, Any]
    arrays: Mapping[ArrayKey, Array]

    @property
    def nbytes(self) -> int:
        """The bytes of its arrays."""
        return sum(array.nbytes for array in self.arrays.values())


class StoreWriter:
    """Writes the calls of steps, in order; each kind of call has a group, to which steps append.

    What is written of a step counts only once its row stands in `steps`, which comes last, and
    every file takes its name when it is whole: a run that is killed leaves what was finished.

    `check` raises a StoreError for a call that a reader would refuse; such a call is left out.
    """

    def __init__(
        self,
        path: str | Path,
        model: str,
        limit: int,
        check: Callable[[StoredCall], object] | None = None,
    ) -> None:
        import zarr

        self.path = Path(path)
        if self.path.exists() and (not self.path.is_dir() or any(self.path.iterdir())):
            remedy = "give a path where nothing is"
            raise FileExistsError(error_text("watch", "store", str(path), "is there", remedy))
        attributes = {ATTRIBUTE: {"version": VERSION, "model": model}}
        self._root = zarr.create_group(self.path, zarr_format=3, attributes=attributes)
        self._limit = limit
        self._check = check
        self._groups: dict[str, _Group | str] = {}
        self._made = 0
        self._queue: deque[tuple[int, list[Written], int]] = deque()
        self._queued = 0
        self._step = 0
        self._changed = threading.Condition()
        self._closed = False
        #: How many steps are written.
        self.finished = 0
        #: Why no more is written.
        self.problem: str | None = None
        #: How many calls were left out, for no reader would take them, and why the first was.
        self.left_out, self.why_left_out = 0, ""
        self._thread = threading.Thread(target=self._run, name="poolscope store", daemon=True)
        self._thread.start()

    def put(self, calls: list[Written]) -> None:
        """Hands over a step; waits while the queue holds more than the limit."""
        size = sum(call.nbytes for call in calls)
        with self._changed:
            self._changed.wait_for(
                lambda: not self._queue or self._queued + size <= self._limit or self.problem
            )
            if self.problem is None:
                self._queue.append((self._step, calls, size))
                self._queued += size
            self._step += 1
            self._changed.notify_all()

    def close(self) -> None:
        """Waits until all is written."""
        with self._changed:
            self._closed = True
            self._changed.notify_all()
        self._thread.join()

    def _run(self) -> None:
        while True:
            with self._changed:
                self._changed.wait_for(lambda: self._queue or self._closed)
                if not self._queue:
                    return
                step, calls, size = self._queue[0]
            try:
                for call in calls:
                    group = self._group_of(call)
                    if isinstance(group, _Group):
                        group.append(step, call)
                        continue
                    self.left_out += 1
                    self.why_left_out = self.why_left_out or group
                self.finished += 1
            except Exception as error:
                why = one_line(str(error) or repr(error), 200)
                self.problem = (
                    f"{self.path.name} holds {counted(self.finished, 'step')}: "
                    f"step {step} could not be written: {why}"
                )
            with self._changed:
                self._queue.popleft()
                self._queued -= size
                if self.problem is not None:
                    self._queue.clear()
                self._changed.notify_all()
            # Nothing of a step is held while the thread waits for the next.
            calls = []

    def _group_of(self, call: Written) -> _Group | str:
        """The group of calls that are alike but for their entries; why there is none."""
        kinds = {name: [str(one.dtype), *one.shape[1:]] for name, one in call.arrays.items()}
        key = json.dumps([call.attributes, kinds], sort_keys=True)
        if key not in self._groups:
            if self._made == LIMITS["groups"]:
                return f"more than {LIMITS['groups']} groups"
            self._groups[key] = self._make(call)
        return self._groups[key]

    def _make(self, call: Written) -> _Group | str:
        """A new group, unless a reader would refuse it, and the whole store with it."""
        name = str(self._made)
        try:
            if self._check is not None:
                self._check(_as_read(self.path / name, call))
        except StoreError as error:
            return str(error).removeprefix("store: ")
        made = self._root.create_group(name, attributes={ATTRIBUTE: dict(call.attributes)})
        self._made += 1
        return _Group(made, call)


def _as_read(folder: Path, call: Written) -> StoredCall:
    """A call as a reader finds it."""
    entries = next(iter(call.arrays.values())).shape[0]
    arrays = {
        name: StoredArray(str(folder), one.shape, kept_as(name, call), _chunk_of(call))
        for name, one in call.arrays.items()
    }
    for array in arrays.values():
        array.check_bytes()
    attributes = json.loads(json.dumps(call.attributes))
    return StoredCall(str(folder), attributes, arrays, ((0, 0, entries),))


def _chunk_of(call: Written) -> int:
    """How many entries a chunk holds: all arrays have chunks of the same."""
    arrays = call.arrays.values()
    batch = max(1, next(iter(arrays)).shape[0])
    return entries_of_chunk(batch, max(bytes_of_entry(one.shape, one.itemsize) for one in arrays))


def kept_as(name: ArrayKey, call: Written) -> str:
    """The dtype that an array is stored in: indices, flat in a plane, in int32 where they fit.

    >>> call = Written({}, {"x": np.zeros((1, 4, 1)), "indices": np.zeros((1, 2, 1), np.int64)})
    >>> kept_as("indices", call), kept_as("x", call)
    ('int32', 'float64')
    """
    if name != "indices":
        return str(call.arrays[name].dtype)
    return "int32" if math.prod(call.arrays["x"].shape[1:-1]) < 2**31 else "int64"


class _Group:
    """The arrays of one kind of call."""

    def __init__(self, group: Any, first: Written) -> None:
        self._entries = self._steps = 0
        # Else a chunk of zeros would be a missing file, which no reader could tell from a loss.
        config = {"write_empty_chunks": True}
        entries = _chunk_of(first)
        self._arrays = {
            name: group.create_array(
                name,
                shape=(0, *first.arrays[name].shape[1:]),
                chunks=(entries, *first.arrays[name].shape[1:]),
                dtype=kept_as(name, first),
                compressors=None,
                fill_value=0,
                config=config,
            )
            for name in ARRAYS
            if name in first.arrays
        }
        self._rows = group.create_array(
            STEPS,
            shape=(0, STEP_COLUMNS),
            chunks=(STEP_CHUNK, STEP_COLUMNS),
            dtype="int64",
            compressors=None,
            fill_value=-1,
            config=config,
        )

    def append(self, step: int, call: Written) -> None:
        """Writes a step's entries, and then that they are there."""
        entries = next(iter(call.arrays.values())).shape[0]
        end = self._entries + entries
        for name, array in self._arrays.items():
            array.resize((end, *array.shape[1:]))
            given = np.ascontiguousarray(call.arrays[name], dtype=kept_as(name, call))
            array[self._entries : end] = given
        self._rows.resize((self._steps + 1, STEP_COLUMNS))
        self._rows[self._steps] = (step, self._entries, entries)
        self._entries, self._steps = end, self._steps + 1
