"""A view as Python gives it back: its arrays have the axes that the user gave."""

from __future__ import annotations

from dataclasses import fields

from ..core.arrays import Array
from ..core.layout import CHANNELS_LAST, user_array
from .view import View, ViewArrays


def user_view(view: View) -> ViewArrays:
    """A view, whose arrays are channels-last, with the axes of its layout.

    >>> import numpy as np
    >>> user_view(View("x", "partial", x=np.zeros((1, 4, 5, 3)), layout="NCHW")).x.shape
    (1, 3, 4, 5)
    """
    layout = view.layout
    if layout == CHANNELS_LAST:
        return view

    def moved(array: Array | None) -> Array | None:
        return None if array is None else user_array(array, layout)

    parts = {field.name: getattr(view, field.name) for field in fields(view)}
    arrays = {name: moved(parts[name]) for name in ("x", "dout", "din", "expected")}
    cut = view.cut and view.cut.in_layout(layout)
    return ViewArrays(**(parts | arrays | {"cut": cut}))
