"""`Pair`: two views of one pooling side by side, as `explore(a, b)` and `scope.compare` make it."""

from __future__ import annotations

import os
from functools import cached_property
from typing import Any

import numpy as np

from .explorable import Explorable
from .files.page import write_page
from .files.saved_view import describe, save_npz, warn_if_too_large
from .host.display import shown
from .view.pair import Difference, check_pair, differences, encode_pair
from .view.part import Range
from .view.picture import Picture, draw_panels
from .view.picture.arrangement import arrange_panels
from .view.picture.colour import scale_of
from .view.picture.notes import notes_of
from .view.picture.panel import Panel
from .view.titles import LONGEST_TITLE
from .view.view import View


class Pair:
    """Two runs of one pooling, a and b, to look at under one cursor: A, B and their difference.

    As a cell's last value it opens in the explorer. `differences` tells of each array in how many
    cells b differs from a. A ValueError says why two views can't be held side by side.
    """

    def __init__(
        self, a: Explorable, b: Explorable, title: str | None = None, operation: str = "explore"
    ) -> None:
        check_pair(operation, a.stored, b.stored)
        self.a, self.b = a, b
        titles = a.stored.title, b.stored.title
        both = titles[0] if titles[0] == titles[1] else f"{titles[0]} · {titles[1]}"
        self.title = (title or both)[:LONGEST_TITLE]

    @cached_property
    def differences(self) -> tuple[Difference, ...]:
        """How each array differs, in the whole of what a and b hold."""
        return tuple(differences(self.a.stored, self.b.stored))

    def part(self, *, batch: Range | None = None, channels: Range | None = None) -> Pair:
        """Some batch entries and channels of both, as `Explorable.part`."""
        a, b = (one.part(batch=batch, channels=channels) for one in (self.a, self.b))
        return Pair(a, b, self.title)

    def __repr__(self) -> str:
        layout = self.a.stored.layout
        differing = [one.text(layout) for one in self.differences if one.count]
        equal = ", ".join(one.name for one in self.differences if not one.count)
        lines = [*differing, *([f"equal: {equal}"] if equal else [])]
        for name, one in (("A", self.a), ("B", self.b)):
            lines += [f"{name}: {finding.text}" for finding in one.findings]
            lines += [f"{name}: {note}" for note in one.notes]
        return "\n  ".join([self.title, *lines])

    def _repr_mimebundle_(
        self, include: object = None, exclude: object = None
    ) -> tuple[dict[str, Any], dict[str, Any]]:
        """The payload for JupyterLab's extension, for others a PNG with alt text, text, or HTML."""
        payload = encode_pair(self.title, self.a.stored, self.b.stored)
        return shown(self.title, payload, self._picture(), repr(self))

    def _picture(self) -> Picture:
        """A, B and B − A of the last array that differs: of din, where nothing does."""
        differing = [one.name for one in self.differences if one.count]
        named = (differing or list(self.a.stored.arrays()))[-1]
        (role, ours), (_, theirs) = (
            next((role, array) for name, role, array in view.panels() if name == named)
            for view in self._views
        )
        is_equal = (ours == theirs) | ((ours != ours) & (theirs != theirs))
        with np.errstate(invalid="ignore", over="ignore"):
            delta = np.where(is_equal, 0.0, theirs.astype(np.float64) - ours)
        both = scale_of(role, [ours, theirs])
        panels = [
            Panel(f"{named} of A", role, ours),
            Panel(f"{named} of B", role, theirs),
            Panel("B − A", "gradient", delta),
        ]
        arranged = arrange_panels(panels)
        layout = self.a.stored.layout
        said = [one.text(layout) for one in self.differences if one.count]
        notes = [*notes_of(self.a.stored, arranged), *(said or ["all is equal"])]
        scales = [both, both, scale_of("gradient", [delta])]
        return draw_panels(self.title, arranged, scales, notes, layout)

    @property
    def _views(self) -> tuple[View, View]:
        return self.a.stored, self.b.stored

    def save(self, path: str | os.PathLike[str]) -> None:
        """Writes both, never cut, into one `.npz`, a first: docs/saved-view.md describes it.

        A saved file holds views one by one, so it opens as two of them.
        """
        warn_if_too_large(self._views, 'save a part of it: .part(batch=0).save("part.npz")')
        arrays = {
            f"{at}/{name}": array
            for at, view in enumerate(self._views)
            for name, array in view.arrays().items()
        }
        save_npz(path, arrays, {"version": 1, "views": [describe(view) for view in self._views]})

    def to_html(self, path: str | os.PathLike[str]) -> None:
        """Writes one HTML file, which opens from disk without a network and shows the pair."""
        write_page(path, self.title, encode_pair(self.title, *self._views))
