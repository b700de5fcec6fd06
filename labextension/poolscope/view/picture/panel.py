"""The panels of a picture, and its small multiples."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from ...core.arrays import Array
from ..view import Role


class Panel(NamedTuple):
    """A heatmap or a line: what it is of, and its array; bool arrays are drawn as masks."""

    name: str
    role: Role
    array: Array

    @property
    def sliders(self) -> dict[str, int]:
        """The axes that are not drawn, the batch first, and their sizes."""
        batch, *spatial, channel = self.array.shape
        depth = {"depth": spatial[0]} if len(spatial) == 3 else {}
        return {"batch": batch, **depth, "channel": channel}

    @property
    def is_line(self) -> bool:
        """Whether it is drawn as a line: its array has one drawn axis."""
        return self.array.ndim == 3

    @property
    def facet_axis(self) -> str | None:
        """The axis of the small multiples: channels, or of one channel the batch entries."""
        several = {name for name, size in self.sliders.items() if size > 1}
        return next((name for name in ("channel", "batch") if name in several), None)

    def plane(self, **at: int) -> Array:
        """Its cells in two dimensions, at these places along its sliders: elsewhere the first."""
        array = self.array
        if array.size == 0:
            return np.zeros((0, 0), dtype=array.dtype)
        plane: Array = array[at.get("batch", 0)][..., at.get("channel", 0)]
        if plane.ndim == 3:
            plane = plane[0]
        return np.atleast_2d(plane)


class Facet(NamedTuple):
    """One of the small multiples: one channel or one batch entry of every panel."""

    label: str
    at: dict[str, int]
