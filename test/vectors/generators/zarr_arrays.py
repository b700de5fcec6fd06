"""Random arrays of Zarr, versions 2 and 3, as zarr writes them: codecs, orders, shards, fills."""

import base64
import random
import tempfile
from pathlib import Path
from typing import Any

import numcodecs
import numpy as np
import zarr
from zarr import codecs

from . import files

SEED, COUNT = 20261129, 120
DTYPES = [
    "bool",
    "int8",
    "uint8",
    "int16",
    "uint16",
    "int32",
    "uint32",
    "int64",
    "uint64",
    "float16",
    "float32",
    "float64",
    "complex64",
]
PACKED_3: dict[str, Any] = {
    "plain": None,
    "gzip": [codecs.GzipCodec()],
    "zstd": [codecs.ZstdCodec()],
    "blosc": [codecs.BloscCodec(cname="lz4")],
    "bits shuffled": [codecs.BloscCodec(shuffle="bitshuffle")],
    "crc32c": [codecs.Crc32cCodec()],
}
PACKED_2: dict[str, Any] = {
    "plain": None,
    "gzip": numcodecs.GZip(),
    "zlib": numcodecs.Zlib(),
    "zstd": numcodecs.Zstd(),
    "blosc": numcodecs.Blosc(),
    "lz4": numcodecs.LZ4(),
}


def main() -> None:
    generator, stream = random.Random(SEED), np.random.default_rng(SEED)
    with tempfile.TemporaryDirectory() as folder:
        vectors = [vector(generator, stream, Path(folder), at) for at in range(COUNT)]
    notes = [
        f"random, from seed {SEED}; every other array has chunks that were not written",
        "cells: the array's elements as zarr reads them, little-endian, row-major",
    ]
    files.write("zarr.json", f"zarr {zarr.__version__}", notes, vectors)


def vector(
    generator: random.Random, stream: np.random.Generator, parent: Path, at: int
) -> dict[str, Any]:
    folder = parent / str(at)
    version, rank = generator.choice([2, 3]), generator.choice([0, 1, 2, 2, 3, 4])
    shape = [
        generator.choice([0, 1, 2, 3, 5, 8] if rank == 2 else [1, 2, 3, 5]) for _ in range(rank)
    ]
    chunks = [generator.choice([1, 2, 3, 7]) for _ in range(rank)]
    dtype = np.dtype(generator.choice(DTYPES))
    big = dtype.itemsize > 1 and generator.random() < 0.4
    fill = fill_of(generator, dtype)
    options: dict[str, Any] = {"shape": shape, "chunks": chunks, "fill_value": fill}
    if version == 2:
        packing = generator.choice(list(PACKED_2))
        options |= {"compressors": PACKED_2[packing], "order": generator.choice("CF")}
        options |= {"dtype": dtype.newbyteorder(">" if big else "<")}
    else:
        packing = generator.choice(list(PACKED_3))
        options |= {"compressors": PACKED_3[packing], "dtype": dtype}
        if big:
            options["serializer"] = codecs.BytesCodec(endian="big")
        if rank > 1 and generator.random() < 0.3:
            options["filters"] = [codecs.TransposeCodec(order=generator.sample(range(rank), rank))]
        if rank and generator.random() < 0.4:
            options["shards"] = [size * generator.choice([1, 2, 3]) for size in chunks]
            packing += ", in shards"
    if at % 4 == 0:
        # Which zarr writes as Python does, and JSON has no number for.
        options["attributes"] = {"missing": float("nan"), "range": [float("-inf"), 1]}
    array = zarr.create_array(folder, zarr_format=version, **options)
    given = cells_of(stream, shape, dtype)
    if generator.random() < 0.5:
        array[...] = given
    else:
        first = tuple(slice(0, max(1, size // 2)) for size in shape)
        array[first] = given[first]
    cells = np.asarray(zarr.open_array(folder, mode="r")[...]).astype(dtype.newbyteorder("<"))
    kind = f"{dtype}{' big-endian' if big else ''}"
    return {
        "name": f"{at}: version {version}, {kind}, {packing}, {shape}",
        "version": version,
        "shape": shape,
        "cells": base64.b64encode(np.ascontiguousarray(cells).tobytes()).decode(),
        "files": {
            path.relative_to(folder).as_posix(): base64.b64encode(path.read_bytes()).decode()
            for path in sorted(folder.rglob("*"))
            if path.is_file()
        },
    }


def fill_of(generator: random.Random, dtype: np.dtype) -> Any:
    if dtype.kind == "b":
        return generator.choice([False, True])
    if dtype.kind in "iu":
        limits = np.iinfo(dtype)
        return int(generator.choice([0, 7, limits.min, limits.max, limits.max // 3]))
    special = [0.0, -0.0, 1.5, np.nan, np.inf, -np.inf, float(dtype.type(0.1).real)]
    if dtype.kind == "f":
        return generator.choice(special)
    return complex(generator.choice(special), generator.choice(special))


def cells_of(stream: np.random.Generator, shape: list[int], dtype: np.dtype) -> np.ndarray:
    if dtype.kind == "b":
        return np.asarray(stream.integers(0, 2, shape)).astype(dtype)
    if dtype.kind in "iu":
        limits = np.iinfo(dtype)
        return np.asarray(stream.integers(limits.min, limits.max, shape, dtype, endpoint=True))
    real = np.asarray(stream.standard_normal(shape))
    if dtype.kind == "f":
        return real.astype(dtype)
    return (real + 1j * np.asarray(stream.standard_normal(shape))).astype(dtype)
