"""Saved views: an `.npz` archive of arrays and their description, as docs/saved-view.md has it."""

from __future__ import annotations

import json
import os
import zipfile
from collections.abc import Mapping
from typing import Any

import numpy as np

from ..core.arrays import Array
from ..view.payload import encode_cut, encode_geometry, encode_layout
from ..view.view import View


def describe(view: View) -> dict[str, Any]:
    """The description of a view, as it stands in `poolscope.json` beside the arrays."""
    about: dict[str, Any] = {"version": 1, "kind": view.kind, "title": view.title}
    about |= encode_layout(view)
    if view.kind == "pool":
        about["share"] = view.share
    if view.mask is not None and view.geometry is not None:
        about["geometry"] = encode_geometry(view.geometry)
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
    name = os.fspath(path)
    ending = "" if name.endswith(".npz") else ".npz"
    with zipfile.ZipFile(f"{name}{ending}", "w", zipfile.ZIP_DEFLATED) as archive:
        text = json.dumps(about, ensure_ascii=False, indent=1)
        archive.writestr(_member("poolscope.json"), text)
        for name, array in arrays.items():
            with archive.open(_member(f"{name}.npy"), "w", force_zip64=True) as member:
                np.lib.format.write_array(member, array, allow_pickle=False)


def _member(name: str) -> zipfile.ZipInfo:
    """A member of the archive, dated 1980 whenever it is written: the first date that zip has."""
    member = zipfile.ZipInfo(name)
    member.compress_type = zipfile.ZIP_DEFLATED
    return member
