"""`windows`: the geometry that follows from an input's shape and the options of a pooling."""

from __future__ import annotations

from collections.abc import Sequence

from ..core.arguments import check_one_of
from ..core.errors import error_text
from .geometry import Geometry
from .options import NanRule, Padding, PerAxis, Ties, read_padding, read_per_axis, read_shape

AXIS_NAMES = {1: ["length"], 2: ["height", "width"], 3: ["depth", "height", "width"]}


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

    `input_shape` is `[batch, ...spatial, channels]`; `stride` is `kernel_size` by default. With
    `ceil_mode` a last window that would start in the right padding is dropped. `"same"` and
    `"same-lower"` pad as TensorFlow and ONNX do.

    A ValueError, which names `operation`, says which size or name doesn't fit.

    >>> windows((8, 32, 48, 16), kernel_size=2).output_shape
    (8, 16, 24, 16)
    """
    shape = read_shape(operation, input_shape)
    rank = len(shape) - 2
    kernel = read_per_axis(operation, "kernel_size", kernel_size, rank)
    strides = kernel if stride is None else read_per_axis(operation, "stride", stride, rank)
    dilations = read_per_axis(operation, "dilation", dilation, rank)
    extent = [d * (k - 1) + 1 for k, d in zip(kernel, dilations)]
    sides = read_padding(operation, padding, shape[1:-1], strides, extent)
    check_one_of(operation, "ties", ties, ("first", "last", "all"))
    check_one_of(operation, "nan", nan, ("propagate", "ignore"))
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
                error_text(
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
        input_shape=shape,
        output_shape=(shape[0], *spatial, shape[-1]),
        kernel_size=kernel,
        stride=strides,
        padding=sides,
        dilation=dilations,
        ceil_mode=bool(ceil_mode),
        ties=ties,
        nan=nan,
        count_include_pad=bool(count_include_pad),
    )
