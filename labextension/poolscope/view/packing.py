"""Arrays compressed for a payload, as TypeScript's `view/wire/codecs/packing.ts` packs them.

Which cells are not 0, their bytes by significance, deflated. A ReLU leaves a third to a half of its
cells 0, and of the others' bytes the exponents repeat.
"""

from __future__ import annotations

import zlib

import numpy as np

#: What `packing` says of an array that was packed.
PACKING = "sparse-deflate"
#: Smaller arrays are sent as they are, and so are those that packing makes hardly smaller.
LEAST_BYTES = 1024
LEAST_GAIN = 0.9


def pack(raw: bytes, width: int) -> bytes | None:
    """The packed form of an array's little-endian bytes; None where it is not clearly smaller.

    `width` is the bytes of a cell, 0 for bits of bools, which are only deflated.

    >>> len(pack(np.zeros(4096, np.float32).tobytes(), 4)) < 100
    True
    """
    if len(raw) < LEAST_BYTES:
        return None
    packed = _deflated(raw if width == 0 else _sparse(raw, width))
    return packed if len(packed) <= LEAST_GAIN * len(raw) else None


def unpack(packed: bytes, cells: int, width: int) -> bytes | None:
    """The little-endian bytes of that many cells; None for bytes that don't hold exactly that.

    Nothing is unpacked beyond what the cells can take.

    >>> raw = np.arange(1000, dtype=np.float32).tobytes()
    >>> unpack(pack(raw, 4), 1000, 4) == raw
    True
    """
    most = -(-cells // 8) + cells * width
    stream = zlib.decompressobj(-15)
    try:
        content = stream.decompress(packed, most + 1)
    except zlib.error:
        return None
    if not stream.eof or stream.unused_data or len(content) > most:
        return None
    bits, values = content[: -(-cells // 8)], content[-(-cells // 8) :]
    is_set = np.unpackbits(np.frombuffer(bits, np.uint8), bitorder="little").view(bool)
    if len(bits) * 8 < cells or is_set[cells:].any():
        return None
    if width == 0:
        return bits
    count = int(is_set.sum())
    if len(values) != count * width:
        return None
    spread = np.zeros((cells, width), np.uint8)
    spread[is_set[:cells]] = np.frombuffer(values, np.uint8).reshape(width, count).T
    return bytes(spread.tobytes())


def _sparse(raw: bytes, width: int) -> bytes:
    cells = np.frombuffer(raw, np.uint8).reshape(-1, width)
    is_set = cells.any(axis=1)
    bits: bytes = np.packbits(is_set, bitorder="little").tobytes()
    return bits + bytes(cells[is_set].T.tobytes())


def _deflated(content: bytes) -> bytes:
    stream = zlib.compressobj(6, zlib.DEFLATED, -15)
    return stream.compress(content) + stream.flush()
