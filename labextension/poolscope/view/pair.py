"""Two views of one pooling: whether they can be held side by side, and how they differ."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from ..core.arrays import Array, same_bits
from ..core.errors import error_text
from ..core.layout import Layout, index_text
from ..core.numbers import count, words
from .cut import DATA_ROOM
from .payload import encode
from .pool_view import sendable
from .view import Name, View


@dataclass(frozen=True)
class Difference:
    """How an array differs between two views, in cells; of a mask, in rows that have other winners.

    NaN is equal to NaN, and 0 to −0.
    """

    name: Name
    of: int
    count: int
    #: The largest |b − a|, infinite where one alone is finite; 0 of a mask.
    largest: float = 0.0
    #: The cell where it is, channels last.
    index: tuple[int, ...] = ()

    def text(self, layout: Layout) -> str:
        """The difference in words, with the cell in the user's axes.

        >>> Difference("din", 8, 2, 0.5, (0, 3, 0)).text("NCL")
        'din differs in 2 of 8 cells, by 0.5 at most, at (0, 0, 3)'
        """
        if self.name == "mask":
            return f"mask: {count(self.count)} of {count(self.of)} rows have other winners"
        at = index_text(self.index, layout)
        most = f"by {words(self.largest, 3)} at most, at ({at})"
        return f"{self.name} differs in {count(self.count)} of {count(self.of)} cells, {most}"


def differences(a: View, b: View) -> list[Difference]:
    """How each array of two views that fit each other differs.

    >>> one, other = (View("x", "partial", x=np.array([[[0.0], [n]]])) for n in (1.0, 3.0))
    >>> differences(one, other)
    [Difference(name='x', of=2, count=1, largest=2.0, index=(0, 1, 0))]
    """
    others = b.arrays()
    return [difference(name, array, others[name]) for name, array in a.arrays().items()]


def difference(name: Name, a: Array, b: Array) -> Difference:
    """How two arrays of one shape differ."""
    if name == "mask":
        return Difference(name, len(a), int((a != b).any(axis=1).sum()))
    differs = (a != b) & ~((a != a) & (b != b))
    n = int(differs.sum())
    if n == 0:
        return Difference(name, a.size, 0)
    sizes = np.zeros(a.shape)
    with np.errstate(invalid="ignore", over="ignore"):
        sizes[differs] = np.abs(b[differs].astype(np.float64) - a[differs])
    sizes[np.isnan(sizes)] = np.inf
    at = int(sizes.argmax())
    where = tuple(int(i) for i in np.unravel_index(at, a.shape))
    return Difference(name, a.size, n, float(sizes.flat[at]), where)


def check_pair(operation: str, a: View, b: View) -> None:
    """Raises a ValueError that says why two views can't be held side by side."""
    problem = why_unpaired(a, b)
    if problem is not None:
        argument, value, says, remedy = problem
        raise ValueError(error_text(operation, argument, value, says, remedy))


#: What an error's text says: the argument, its value, what is wrong with it, a remedy.
Problem = tuple[str, Any, str, str]
SAME = "give two runs of one pooling"


def why_unpaired(a: View, b: View) -> Problem | None:
    """Why two views can't be held side by side; None where they can."""
    problem = why_other_pooling(a, b)
    if problem is not None:
        return problem
    ours, theirs = a.arrays(), b.arrays()
    if list(ours) != list(theirs):
        remedy = "leave out what one of them lacks, or give it to both"
        return "b", list(theirs), f"are not a's arrays {list(ours)}", remedy
    found = (why_other_array(name, array, theirs[name]) for name, array in ours.items())
    return next((problem for problem in found if problem is not None), None)


def why_other_pooling(a: View, b: View) -> Problem | None:
    """Why the views are not of one pooling, in one layout and the same part of it."""
    for name in ("kernel_size", "stride", "padding", "dilation", "input_shape", "ceil_mode"):
        one, other = (getattr(view.geometry, name, None) for view in (a, b))
        if one != other:
            shown = list(one) if isinstance(one, tuple) else one
            return f"b.{name}", other, f"is not a's {shown}", SAME
    if a.pooling != b.pooling:
        return "b.pooling", str(b.pooling), f"is not a's {a.pooling}", SAME
    if a.layout != b.layout:
        return "b.layout", b.layout, f"is not a's {a.layout!r}", "give both in one layout"
    if a.cut != b.cut:
        problem = f"is not a's part, {a.cut or 'the whole'}"
        return "b.cut", str(b.cut or "the whole"), problem, "give one part of both"
    return None


def why_other_array(name: Name, a: Array, b: Array) -> Problem | None:
    """Why the cells of two arrays can't be told apart one by one."""
    if a.shape != b.shape:
        return f"b.{name}.shape", b.shape, f"is not a's {list(a.shape)}", SAME
    if a.dtype != b.dtype:
        return f"b.{name}.dtype", b.dtype.name, f"is not a's {a.dtype.name}", "convert one of them"
    return None


def encode_pair(title: str, a: View, b: View) -> dict[str, Any]:
    """The payload of two views that fit each other; what is equal in both is sent with a alone.

    Each may take half of what a single view may, and where that cuts them they are cut alike.
    """
    views = [_half(view) for view in (a, b)]
    first, second = (encode(view) for view in views)
    ours, theirs = views[0].arrays(), views[1].arrays()
    same = [name for name in second["arrays"] if name in first["arrays"]]
    same = [name for name in same if same_bits(ours[name], theirs[name])]
    for name in same:
        del second["arrays"][name]
    return {
        "version": max(first["version"], second["version"]),
        "kind": "pair",
        "title": title,
        "arrays": {},
        "same": same,
        "pair": [first, second],
    }


def _half(view: View) -> View:
    """The view as far as half of a payload holds it, whether or not its din would be sent."""
    asked = replace(view, derived=False)
    part = sendable(asked, DATA_ROOM // 2)
    return view if part is asked else part
