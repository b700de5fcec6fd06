"""Titles of views: a pooling in words."""

from __future__ import annotations

from ..core.limits import LIMITS
from ..window.geometry import Geometry
from ..window.weights import Pooling

#: The most characters of a title.
LONGEST_TITLE = LIMITS["title"]


def pooling_words(geometry: Geometry, op: str = "max pooling") -> str:
    """The pooling in words: its window and stride, and the options that are not the default.

    >>> from poolscope.window.windows import windows
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


def weighted_words(geometry: Geometry, pooling: Pooling) -> str:
    """A pooling without a mask in words.

    >>> from poolscope.window.windows import windows
    >>> weighted_words(windows((1, 8, 8, 1), kernel_size=8), Pooling("average"))
    'global average pooling, window 8 × 8, stride 8'
    """
    name = "average pooling" if pooling.op == "average" else f"L{pooling.p:g} pooling"
    alone = all(size == 1 for size in geometry.output_shape[1:-1])
    if alone and geometry.kernel_size == geometry.input_shape[1:-1]:
        name = f"global {name}"
    if pooling.divisor is not None:
        name += f", divisor {pooling.divisor}"
    return pooling_words(geometry, name)


def capital(text: str) -> str:
    """The text with its first letter as a capital."""
    return text[:1].upper() + text[1:]


def _per_axis(sizes: tuple[int, ...] | list[str]) -> str:
    return f"{sizes[0]}" if len(set(sizes)) == 1 else " × ".join(map(str, sizes))
