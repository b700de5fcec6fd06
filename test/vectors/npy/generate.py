"""Writes the .npy and .npz files beside it and expected.json.

By NumPy 2.4.6, the same bytes each time:

python3 test/vectors/npy/generate.py
"""

import io
import json
import zipfile
from pathlib import Path

import numpy as np
from numpy.lib import format as npy

here = Path(__file__).parent
expected = {}


def plain(value):
    """JSON for any number: integers beyond 2^53 and what JSON lacks as text."""
    if isinstance(value, (bool, np.bool_)):
        return bool(value)
    if isinstance(value, (int, np.integer)):
        return int(value) if abs(int(value)) <= 2**53 else str(int(value))
    value = float(value)
    return value if np.isfinite(value) and not (value == 0 and np.signbit(value)) else repr(value)


def save(name, array, version=(1, 0)):
    with open(here / f"{name}.npy", "wb") as file:
        npy.write_array(file, array, version=version, allow_pickle=True)
    if array.dtype.kind in "biuf" and array.dtype.itemsize <= 8:
        expected[name] = {
            "dtype": array.dtype.name,
            "shape": list(array.shape),
            "values": [plain(value) for value in array.ravel(order="C")],
        }


numbers = {
    "i": lambda t: [0, 1, -1, np.iinfo(t).min, np.iinfo(t).max],
    "u": lambda t: [0, 1, 2, np.iinfo(t).max // 2, np.iinfo(t).max],
    "f": lambda t: [
        0.0,
        -0.0,
        1.5,
        np.inf,
        -np.inf,
        np.nan,
        np.finfo(t).max,
        np.finfo(t).smallest_subnormal,
    ],
}

save("bool", np.array([True, False, True]))
for kind in "iuf":
    for size in (1, 2, 4, 8):
        if kind == "f" and size == 1:
            continue
        for order in "<>" if size > 1 else "|":
            values = np.dtype(f"{order}{kind}{size}")
            cells = numbers[kind](values)
            if kind in "iu" and size == 8:
                cells = [0, 5, 2**31, 2**53]  # what float64 holds exactly
            save(
                values.name + {"<": "-little", ">": "-big", "|": ""}[order], np.array(cells, values)
            )
for name in ("int64", "uint64", "uint32"):
    save(f"{name}-small", np.array([[0, 7], [2**31 - 1, 3]], name))
save("int64-inexact", np.array([1, 2**53 + 1], "int64"))
save("uint64-inexact", np.array([2**64 - 1], "uint64"))

for rank in range(7):
    shape = tuple(range(2, 2 + rank))[:rank] if rank < 5 else (2,) * rank
    array = np.arange(int(np.prod(shape)), dtype="int32").reshape(shape)
    save(f"rank-{rank}", array)
    if rank > 1:
        save(f"rank-{rank}-fortran", np.asfortranarray(array))
save("rank-7", np.zeros((1,) * 7, "uint8"))
save("empty", np.zeros((0, 3), "float32"))
save("empty-fortran", np.zeros((2, 0, 3), "float32", order="F"))
save("version-2", np.array([[1.5, 2.5]]), (2, 0))
save("version-3", np.array([[1.5, 2.5]]), (3, 0))

save("object", np.array([{"a": 1}, None], dtype=object))
save("complex64", np.array([1 + 2j], "complex64"))
# Of its 16 bytes the last six mean nothing, and hold what was there before.
long_double = np.zeros(1, "longdouble")
long_double.view(np.uint8)[:] = 0
long_double.view(np.uint8)[:10] = np.array([1.5], "longdouble").view(np.uint8)[:10]
save("longdouble", long_double)
save("datetime", np.array(["2020-01-01"], "datetime64[D]"))
save("text", np.array(["abc"]))
save("bytes", np.array([b"abc"]))
save("structured", np.array([(1, 2.0)], dtype=[("é", "i4"), ("b", "f8")]), (3, 0))

# What `ps.writeNpy` must equal byte for byte.
for name in ("float32", "float64", "uint8", "int8", "int32", "bool"):
    save(f"write-{name}", (np.arange(6) % 2).astype(name).reshape(2, 3))

x = np.array([[1.5, -2.5]], "float32")
mask = np.array([True, False])


def archive(name, compression):
    """As np.savez, with the time of writing fixed."""
    with zipfile.ZipFile(here / f"{name}.npz", "w", compression) as file:
        for key, array in {"x": x, "mask": mask, "scalar": np.float64(3)}.items():
            member = io.BytesIO()
            npy.write_array(member, np.asanyarray(array), allow_pickle=False)
            info = zipfile.ZipInfo(f"{key}.npy", (1980, 1, 1, 0, 0, 0))
            info.compress_type = compression
            with file.open(info, "w", force_zip64=True) as out:
                out.write(member.getvalue())


archive("stored", zipfile.ZIP_STORED)
archive("deflated", zipfile.ZIP_DEFLATED)

lines = (f"{json.dumps(name)}: {json.dumps(value)}" for name, value in expected.items())
(here / "expected.json").write_text("{\n" + ",\n".join(lines) + "\n}\n")
