"""All sizes and offsets that follow from an input shape and options; nothing else computes them.

The rules are those of the TypeScript library's `windows`, which test/vectors/geometries.json holds
the two to.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Literal, TypeGuard

import numpy as np
from numpy.typing import NDArray

from .errors import sentence

Ties = Literal["first", "last", "all"]
NanRule = Literal["propagate", "ignore"]
PerAxis = int | Sequence[int]
Padding = int | str | Sequence[int] | Sequence[Sequence[int]]

AXIS_NAMES = {1: ["length"], 2: ["height", "width"], 3: ["depth", "height", "width"]}


@dataclass(frozen=True)
class Geometry:
    """The windows of a pooling over `[batch, ...spatial, channels]`.

    Row `r = ((b·outHeight + i)·outWidth + j)·channels + c`, column `kh·kernelWidth + kw`, for any
    of 1 to 3 spatial axes. Made by `windows`.
    """

    input_shape: tuple[int, ...]
    output_shape: tuple[int, ...]
    kernel_size: tuple[int, ...]
    stride: tuple[int, ...]
    padding: tuple[tuple[int, int], ...]
    dilation: tuple[int, ...]
    ceil_mode: bool = False
    ties: Ties = "first"
    nan: NanRule = "propagate"
    count_include_pad: bool = True

    @property
    def rows(self) -> int:
        """Rows of the matrix."""
        return math.prod(self.output_shape)

    @property
    def window_size(self) -> int:
        """Columns of the matrix."""
        return math.prod(self.kernel_size)

    @property
    def cells(self) -> int:
        """Cells of the input."""
        return math.prod(self.input_shape)

    @property
    def extent(self) -> tuple[int, ...]:
        """Cells from a window's first to its last, along each spatial axis."""
        return tuple(d * (k - 1) + 1 for k, d in zip(self.kernel_size, self.dilation))

    def columns(self) -> Iterator[NDArray[np.int64]]:
        """Column by column, the flat input cell of every row; −1 where it is not real.

        >>> [list(map(int, column)) for column in windows((1, 4, 1), kernel_size=2).columns()]
        [[0, 2], [1, 3]]
        """
        batch, *spatial, channels = self.input_shape
        along = [self._coordinates(axis) for axis in range(len(spatial))]
        for offsets in np.ndindex(*self.kernel_size):
            at = np.arange(batch, dtype=np.int64)
            for axis, size in enumerate(spatial):
                step = along[axis][:, offsets[axis]]
                joined = at[..., None] * size + step
                at = np.where((at[..., None] < 0) | (step < 0), -1, joined)
            cells = at[..., None] * channels + np.arange(channels)
            yield np.where(at[..., None] < 0, -1, cells).ravel()

    def coverage(self) -> NDArray[np.int64]:
        """In how many windows each cell of the input lies, flat.

        >>> windows((1, 5, 1), kernel_size=3, stride=2).coverage().tolist()
        [1, 1, 2, 1, 1]
        """
        counts = np.ones(self.input_shape[0], dtype=np.int64)
        for axis, size in enumerate(self.input_shape[1:-1]):
            coordinates = self._coordinates(axis)
            own = np.bincount(coordinates[coordinates >= 0], minlength=size)
            counts = counts[..., None] * own
        return np.repeat(counts.ravel(), self.input_shape[-1])

    def real(self) -> NDArray[np.int64]:
        """How many real cells each row's window has, flat."""
        counts = np.ones(self.output_shape[0], dtype=np.int64)
        for axis in range(len(self.kernel_size)):
            counts = counts[..., None] * (self._coordinates(axis) >= 0).sum(axis=1)
        return np.repeat(counts.ravel(), self.output_shape[-1])

    def divisors(self) -> NDArray[np.int64]:
        """What the average of each row is divided by, flat; 0 for a row without such a cell.

        >>> windows((1, 3, 1), kernel_size=2, padding=1).divisors().tolist()
        [2, 2]
        """
        counts = np.ones(self.output_shape[0], dtype=np.int64)
        for axis, size in enumerate(self.input_shape[1:-1]):
            low, high = self.padding[axis]
            at = self._positions(axis)
            first = 0 if self.count_include_pad else low
            end = low + size + (high if self.count_include_pad else 0)
            counts = counts[..., None] * ((at >= first) & (at < end)).sum(axis=1)
        return np.repeat(counts.ravel(), self.output_shape[-1])

    def _positions(self, axis: int) -> NDArray[np.int64]:
        """Where the cells of each window along an axis lie in the padded input."""
        starts = np.arange(self.output_shape[axis + 1]) * self.stride[axis]
        return starts[:, None] + np.arange(self.kernel_size[axis]) * self.dilation[axis]

    def _coordinates(self, axis: int) -> NDArray[np.int64]:
        """The same in the input, −1 where the cell is not real."""
        at = self._positions(axis) - self.padding[axis][0]
        return np.where(at < self.input_shape[axis + 1], np.maximum(at, -1), -1)


def windows(
    input_shape: Sequence[int],
    *,
    kernel_size: PerAxis,
    stride: PerAxis | None = None,
    padding: Padding = 0,
    dilation: PerAxis = 1,
    ceil_mode: bool = False,
    ties: Ties = "first",
    nan: NanRule = "propagate",
    count_include_pad: bool = True,
    operation: str = "windows",
) -> Geometry:
    """The geometry of a pooling: output sizes as in PyTorch, and the cells of every window.

    With `ceil_mode` a last window that would start in the right padding is dropped. `"same"` and
    `"same-lower"` pad as TensorFlow and ONNX do.

    `input_shape` is `[batch, ...spatial, channels]`. A ValueError says which size doesn't fit.

    >>> windows((8, 32, 48, 16), kernel_size=2).output_shape
    (8, 16, 24, 16)
    """
    shape = _checked_shape(operation, input_shape)
    rank = len(shape) - 2
    kernel = _per_axis(operation, "kernel_size", kernel_size, rank)
    strides = kernel if stride is None else _per_axis(operation, "stride", stride, rank)
    dilations = _per_axis(operation, "dilation", dilation, rank)
    extent = [d * (k - 1) + 1 for k, d in zip(kernel, dilations)]
    sides = _padding(operation, padding, shape[1:-1], strides, extent)
    one_of(operation, "ties", ties, ("first", "last", "all"))
    one_of(operation, "nan", nan, ("propagate", "ignore"))
    spatial = []
    for axis, size in enumerate(shape[1:-1]):
        low, high = sides[axis]
        room = size + low + high - extent[axis]
        steps = -(-room // strides[axis]) if ceil_mode else room // strides[axis]
        out = steps + 1
        if ceil_mode and (out - 1) * strides[axis] >= size + low:
            out -= 1
        if out < 1:
            dilated = "" if dilations[axis] == 1 else f"dilated to {extent[axis]} "
            raise ValueError(
                sentence(
                    operation,
                    f"kernel_size[{axis}]",
                    kernel[axis],
                    f"{dilated}exceeds padded {AXIS_NAMES[rank][axis]} {size + low + high}",
                    "reduce kernel_size or add padding",
                    f"{size} + {low} + {high}",
                )
            )
        spatial.append(out)
    return Geometry(
        shape,
        (shape[0], *spatial, shape[-1]),
        kernel,
        strides,
        sides,
        dilations,
        bool(ceil_mode),
        ties,
        nan,
        bool(count_include_pad),
    )


def one_of(operation: str, argument: str, value: object, names: Sequence[str]) -> None:
    """Raises a ValueError unless the value is one of a few names."""
    if value not in names:
        choices = ", ".join(map(repr, names))
        raise ValueError(sentence(operation, argument, value, "is unknown", f"use {choices}"))


def _checked_shape(operation: str, given: Sequence[int]) -> tuple[int, ...]:
    shape = tuple(int(size) for size in given)
    if not 3 <= len(shape) <= 5:
        problem = f"has rank {len(shape)}, pooling takes 3 to 5"
        derivation = "[batch, ...spatial, channels] with 1 to 3 spatial axes"
        remedy = 'add the missing axes; for channels-first data give layout="NCHW"'
        raise ValueError(sentence(operation, "input_shape", shape, problem, remedy, derivation))
    if any(size < (axis > 0) for axis, size in enumerate(shape)):
        remedy = "only the batch may be empty"
        raise ValueError(
            sentence(operation, "input_shape", shape, "leaves nothing to pool", remedy)
        )
    return shape


def _per_axis(operation: str, argument: str, value: PerAxis, rank: int) -> tuple[int, ...]:
    sizes = [value] * rank if _is_integer(value) or not isinstance(value, Sequence) else list(value)
    if len(sizes) != rank:
        problem = f"has {len(sizes)} numbers for {rank} spatial axes"
        raise ValueError(
            sentence(operation, argument, value, problem, "give one number, or one an axis")
        )
    for size in sizes:
        if not _is_integer(size) or size < 1:
            remedy = "give an integer of 1 or more"
            raise ValueError(sentence(operation, argument, value, "is no positive integer", remedy))
    return tuple(int(size) for size in sizes)


def _padding(
    operation: str,
    padding: Padding,
    spatial: Sequence[int],
    stride: Sequence[int],
    extent: Sequence[int],
) -> tuple[tuple[int, int], ...]:
    """Padding as `(low, high)` an axis; each side is less than the effective kernel."""
    if isinstance(padding, str):
        one_of(operation, "padding", padding, ("valid", "same", "same-lower"))
        if padding == "valid":
            return tuple((0, 0) for _ in spatial)
        totals = [
            max(0, (-(-size // step) - 1) * step + reach - size)
            for size, step, reach in zip(spatial, stride, extent)
        ]
        halves = [(total // 2, total - total // 2) for total in totals]
        return tuple(halves if padding == "same" else [(high, low) for low, high in halves])
    own: list[Any] = [*padding] if isinstance(padding, Sequence) else [padding] * len(extent)
    if len(own) != len(extent):
        problem = f"has {len(own)} entries for {len(extent)} spatial axes"
        remedy = "give one number, one an axis, or (low, high) an axis"
        raise ValueError(sentence(operation, "padding", padding, problem, remedy))
    sides = []
    for axis, (entry, reach) in enumerate(zip(own, extent)):
        pair = tuple(entry) if isinstance(entry, Sequence) else (entry, entry)
        if len(pair) != 2 or not all(_is_integer(side) and side >= 0 for side in pair):
            remedy = "give an integer of 0 or more, (low, high), 'valid', 'same' or 'same-lower'"
            raise ValueError(
                sentence(operation, f"padding[{axis}]", entry, "is no number of cells", remedy)
            )
        if max(pair) >= reach:
            problem = f"is not less than the effective kernel {reach}"
            derivation = "dilation·(kernel_size−1)+1; a window could lie in the padding alone"
            remedy = "reduce padding or use a larger window"
            raise ValueError(
                sentence(operation, f"padding[{axis}]", entry, problem, remedy, derivation)
            )
        sides.append((int(pair[0]), int(pair[1])))
    return tuple(sides)


def _is_integer(value: object) -> TypeGuard[int]:
    return isinstance(value, (int, np.integer)) and not isinstance(value, bool)
