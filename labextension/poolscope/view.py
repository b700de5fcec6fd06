"""Arrays to look at, with what is needed to draw them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

from numpy.typing import NDArray

from .audit import ArrayAudit, RowAudit
from .geometry import Geometry
from .pooling import Mask, Share, winners

LONGEST_TITLE = 200

Array = NDArray[Any]
Name = Literal["x", "mask", "dout", "din"]
Role = Literal["activation", "mask", "gradient"]


@dataclass(frozen=True)
class Cut:
    """Which part of the whole a view holds, in cells of the pooling's input."""

    whole: tuple[int, ...]
    shape: tuple[int, ...]
    origin: tuple[int, ...]

    def __str__(self) -> str:
        start = list(self.origin) if any(self.origin) else "the origin"
        return f"cut to {list(self.shape)} of {list(self.whole)}, from {start}"


@dataclass(frozen=True)
class View:
    """A pooling's arrays, channels last: all of them (`pool`), or what is known (`partial`)."""

    title: str
    kind: Literal["pool", "partial"]
    share: Share = "full"
    geometry: Geometry | None = None
    x: Array | None = None
    mask: Mask | None = None
    dout: Array | None = None
    din: Array | None = None
    #: Whether din is, bit for bit, what dout, mask and share give.
    derived: bool = False
    cut: Cut | None = None
    rows: RowAudit | None = None
    #: The numbers of the whole arrays, where a part is held.
    sums: dict[Name, ArrayAudit] | None = None

    def arrays(self) -> dict[Name, Array]:
        """The arrays that are there, in reading order."""
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

    def __str__(self) -> str:
        """One line: the title, and what is shown."""
        shown = [
            f"{name} {array.dtype.name} {list(array.shape)}"
            for name, array in self.arrays().items()
        ]
        part = f" ({self.cut})" if self.cut else ""
        return f"{self.title}: {', '.join(shown)}{part}"


def pooling_words(geometry: Geometry, op: str = "max pooling") -> str:
    """The pooling in words: its window and stride, and the options that are not the default.

    >>> from poolscope.geometry import windows
    >>> pooling_words(windows((1, 8, 8, 1), kernel_size=3, stride=2, padding=1))
    'max pooling, window 3 × 3, stride 2, padding 1'
    """
    sides = [f"{low}" if low == high else f"{low}+{high}" for low, high in geometry.padding]
    parts = [
        op,
        f"window {' × '.join(map(str, geometry.kernel_size))}",
        f"stride {_per_axis(geometry.stride)}",
    ]
    if any(side > 0 for pair in geometry.padding for side in pair):
        parts.append(f"padding {_per_axis(sides)}")
    if any(step > 1 for step in geometry.dilation):
        parts.append(f"dilation {_per_axis(geometry.dilation)}")
    return ", ".join(parts)


def capital(text: str) -> str:
    """The text with its first letter large."""
    return text[:1].upper() + text[1:]


def _per_axis(sizes: tuple[int, ...] | list[str]) -> str:
    return f"{sizes[0]}" if len(set(sizes)) == 1 else " × ".join(map(str, sizes))
