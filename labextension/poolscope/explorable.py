"""What `explore` and `scope[…]` return: a view that displays itself, prints, and saves itself."""

from __future__ import annotations

import base64
import json
import os
from collections.abc import Sequence
from typing import Any

from .core.arrays import Array
from .core.numbers import size
from .files.page import write_page
from .files.saved_view import describe, save_npz
from .findings.finding import Finding
from .view.payload import MIME_TYPE, encode
from .view.picture import draw
from .view.pool_view import sendable
from .view.view import View


class Explorable:
    """A pooling to look at. As a cell's last value it opens in the explorer.

    `view` holds the arrays, channels last; `findings` what was found in all of their cells; `notes`
    are lines on what was kept and how.
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
        payload = encode(shown)
        picture = base64.b64encode(png).decode("ascii")
        length = len(json.dumps(payload, separators=(",", ":"))) + len(picture)
        first, *more = repr(self).split("\n", 1)
        data = {
            MIME_TYPE: payload,
            "text/plain": "\n".join([f"{first}; {size(length)} in the notebook", *more]),
            "image/png": picture,
        }
        return data, {"image/png": {"alt": alt, "width": width // 2, "height": height // 2}}

    def save(self, path: str | os.PathLike[str]) -> None:
        """Writes the arrays, never cut, as an `.npz` archive: docs/saved-view.md describes it."""
        arrays: dict[str, Array] = {f"{name}": array for name, array in self.view.arrays().items()}
        save_npz(path, arrays, describe(self.view))

    def to_html(self, path: str | os.PathLike[str]) -> None:
        """Writes one HTML file, which opens from disk without a network and shows the explorer.

        It holds the view as a notebook does, at most 4 MB of it, and all that draws it: 1.3 MB.
        """
        write_page(path, self.view.title, encode(sendable(self.view)))
