"""Reads a store that may lie: what is not as it should be is one line, within stated limits.

It reads the files itself: Zarr's own reader gives zeros for a chunk that is missing, and takes
whatever size and codec the metadata names.
"""

from __future__ import annotations

import errno
import json
import math
import os
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from ..core.arrays import Array
from ..core.errors import one_line
from .layout import ARRAYS, ATTRIBUTE, DTYPES, LIMITS, STEP_COLUMNS, STEPS, VERSION, ArrayKey

#: What is said where the system does not say why.
NOT_READ = "it can't be read"


class StoreError(ValueError):
    """What is wrong with a store, in one line."""


@dataclass(frozen=True)
class StoredArray:
    """An array of a store: raw little-endian chunks of whole entries."""

    folder: str
    shape: tuple[int, ...]
    dtype: str
    #: Entries of a chunk.
    chunk: int

    @property
    def entry_bytes(self) -> int:
        """The bytes of one entry."""
        return math.prod(self.shape[1:]) * np.dtype(self.dtype).itemsize

    def check_bytes(self) -> None:
        """Raises a StoreError where an entry or a chunk is larger than is read."""
        for what, size in (
            ("bytes of an entry", self.entry_bytes),
            ("bytes of a chunk", self.entry_bytes * self.chunk),
        ):
            if size > LIMITS[what]:
                raise StoreError(_line(self.folder, f"{size} {what} are more than {LIMITS[what]}"))

    def read(self, first: int, end: int) -> Array:
        """Some entries; a StoreError names a chunk that is missing or has another size."""
        kind = np.dtype(self.dtype).newbyteorder("<")
        out = np.empty((end - first, *self.shape[1:]), dtype=self.dtype)
        at = first
        while at < end:
            chunk, within = divmod(at, self.chunk)
            n = min(self.chunk - within, end - at)
            try:
                with open(self._file(chunk), "rb", opener=_open) as opened:
                    length = os.fstat(opened.fileno()).st_size
                    if length != self.chunk * self.entry_bytes:
                        due = f"it has {length} bytes and not {self.chunk * self.entry_bytes}"
                        raise StoreError(_line(self.folder, f"chunk {chunk} is damaged: {due}"))
                    opened.seek(within * self.entry_bytes)
                    part = np.fromfile(opened, dtype=kind, count=n * math.prod(self.shape[1:]))
                    out[at - first : at - first + n] = part.reshape(n, *self.shape[1:])
            except OSError as error:
                why = error.strerror or NOT_READ
                raise StoreError(_line(self.folder, f"chunk {chunk}: {why}")) from None
            at += n
        if self.dtype == "bool" and out.view(np.uint8).max(initial=0) > 1:
            raise StoreError(_line(self.folder, "a bool is neither 0 nor 1"))
        return out

    def expect(self, first: int, end: int) -> None:
        """Tells the system that some entries are read next, where it can be told."""
        if not hasattr(os, "posix_fadvise"):
            return
        for chunk in range(first // self.chunk, -(-end // self.chunk)):
            # What is wrong with a file is said when it is read.
            with suppress(OSError), open(self._file(chunk), "rb", opener=_open) as opened:
                os.posix_fadvise(opened.fileno(), 0, 0, os.POSIX_FADV_WILLNEED)

    def _file(self, chunk: int) -> str:
        return os.path.join(self.folder, "c", str(chunk), *["0"] * (len(self.shape) - 1))


def _open(path: str, flags: int) -> int:
    """Opens a file; of a pipe in its place nothing comes, and nothing waits for it."""
    return os.open(path, flags | getattr(os, "O_NONBLOCK", 0))


@dataclass(frozen=True)
class StoredCall:
    """A kind of call: its attributes as they stand, its arrays, and the finished steps."""

    folder: str
    attributes: Mapping[str, Any]
    arrays: Mapping[ArrayKey, StoredArray]
    #: Of each finished step its number, its first entry and its entries.
    steps: tuple[tuple[int, int, int], ...]

    @property
    def entries(self) -> int:
        """How many batch entries are finished."""
        return self.steps[-1][1] + self.steps[-1][2] if self.steps else 0


def read_store(path: str | os.PathLike[str]) -> list[StoredCall]:
    """The calls of a store with what was finished of them, in the order in which they came.

    A StoreError says in one line what is wrong.
    """
    root = Path(path)
    try:
        return _read_calls(root)
    except OSError as error:
        raise StoreError(_line(error.filename or root, error.strerror or NOT_READ)) from None


def _read_calls(root: Path) -> list[StoredCall]:
    meta = _metadata(root, "group")
    own = _attributes(root, meta)
    if own.get("version") is True or own.get("version") != VERSION:
        there = one_line(repr(own.get("version"))[:60], 60)
        raise StoreError(_line(root, f"version {there} is not read; this reads {VERSION}"))
    names: list[int] = []
    with os.scandir(root) as listed:
        for entry in listed:
            if entry.name.isascii() and entry.name.isdigit() and len(entry.name) < 10:
                names.append(int(entry.name))
            if len(names) > LIMITS["groups"]:
                raise StoreError(_line(root, f"more than {LIMITS['groups']} groups"))
    calls = [_read_call(root / str(name)) for name in sorted(names)]
    return [call for call in calls if call is not None]


def _read_call(folder: Path) -> StoredCall | None:
    """The call of a group; None where nothing of it was finished."""
    if not _is_there(folder / STEPS / "zarr.json"):
        # It was being made when the run ended.
        return None
    attributes = _attributes(folder, _metadata(folder, "group"))
    rows = _read_array(folder / STEPS)
    if rows.dtype != "int64" or rows.shape[1:] != (STEP_COLUMNS,):
        raise StoreError(_line(rows.folder, "is no table of steps"))
    if rows.shape[0] > LIMITS["steps"]:
        raise StoreError(_line(rows.folder, f"more than {LIMITS['steps']} steps"))
    steps = _finished(rows)
    arrays = {name: _read_array(folder / name) for name in ARRAYS if _is_there(folder / name)}
    end = steps[-1][1] + steps[-1][2] if steps else 0
    for array in arrays.values():
        if array.shape[0] < end:
            raise StoreError(_line(array.folder, f"has {array.shape[0]} entries of {end}"))
        _check_chunks(array, end)
    return StoredCall(str(folder), attributes, arrays, steps) if steps else None


def _check_chunks(array: StoredArray, end: int) -> None:
    """Chunks are there as far as entries are finished: what they are is looked at when one is read.

    Else a row that lies of entries would ask for as much work as it likes.
    """
    try:
        names = set(os.listdir(os.path.join(array.folder, "c")))
    except OSError:
        names = set()
    for chunk in range(-(-end // array.chunk)):
        if str(chunk) not in names:
            raise StoreError(_line(array.folder, f"chunk {chunk}: {os.strerror(errno.ENOENT)}"))


def _finished(rows: StoredArray) -> tuple[tuple[int, int, int], ...]:
    """The finished steps; a row that was not written yet ends them."""
    steps: list[tuple[int, int, int]] = []
    entries, last = 0, -1
    for step, at, n in _rows(rows):
        if step <= last or at != entries or not 0 < n <= LIMITS["entries"] - entries:
            raise StoreError(_line(rows.folder, f"row {len(steps)} does not follow the last"))
        steps.append((step, at, n))
        entries, last = at + n, step
    # A row has its place before it is written: of more, what was finished is lost.
    if len(steps) < rows.shape[0] - 1:
        raise StoreError(_line(rows.folder, f"row {len(steps)} of {rows.shape[0]} is missing"))
    return tuple(steps)


def _rows(rows: StoredArray) -> Iterator[list[int]]:
    """The rows of a table of steps up to the first that was not written."""
    for first in range(0, rows.shape[0], rows.chunk):
        if not _is_there(os.path.join(rows.folder, "c", str(first // rows.chunk), "0")):
            return
        for row in rows.read(first, min(first + rows.chunk, rows.shape[0])).tolist():
            if row == [-1] * STEP_COLUMNS:
                return
            yield row


def _is_there(path: str | Path) -> bool:
    """Whether something has that name; an OSError where that can't be told."""
    try:
        os.stat(path)
    except (FileNotFoundError, NotADirectoryError):
        return False
    return True


def _read_array(folder: Path) -> StoredArray:
    meta = _metadata(folder, "array")
    shape = _sizes(folder, "shape", meta.get("shape"))
    grid = meta.get("chunk_grid")
    grid = grid if isinstance(grid, dict) else {}
    given = grid.get("configuration")
    if not isinstance(given, dict) or grid.get("name") != "regular":
        raise StoreError(_line(folder, "its chunks are not a regular grid"))
    chunks = _sizes(folder, "chunk_shape", given.get("chunk_shape"))
    if len(chunks) != len(shape) or chunks[1:] != shape[1:] or min(chunks) < 1:
        raise StoreError(_line(folder, "its chunks are not of whole entries"))
    dtype = meta.get("data_type")
    if dtype not in DTYPES:
        there = one_line(repr(dtype)[:60], 60)
        raise StoreError(_line(folder, f"its numbers are {there}, not {', '.join(DTYPES)}"))
    _check_codecs(folder, meta)
    array = StoredArray(str(folder), shape, dtype, chunks[0])
    array.check_bytes()
    return array


def _check_codecs(folder: Path, meta: Mapping[str, Any]) -> None:
    """Chunks are plain little-endian bytes, in folders by their indices."""
    codecs, keys = meta.get("codecs"), meta.get("chunk_key_encoding")
    codecs = codecs if isinstance(codecs, list) else []
    names = [one.get("name") if isinstance(one, dict) else one for one in codecs[:9]]
    if names != ["bytes"]:
        there = one_line(", ".join(repr(name)[:40] for name in names) or "none", 100)
        raise StoreError(_line(folder, f"its codecs are {there}, and only 'bytes' is read"))
    order = codecs[0].get("configuration", {}) if isinstance(codecs[0], dict) else {}
    if not isinstance(order, dict) or order.get("endian", "little") != "little":
        raise StoreError(_line(folder, "its bytes are not little-endian"))
    # What has no configuration may be a name alone.
    keys = {"name": keys} if isinstance(keys, str) else keys if isinstance(keys, dict) else {}
    own = keys.get("configuration", {})
    named = isinstance(own, dict) and own.get("separator", "/") == "/"
    if keys.get("name") != "default" or not named:
        raise StoreError(_line(folder, "its chunks are not named as c/0/0"))
    if meta.get("storage_transformers") not in (None, []):
        raise StoreError(_line(folder, "storage transformers are not read"))


def _sizes(folder: Path, what: str, given: Any) -> tuple[int, ...]:
    if (
        not isinstance(given, list)
        or not 2 <= len(given) <= LIMITS["axes"]
        or not all(type(one) is int and 0 <= one <= LIMITS["entries"] for one in given)
    ):
        most = f"2 to {LIMITS['axes']} sizes of at most {LIMITS['entries']}"
        raise StoreError(_line(folder, f"its {what} is not {most}"))
    return tuple(given)


def _metadata(folder: Path, kind: str) -> dict[str, Any]:
    file = folder / "zarr.json"
    try:
        with open(file, "rb", opener=_open) as opened:
            text = opened.read(LIMITS["bytes of a zarr.json"] + 1)
    except (OSError, ValueError) as error:
        # A ValueError is of a path with a null character.
        why = error.strerror if isinstance(error, OSError) else str(error)
        raise StoreError(_line(folder, f"its zarr.json: {why or NOT_READ}")) from None
    if len(text) > LIMITS["bytes of a zarr.json"]:
        most = LIMITS["bytes of a zarr.json"]
        raise StoreError(_line(folder, f"its zarr.json has more than {most} bytes"))
    try:
        meta = json.loads(text)
    except (ValueError, RecursionError):
        raise StoreError(_line(folder, "its zarr.json is no JSON")) from None
    if not isinstance(meta, dict) or meta.get("zarr_format") != 3 or meta.get("node_type") != kind:
        raise StoreError(_line(folder, f"is no {kind} of Zarr 3"))
    return meta


def _attributes(folder: Path, meta: Mapping[str, Any]) -> dict[str, Any]:
    attributes = meta.get("attributes")
    own = attributes.get(ATTRIBUTE) if isinstance(attributes, dict) else None
    if not isinstance(own, dict):
        raise StoreError(_line(folder, "was not written by poolscope"))
    return own


def _line(folder: str | Path, problem: str) -> str:
    """A line on a part of a store, which is told by its last two names."""
    where = "/".join(Path(folder).parts[-2:])
    return f"store: {one_line(where, 100)}: {one_line(problem, 300)}"
