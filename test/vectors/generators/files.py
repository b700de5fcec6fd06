"""How vectors are written: JSON, one vector a line, arrays as little-endian base64."""

import base64
import datetime
import json
import pathlib
from typing import Any

import numpy as np

FOLDER = pathlib.Path(__file__).resolve().parent.parent


def encode(array: np.ndarray) -> dict[str, Any]:
    """Indices of 64 bits become uint8 or int32, whichever holds them; all else keeps its dtype."""
    if array.dtype == np.int64:
        assert array.min(initial=0) >= 0
        assert array.max(initial=0) < 2**31
        array = array.astype(np.uint8 if array.max(initial=0) < 256 else np.int32)
    little = np.ascontiguousarray(array, dtype=array.dtype.newbyteorder("<"))
    data = base64.b64encode(little.tobytes()).decode()
    return {"dtype": array.dtype.name, "shape": list(array.shape), "data": data}


def channels_last(array: np.ndarray) -> np.ndarray:
    return np.moveaxis(array, 1, -1)


def write(
    name: str, source: str, notes: list[str], vectors: list[dict[str, Any]], **more: Any
) -> None:
    """Writes a file and says what went into it."""
    header = {
        "source": source,
        "made": datetime.date.today().isoformat(),
        "by": "test/vectors/generate.py",
        "numpy": np.__version__,
        "notes": notes,
        **more,
    }
    lines = ",\n".join(
        json.dumps(vector, default=_plain, allow_nan=False, ensure_ascii=False)
        for vector in vectors
    )
    text = f'{{"header": {json.dumps(header, ensure_ascii=False)},\n"vectors": [\n{lines}\n]}}\n'
    path = FOLDER / name
    path.write_text(text, encoding="utf-8")
    print(f"{name}: {len(vectors)} vectors, {path.stat().st_size / 1000:.0f} kB")
    for note in notes:
        print(f"  {note}")


def _plain(value: Any) -> Any:
    if isinstance(value, np.ndarray):
        return encode(value)
    if isinstance(value, np.integer):
        return int(value)
    raise TypeError(f"can't write {type(value)}")
