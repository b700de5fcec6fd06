"""Arrays to look at, with what is needed to draw them."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from ..core.arrays import Array, Half
from ..core.layout import CHANNELS_LAST, Layout, user_order
from ..findings.counts.counts import ArrayCounts, RowCounts
from ..window.geometry import Geometry
from ..window.mask import Mask
from ..window.options import Share
from ..window.routes import winners
from ..window.weights import Pooling

Name = Literal["x", "mask", "dout", "din"]
Role = Literal["activation", "mask", "gradient"]


@dataclass(frozen=True)
class Cut:
    """Which part of the whole a view holds, in cells of the pooling's input."""

    whole: tuple[int, ...]
    shape: tuple[int, ...]
    origin: tuple[int, ...]

    def in_layout(self, layout: Layout) -> Cut:
        """The same with the user's axes.

        >>> str(Cut((8, 4, 4, 3), (2, 4, 4, 3), (0, 0, 0, 0)).in_layout("NCHW"))
        'cut to [2, 3, 4, 4] of [8, 3, 4, 4], from the origin'
        """
        whole, shape, origin = self.whole, self.shape, self.origin
        return Cut(*(user_order(sizes, layout) for sizes in (whole, shape, origin)))

    def __str__(self) -> str:
        start = list(self.origin) if any(self.origin) else "the origin"
        return f"cut to {list(self.shape)} of {list(self.whole)}, from {start}"


@dataclass(frozen=True)
class ViewArrays:
    """A pooling's arrays: a `pool` has mask, dout and din, a `partial` fewer.

    As a scope or `explore` gives them back they have the axes of `layout`, and so has `cut`.
    Whatever the layout, the mask is a matrix `[rows, window_size]`, and the geometry that of
    channels-last arrays.
    """

    title: str
    kind: Literal["pool", "partial"]
    share: Share = "full"
    geometry: Geometry | None = None
    #: What weighs the windows of a pooling without a mask, whose geometry is there.
    pooling: Pooling | None = field(default=None, kw_only=True)
    x: Array | None = None
    mask: Mask | None = None
    dout: Array | None = None
    din: Array | None = None
    #: Whether din is, bit for bit, what dout, mask and share give: then it need not be sent.
    derived: bool = False
    #: What they give, where din is another and it was computed.
    expected: Array | None = None
    #: The half precision that it was computed in; its arrays are float32.
    pooled_in: Half | None = None
    cut: Cut | None = None
    #: The axes of the user's arrays, which sentences and addresses name.
    layout: Layout = CHANNELS_LAST
    rows: RowCounts | None = None
    #: The numbers of the whole arrays, where a part is held.
    sums: dict[Name, ArrayCounts] | None = None


@dataclass(frozen=True)
class View(ViewArrays):
    """The arrays as they are drawn, sent and saved: channels last, whatever the layout is."""

    def arrays(self) -> dict[Name, Array]:
        """The arrays that are there, in the order in which they are shown."""
        named: dict[Name, Array | None] = {
            "x": self.x,
            "mask": self.mask,
            "dout": self.dout,
            "din": self.din,
        }
        return {name: array for name, array in named.items() if array is not None}

    def panels(self) -> list[tuple[Name, Role, Array]]:
        """What is drawn: the mask as its winners, on the input's grid."""
        roles: dict[Name, Role] = {
            "x": "activation",
            "mask": "mask",
            "dout": "gradient",
            "din": "gradient",
        }
        drawn = self.arrays()
        if self.mask is not None and self.geometry is not None:
            drawn["mask"] = winners(self.mask, self.geometry)
        return [(name, roles[name], array) for name, array in drawn.items()]

    def shape_of(self, name: Name, array: Array) -> tuple[int, ...]:
        """The shape of an array as the user has it; that of the mask's matrix as it is."""
        return array.shape if name == "mask" else user_order(array.shape, self.layout)

    def __str__(self) -> str:
        """One line: the title, and what is shown."""
        shown = [
            f"{name} {array.dtype.name} {list(self.shape_of(name, array))}"
            for name, array in self.arrays().items()
        ]
        part = f" ({self.cut.in_layout(self.layout)})" if self.cut else ""
        return f"{self.title}: {', '.join(shown)}{part}"
