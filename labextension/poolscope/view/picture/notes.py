"""The words of a picture: what of the arrays it shows, and the numbers of the whole."""

from __future__ import annotations

from ...core.arrays import Array
from ...core.layout import Layout, user_order
from ...core.numbers import count, nine
from ..view import View
from .arrangement import Arrangement


def about(array: Array, layout: Layout) -> str:
    """An array's dtype, and its shape as the user has it."""
    return f"{array.dtype.name} {' × '.join(map(str, user_order(array.shape, layout)))}"


def notes_of(view: View, shown: Arrangement) -> list[str]:
    """What part of the view is drawn, and the numbers of the whole."""
    first = shown.panels[0]
    parts = [] if len(shown.panels) > 1 else [about(first.array, view.layout)]
    plural = {"batch": "batches", "channel": "channels"}
    for name, size in first.sliders.items():
        if name == first.facet_axis:
            parts.append(f"{plural[name]} 0 to {len(shown.facets) - 1} of {count(size)}")
        elif size > 1:
            parts.append(f"{name} 0 of {count(size)}")
    for axis, name in enumerate(("rows", "columns")):
        drawn, whole = shown.grids[0][0].shape[axis], first.plane().shape[axis]
        if drawn < whole:
            parts.append(f"the first {drawn} of {count(whole)} {name}")
    notes = [" · ".join(parts)] if parts else []
    if view.cut:
        notes.append(str(view.cut.in_layout(view.layout)))
    if view.rows:
        rows = view.rows
        notes.append(
            f"{count(rows['total'])} rows in the whole: {count(rows['one'])} with one maximum,"
            f" {count(rows['several'])} with several, {count(rows['none'])} with none"
        )
    if view.sums:
        sums = [f"sum({name}) = {nine(of['sum'])}" for name, of in view.sums.items()]
        notes.append(f"of the whole: {' · '.join(sums)}")
    return notes
