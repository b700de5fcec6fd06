"""Layouts: the order of the axes that a user's arrays have, and the way to the library's own.

Inside, every array is channels-last, `[batch, ...spatial, channels]`. What a user reads or gets
back has the axes that the user gave, and this is the only place that knows how they differ.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal, TypeVar, get_args

import numpy as np

from .arrays import Array
from .errors import error_text

#: N is the batch, C the channels. Without N or C there is one entry, or one channel. `NHWC` and
#: `NCHW` stand for any number of spatial axes.
Layout = Literal[
    "NHWC", "NCHW", "HWC", "CHW", "HW",
    "NLC", "NCL", "LC", "CL", "L",
    "NDHWC", "NCDHW", "DHWC", "CDHW", "DHW",
]  # fmt: skip
LAYOUTS: tuple[Layout, ...] = get_args(Layout)
#: The library's own.
CHANNELS_LAST: Layout = "NHWC"
SPATIAL = {1: "L", 2: "HW", 3: "DHW"}

Part = TypeVar("Part")


def user_order(parts: Sequence[Part], layout: Layout) -> tuple[Part, ...]:
    """What belongs to the axes of a channels-last array, in the order of the user's axes.

    An index becomes the user's index, a shape the user's shape.

    >>> user_order((0, 2, 6, 1), "NCHW"), user_order((0, 2, 6, 1), "CHW")
    ((0, 1, 2, 6), (1, 2, 6))
    """
    return tuple(parts[axis] for axis in _axes(layout, len(parts)))


def index_text(index: Sequence[int], layout: Layout) -> str:
    """The user's index of a cell, from its channels-last one, as text.

    >>> index_text((0, 0, 5, 1), "NCHW")
    '0, 1, 0, 5'
    """
    return ", ".join(str(int(at)) for at in user_order(index, layout))


def cell_text(cell: int, shape: Sequence[int], layout: Layout) -> str:
    """The same of a flat cell of a channels-last array."""
    return index_text([int(at) for at in np.unravel_index(cell, tuple(shape))], layout)


def user_array(array: Array, layout: Layout) -> Array:
    """A channels-last array with the user's axes, contiguous.

    >>> user_array(np.zeros((1, 5, 6, 3)), "CHW").shape
    (3, 5, 6)
    """
    axes = _axes(layout, array.ndim)
    left_out = [axis for axis in range(array.ndim) if axis not in axes]
    moved = array.transpose(*left_out, *axes)
    return np.ascontiguousarray(moved).reshape(user_order(array.shape, layout))


def channels_last(array: Array, layout: Layout) -> Array:
    """A user's array with its channels last, contiguous; batch and channel are 1 where it has none.

    >>> channels_last(np.zeros((1, 3, 5, 5)), "NCHW").shape, channels_last(np.eye(2), "HW").shape
    ((1, 5, 5, 3), (1, 2, 2, 1))
    """
    rank = array.ndim - ("N" in layout) - ("C" in layout)
    axes = _axes(layout, rank + 2)
    left_out = [axis for axis in range(rank + 2) if axis not in axes]
    # An axis that the user leaves out stands first, with one entry.
    places = [*left_out, *axes]
    whole = array.reshape((1,) * len(left_out) + array.shape)
    return np.ascontiguousarray(whole.transpose([places.index(axis) for axis in range(rank + 2)]))


def channels_last_shape(shape: Sequence[int], layout: Layout) -> tuple[int, ...]:
    """A user's shape as that of the channels-last array.

    >>> channels_last_shape((3, 5, 6), "CHW")
    (1, 5, 6, 3)
    """
    rank = len(shape) - ("N" in layout) - ("C" in layout)
    sizes = dict(zip(_axes(layout, rank + 2), shape))
    return tuple(sizes.get(axis, 1) for axis in range(rank + 2))


def exact_layout(layout: Layout, rank: int) -> Layout:
    """A layout with the letters of `rank` spatial axes; the library's own keeps its name.

    >>> exact_layout("NCHW", 1), exact_layout("NLC", 1)
    ('NCL', 'NHWC')
    """
    spatial = SPATIAL[rank]
    letters = _head(layout) + spatial + ("C" if layout.endswith("C") else "")
    exact = next((one for one in LAYOUTS if one == letters), layout)
    return CHANNELS_LAST if _head(exact) == "N" and exact.endswith("C") else exact


def spatial_rank(layout: Layout) -> int | None:
    """How many spatial axes a layout names; None for those that stand for any number.

    >>> spatial_rank("CHW"), spatial_rank("NCHW")
    (2, None)
    """
    if layout in ("NHWC", "NCHW"):
        return None
    return len(layout) - ("N" in layout) - ("C" in layout)


def resolve_layout(
    operation: str, layout: Layout, rank: int | None, axes: int, argument: str
) -> Layout:
    """The layout of an array with so many axes, of `rank` spatial ones where that is known.

    A known rank tells whether batch, or batch and channels, are left out. A ValueError, which names
    `operation` and the `argument` whose array it is, says that nothing fits.

    >>> resolve_layout("explore", "NCHW", 2, 3, "x"), resolve_layout("explore", "NHWC", 2, 2, "x")
    ('CHW', 'HW')
    """
    named = spatial_rank(layout)
    if rank is not None and named is not None and rank != named:
        problem = f"names {named} spatial axes, and the options are for {rank}"
        raise ValueError(
            error_text(operation, "layout", layout, problem, "name the axes of the arrays")
        )
    rank = rank if named is None else named
    if rank is None:
        # Read as a batch, whatever its spatial axes are; what can't be pooled is refused there.
        return exact_layout(layout, axes - 2) if axes - 2 in SPATIAL else layout
    known: dict[int, Layout] = {rank + ("N" in layout) + ("C" in layout): layout}
    if named is None:
        unbatched: Layout = "HWC" if layout == "NHWC" else "CHW"
        known |= {rank + 1: unbatched, rank: "HW"}
    if axes not in known:
        problem = f"has {axes} axes where {' or '.join(map(str, sorted(known)))} are pooled"
        shapes = ", ".join(exact_layout(one, rank) for one in known.values())
        remedy = "give an array of that many axes, or options for its own"
        raise ValueError(
            error_text(operation, argument, None, problem, remedy, shapes).replace("=None", "")
        )
    return exact_layout(known[axes], rank)


def _head(layout: Layout) -> str:
    """What a layout has before its spatial axes."""
    batch = "N" if layout.startswith("N") else ""
    return batch + ("C" if "C" in layout and not layout.endswith("C") else "")


def _axes(layout: Layout, axes: int) -> list[int]:
    """The axes of a channels-last array with so many, in the order in which a user has them."""
    if axes < 3:
        return list(range(axes))
    batch = [0] if layout.startswith("N") else []
    spatial, channels = list(range(1, axes - 1)), [axes - 1]
    if layout.endswith("C"):
        return [*batch, *spatial, *channels]
    return [*batch, *(channels if "C" in layout else []), *spatial]
