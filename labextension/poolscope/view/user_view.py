"""A view as Python gives it back: its arrays have the axes that the user gave."""

from __future__ import annotations

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

    cut = view.cut
    return ViewArrays(
        title=view.title,
        kind=view.kind,
        share=view.share,
        geometry=view.geometry,
        pooling=view.pooling,
        x=moved(view.x),
        mask=view.mask,
        dout=moved(view.dout),
        din=moved(view.din),
        derived=view.derived,
        expected=moved(view.expected),
        pooled_in=view.pooled_in,
        cut=cut and cut.in_layout(layout),
        layout=layout,
        rows=view.rows,
        sums=view.sums,
    )
