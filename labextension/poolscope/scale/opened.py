"""Opens a batch entry of a stored call in the explorer."""

from __future__ import annotations

from dataclasses import replace

from ..core.arrays import HALF_STEPS, Array
from ..explorable import Explorable
from ..view.titles import LONGEST_TITLE
from ..view.view import View
from ..watch.call.described import Described
from ..watch.call.winners import columns_of, mask_of, read_indices
from ..window.geometry import Geometry
from ..window.mask import Mask
from .judge import say, tally_entries


def open_entry(call: Described, entry: int) -> Explorable:
    """One entry, with what is found in it alone."""
    if not 0 <= entry < call.stored.entries:
        there = call.stored.entries
        raise IndexError(f"entry: entry={entry} is out of range (there are {there})")
    arrays = {name: one.read(entry, entry + 1) for name, one in call.stored.arrays.items()}
    geometry = call.operation.geometry(1, call.input_shape[-1])
    mask = None if geometry is None else _mask(arrays.get("indices"), arrays["x"], geometry)
    pooling = call.operation.pooling
    shown = geometry if mask is not None or pooling is not None else None
    dout, din = arrays.get("dout"), arrays.get("din")
    whole = mask is not None and dout is not None and din is not None
    view = View(
        title=f"{call.name}: {call.operation.words(geometry)}; entry {entry}"[:LONGEST_TITLE],
        kind="pool" if whole else "partial",
        geometry=shown,
        pooling=pooling if shown else None,
        x=arrays["x"],
        mask=mask,
        dout=dout,
        din=din,
        layout=call.layout,
        pooled_in=next((half for half in HALF_STEPS if half == call.dtype), None),
    )
    alone = replace(call, stored=replace(call.stored, steps=((0, 0, 1),)))
    judged = say(alone, tally_entries(call, entry, entry + 1))
    notes = [*call.notes, *(f"not checked: {why}" for why in judged.unchecked)]
    if mask is not None:
        notes.append("indices by PyTorch's convention: flat in a plane")
    return Explorable(view, judged.findings, notes)


def _mask(indices: Array | None, x: Array, geometry: Geometry) -> Mask | None:
    """The mask of indices that can be read."""
    if indices is None:
        return None
    cells, _ = read_indices(indices, x, geometry)
    return None if cells is None else mask_of(columns_of(cells, geometry), geometry)
