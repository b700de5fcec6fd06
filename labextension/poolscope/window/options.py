"""The options of a pooling: what callers may write, checked and brought to one entry an axis."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Literal

from ..core.arguments import check_one_of, is_integer
from ..core.errors import error_text

Ties = Literal["first", "last", "all"]
NanRule = Literal["propagate", "ignore"]
#: How a row with several maxima gives them its dout: to each all of it, or equal parts.
Share = Literal["full", "split"]
#: One number for every spatial axis, or one each.
PerAxis = int | Sequence[int]
Padding = int | str | Sequence[int] | Sequence[Sequence[int]]


def read_shape(
    operation: str,
    sizes: Sequence[int],
    named: str = "input_shape",
    given: Sequence[int] | None = None,
) -> tuple[int, ...]:
    """An input's shape, `[batch, ...spatial, channels]`; a ValueError says why it can't be pooled.

    `named` and `given` are what a caller knows it by, in a layout of its own.

    >>> read_shape("windows", [8, 32, 48, 16])
    (8, 32, 48, 16)
    """
    shape = tuple(int(size) for size in sizes)
    shown = tuple(shape if given is None else given)
    if not 3 <= len(shape) <= 5:
        problem = f"has rank {len(shape)}, pooling takes 3 to 5"
        derivation = "[batch, ...spatial, channels] with 1 to 3 spatial axes"
        remedy = 'add the missing axes; for channels-first data give layout="NCHW"'
        raise ValueError(error_text(operation, named, shown, problem, remedy, derivation))
    if any(size < (axis > 0) for axis, size in enumerate(shape)):
        remedy = "only the batch may be empty"
        raise ValueError(error_text(operation, named, shown, "leaves nothing to pool", remedy))
    return shape


def read_per_axis(operation: str, argument: str, value: PerAxis, rank: int) -> tuple[int, ...]:
    """One positive integer for each of `rank` spatial axes; a ValueError says what doesn't fit.

    >>> read_per_axis("windows", "stride", 2, 3)
    (2, 2, 2)
    >>> read_per_axis("windows", "stride", [2], 3)
    (2, 2, 2)
    """
    sizes = [value] if is_integer(value) or not isinstance(value, Sequence) else list(value)
    if len(sizes) == 1:
        # As in PyTorch, a list of one entry is for every axis.
        sizes *= rank
    if len(sizes) != rank:
        problem = f"has {len(sizes)} numbers for {rank} spatial axes"
        raise ValueError(
            error_text(operation, argument, value, problem, "give one number, or one an axis")
        )
    for size in sizes:
        if not is_integer(size) or size < 1:
            remedy = "give an integer of 1 or more"
            problem = "is not a positive integer"
            raise ValueError(error_text(operation, argument, value, problem, remedy))
    return tuple(int(size) for size in sizes)


def read_padding(
    operation: str,
    padding: Padding,
    spatial: Sequence[int],
    stride: Sequence[int],
    extent: Sequence[int],
) -> tuple[tuple[int, int], ...]:
    """Padding as `(low, high)` of each axis.

    `extent` holds the effective kernels. A ValueError names a side that is not less than its own:
    a window could lie in the padding alone.

    >>> read_padding("windows", "same", [5], [2], [2])
    ((0, 1),)
    """
    if isinstance(padding, str):
        check_one_of(operation, "padding", padding, ("valid", "same", "same-lower"))
        if padding == "valid":
            return tuple((0, 0) for _ in spatial)
        totals = [
            max(0, (-(-size // step) - 1) * step + reach - size)
            for size, step, reach in zip(spatial, stride, extent)
        ]
        halves = [(total // 2, total - total // 2) for total in totals]
        return tuple(halves if padding == "same" else [(high, low) for low, high in halves])
    entries: list[Any] = [*padding] if isinstance(padding, Sequence) else [padding]
    if len(entries) == 1:
        entries *= len(extent)
    if len(entries) != len(extent):
        problem = f"has {len(entries)} entries for {len(extent)} spatial axes"
        remedy = "give one number, one an axis, or (low, high) an axis"
        raise ValueError(error_text(operation, "padding", padding, problem, remedy))
    sides = []
    for axis, (entry, reach) in enumerate(zip(entries, extent)):
        pair = tuple(entry) if isinstance(entry, Sequence) else (entry, entry)
        if len(pair) != 2 or not all(is_integer(side) and side >= 0 for side in pair):
            remedy = "give an integer of 0 or more, (low, high), 'valid', 'same' or 'same-lower'"
            raise ValueError(
                error_text(operation, f"padding[{axis}]", entry, "is not a number of cells", remedy)
            )
        if max(pair) >= reach:
            problem = f"is not less than the effective kernel {reach}"
            derivation = "dilation·(kernel_size−1)+1; a window could lie in the padding alone"
            remedy = "reduce padding or use a larger window"
            raise ValueError(
                error_text(operation, f"padding[{axis}]", entry, problem, remedy, derivation)
            )
        sides.append((int(pair[0]), int(pair[1])))
    return tuple(sides)
