"""Saved views: an `.npz` archive of arrays and their description, as docs/saved-view.md has it."""

from __future__ import annotations

import json
import math
import os
import re
import warnings
import zipfile
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from ..core.arguments import path_text
from ..core.arrays import Array
from ..core.limits import LIMITS
from ..core.numbers import count
from ..view.payload import encode_cut, encode_head
from ..view.view import View
from .replace import replacing


def describe(view: View) -> dict[str, Any]:
    """The description of a view, as it stands in `poolscope.json` beside the arrays."""
    about = encode_head(view)
    if view.cut is not None:
        about["cut"] = encode_cut(view.cut)
    return about


def save_npz(
    path: str | os.PathLike[str], arrays: Mapping[str, Array], about: dict[str, Any]
) -> None:
    """Writes arrays in NumPy's own format, and beside them `poolscope.json`.

    A path that does not end in `.npz` gets it, as in NumPy: JupyterLab opens files by their ending.
    Nothing is pickled. The same arrays give the same bytes.
    """
    name = path_text("save", "path", path, "run.npz")
    ending = "" if name.endswith(".npz") else ".npz"
    described = _utf8_json(about)
    with (
        replacing(f"{name}{ending}") as file,
        zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive,
    ):
        archive.writestr(_member("poolscope.json"), described)
        for name, array in arrays.items():
            with archive.open(_member(f"{name}.npy"), "w", force_zip64=True) as member:
                np.lib.format.write_array(member, array, allow_pickle=False)


#: What JupyterLab's viewer opens: cells of an array, cells of a slice, bytes of a view's arrays.
MOST_CELLS, MOST_SLICE, MOST_BYTES = LIMITS["cells"], LIMITS["slice"], LIMITS["readAtOnce"]


def warn_if_too_large(views: Sequence[View], remedy: str) -> None:
    """Warns, once, where a view to be saved is more than JupyterLab's viewer opens."""
    for view in views:
        problem = _why_too_large(view)
        if problem is not None:
            what = f"save: {problem}: np.load reads the file, a double click does not open it"
            warnings.warn(f"{what}; {remedy}", stacklevel=3)
            return


def _why_too_large(view: View) -> str | None:
    for name, array in view.arrays().items():
        shape = list(array.shape)
        if array.size > MOST_CELLS:
            return f"{name} {shape} has {count(array.size)} cells, more than {count(MOST_CELLS)}"
        cells = math.prod(array.shape[1:-1][-2:]) if name != "mask" else 0
        if cells > MOST_SLICE:
            return (
                f"a slice of {name} {shape} has {count(cells)} cells, more than {count(MOST_SLICE)}"
            )
    size = sum(array.nbytes for array in view.arrays().values())
    if size > MOST_BYTES:
        return f"{view.title} has {count(size)} bytes, more than {count(MOST_BYTES)}"
    return None


def _utf8_json(value: dict[str, Any]) -> bytes:
    """JSON as JavaScript writes it: in UTF-8, where a lone surrogate stands as its escape."""
    text = json.dumps(value, ensure_ascii=False, indent=1)
    return re.sub(r"[\ud800-\udfff]", lambda found: f"\\u{ord(found[0]):04x}", text).encode()


def _member(name: str) -> zipfile.ZipInfo:
    """A member of the archive, dated 1980 whenever it is written: the first date that zip has."""
    member = zipfile.ZipInfo(name)
    member.compress_type = zipfile.ZIP_DEFLATED
    return member
