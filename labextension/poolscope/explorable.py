"""What `explore` and `scope[…]` return: a view that displays itself, prints, and saves itself."""

from __future__ import annotations

import base64
import json
import os
import zipfile
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from .finding import Finding
from .page import write_page
from .payload import MIME_TYPE, encode, encode_cut, encode_geometry
from .picture import draw
from .pool_view import sendable
from .view import Array, View


class Explorable:
    """A pooling to look at. As a cell's last value it opens in the explorer.

    `view` holds the arrays, channels last; `findings` what was found in the whole of them; `notes`
    what else there is to know.
    """

    def __init__(
        self, view: View, findings: Sequence[Finding] = (), notes: Sequence[str] = ()
    ) -> None:
        self.view = view
        self.findings = tuple(findings)
        self.notes = tuple(notes)

    def __repr__(self) -> str:
        lines = [*self.notes, *(finding.text for finding in self.findings)]
        return "\n  ".join([str(self.view), *lines])

    def _repr_mimebundle_(
        self, include: object = None, exclude: object = None
    ) -> tuple[dict[str, Any], dict[str, Any]]:
        """The payload for JupyterLab's extension, a PNG with alt text for others, and text."""
        shown = sendable(self.view)
        png, width, height, alt = draw(shown)
        data = {
            MIME_TYPE: encode(shown),
            "text/plain": repr(self),
            "image/png": base64.b64encode(png).decode("ascii"),
        }
        return data, {"image/png": {"alt": alt, "width": width // 2, "height": height // 2}}

    def save(self, path: str | os.PathLike[str]) -> None:
        """Writes the whole arrays as an `.npz` archive: docs/saved-view.md describes it."""
        arrays: dict[str, Array] = {f"{name}": array for name, array in self.view.arrays().items()}
        save_npz(path, arrays, describe(self.view))

    def to_html(self, path: str | os.PathLike[str]) -> None:
        """Writes one HTML file, which opens from disk without a network and shows the explorer.

        It holds what a notebook holds of the view, and all that draws it: 1.3 MB.
        """
        write_page(path, self.view.title, encode(sendable(self.view)))


def describe(view: View) -> dict[str, Any]:
    """What a saved view says of its arrays."""
    about: dict[str, Any] = {"version": 1, "kind": view.kind, "title": view.title}
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
    """Arrays in NumPy's own format, and beside them `poolscope.json`. Nothing is pickled.

    The same arrays give the same bytes.
    """
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        text = json.dumps(about, ensure_ascii=False, indent=1)
        archive.writestr(_member("poolscope.json"), text)
        for name, array in arrays.items():
            with archive.open(_member(f"{name}.npy"), "w", force_zip64=True) as member:
                np.lib.format.write_array(member, array, allow_pickle=False)


def _member(name: str) -> zipfile.ZipInfo:
    """A member with the first moment that a zip archive can name, whenever it is written."""
    member = zipfile.ZipInfo(name)
    member.compress_type = zipfile.ZIP_DEFLATED
    return member
