"""What `explore` and `scope[…]` return: a view that displays itself, prints, and saves itself."""

from __future__ import annotations

import os
from collections.abc import Sequence
from functools import cached_property
from typing import Any

from .core.arrays import Array
from .files.page import write_page
from .files.saved_view import describe, save_npz, warn_if_too_large
from .findings.finding.finding import Finding
from .host.display import shown
from .view.cut import cut
from .view.part import Range, part_of
from .view.payload import encode
from .view.picture import draw
from .view.pool_view import sendable
from .view.user_view import user_view
from .view.view import View, ViewArrays

#: How to see what a view that is cut leaves out.
HOW_TO_SEE_MORE = "batch= and channels= (explore, .part) show another part"


class Explorable:
    """A pooling to look at. As a cell's last value it opens in the explorer.

    `view` holds the arrays, with the axes that the user gave; `findings` what was found in all of
    their cells; `notes` are lines on what was kept and how.
    """

    def __init__(
        self, stored: View, findings: Sequence[Finding] = (), notes: Sequence[str] = ()
    ) -> None:
        #: The view as payloads and files hold it: its arrays are channels-last.
        self.stored = stored
        self.findings = tuple(findings)
        self.notes = tuple(notes)

    @cached_property
    def view(self) -> ViewArrays:
        """The arrays, with the axes that the user gave."""
        return user_view(self.stored)

    def part(self, *, batch: Range | None = None, channels: Range | None = None) -> Explorable:
        """Some batch entries and channels of it: what a view that is cut leaves out.

            scope["pool1"].part(batch=5, channels=(32, 48))

        Each is one entry, `(first, end)` or a slice. The findings stay those of the whole. A
        ValueError names a range that is not there.
        """
        return Explorable(part_of(self.stored, batch, channels, "part"), self.findings, self.notes)

    def __repr__(self) -> str:
        lines = [*self.notes, *(finding.text for finding in self.findings)]
        part = cut(self.stored)
        if part is not self.stored:
            lines.insert(0, f"shown: {part.cut}; {HOW_TO_SEE_MORE}")
        return "\n  ".join([str(self.stored), *lines])

    def _repr_mimebundle_(
        self, include: object = None, exclude: object = None
    ) -> tuple[dict[str, Any], dict[str, Any]]:
        """The payload for JupyterLab's extension, for others a PNG with alt text, text, or HTML."""
        view = sendable(self.stored)
        return shown(view.title, encode(view), draw(view), repr(self))

    def save(self, path: str | os.PathLike[str]) -> None:
        """Writes the arrays, never cut, as an `.npz` archive: docs/saved-view.md describes it.

        In the file they are channels-last, and it names the layout that they were given in. It
        warns where the arrays are more than JupyterLab's viewer opens.
        """
        warn_if_too_large([self.stored], 'save a part of it: .part(batch=0).save("part.npz")')
        arrays: dict[str, Array] = {
            f"{name}": array for name, array in self.stored.arrays().items()
        }
        save_npz(path, arrays, describe(self.stored))

    def to_html(self, path: str | os.PathLike[str]) -> None:
        """Writes one HTML file, which opens from disk without a network and shows the explorer.

        It holds the view as a notebook does, at most 4 MB of it, and all that draws it: 1.3 MB.
        """
        write_page(path, self.stored.title, encode(sendable(self.stored)))
