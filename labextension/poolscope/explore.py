"""`explore`: the arrays of a max pooling, from any library, in the explorer."""

from __future__ import annotations

from typing import Any, Literal

import numpy as np

from .core.arguments import check_one_of
from .core.arrays import HALF_STEPS, Array, Layout, channels_last, half_of, to_numpy
from .core.errors import error_text
from .explorable import Explorable
from .explore_weighted import explore_weighted, read_pooling
from .findings.find import find_routed
from .view.part import Range, part_of
from .view.pool_view import pool_view
from .view.titles import LONGEST_TITLE, capital, pooling_words, weighted_words
from .window.geometry import Geometry
from .window.indices import CONVENTIONS, Convention, fitting_conventions, mask_from_indices
from .window.mask import Mask, check_mask, max_mask
from .window.options import NanRule, Padding, PerAxis, Share, Ties
from .window.routes import route
from .window.windows import windows

OPERATION = "explore"


def explore(
    x: Any = None,
    dout: Any = None,
    *,
    kernel_size: PerAxis | Literal["global"],
    stride: PerAxis | None = None,
    padding: Padding = 0,
    dilation: PerAxis = 1,
    ceil_mode: bool = False,
    ties: Ties = "first",
    nan: NanRule = "propagate",
    share: Share = "full",
    layout: Layout = "NHWC",
    mask: Any = None,
    indices: Any = None,
    convention: Convention = "pytorch",
    din: Any = None,
    pool: Literal["max", "average", "lp"] = "max",
    count_include_pad: bool = True,
    divisor_override: int | None = None,
    p: float = 2,
    batch: Range | None = None,
    channels: Range | None = None,
    shape: tuple[int, ...] | None = None,
    title: str | None = None,
) -> Explorable:
    """A pooling and its backward pass, to look at: x, mask, dout and din side by side.

    Returns an `Explorable`, which opens in the explorer as a cell's last value; its `view` holds
    the arrays with their channels last, its `findings` what is odd in them.

    Arrays may be NumPy's, PyTorch's (detached, moved to the CPU), or anything with `__array__` or
    DLPack, of 1 to 3 spatial axes. `layout` says where all their channels are: `"NHWC"` last,
    `"NCHW"` first, for any number of spatial axes. The options are PyTorch's.

    - `x` and `din` have the input's shape, `dout` has the output's; dout and din are floats.
    - `mask`, a bool matrix `[rows, window_size]`, or `indices`, integers by a framework's
      `convention`, stands for the maxima of x, in place of x or beside it: then it is held against
      x, and `nan` should say what the framework does with NaN. Without both, x is pooled.
    - `din` is shown as it is, right or wrong; where none is given, it is what dout, the mask and
      `share` give. Without dout the view holds what there is.
    - `pool="average"` (with `count_include_pad`, `divisor_override`) and `pool="lp"` (with `p`)
      show poolings that have no mask: each cell of a window gets a part of its dout, and din is
      held against that, by PyTorch's rules. `kernel_size="global"` is one window over the whole
      input. Windows of different sizes, or at random places, can't be shown.
    - `shape` is the input's, where neither x nor din is given.
    - `batch` and `channels` show a part, `batch=3` or `channels=(8, 16)`: what is beyond the 4 MB
      of a display can be reached so. What is found is of the whole.
    - `title` has 1 to 200 characters; by default it is the pooling in words.

    A ValueError says which size, value or name doesn't fit, a TypeError which array can't be read.

    >>> x = np.array([1.0, 3, 2, 0]).reshape(1, 4, 1)
    >>> explore(x, np.array([10.0, 5]).reshape(1, 2, 1), kernel_size=2).view.din.ravel().tolist()
    [0.0, 10.0, 5.0, 0.0]
    """
    check_one_of(OPERATION, "layout", layout, ("NHWC", "NCHW"))
    check_one_of(OPERATION, "share", share, ("full", "split"))
    check_one_of(OPERATION, "convention", convention, CONVENTIONS)

    def read(argument: str, value: Any) -> Array | None:
        return (
            None if value is None else channels_last(to_numpy(OPERATION, argument, value), layout)
        )

    pooling = read_pooling(pool, divisor_override, p)
    x_array, dout_array, din_array = read("x", x), read("dout", dout), read("din", din)
    input_shape = _read_shape(x_array, din_array, shape, layout)
    geometry = windows(
        input_shape,
        kernel_size=input_shape[1:-1] if kernel_size == "global" else kernel_size,
        stride=stride,
        padding=padding,
        dilation=dilation,
        ceil_mode=ceil_mode,
        ties=ties,
        nan=nan,
        count_include_pad=count_include_pad,
        operation=OPERATION,
    )
    _check_gradient("dout", dout_array, geometry.output_shape)
    _check_gradient("din", din_array, geometry.input_shape)
    half = half_of(dout, din)
    if pooling is not None:
        if mask is not None or indices is not None:
            problem = f"stands beside pool={pool!r}, which has no mask"
            argument = "indices" if mask is None else "mask"
            raise ValueError(error_text(OPERATION, argument, mask, problem, "leave one out"))
        title = _check_title(title, capital(weighted_words(geometry, pooling)))
        shown = explore_weighted(
            title, geometry, pooling, half, x=x_array, dout=dout_array, din=din_array
        )
        return Explorable(
            part_of(shown.view, batch, channels, OPERATION), shown.findings, shown.notes
        )
    mask_array = _read_mask(x_array, mask, read("indices", indices), convention, geometry)
    routes = route(mask_array, geometry)
    expected = None if dout_array is None else routes.din(dout_array, share)
    view = pool_view(
        _check_title(title, capital(pooling_words(geometry))),
        geometry,
        mask_array,
        x=x_array,
        dout=dout_array,
        din=din_array,
        expected=expected,
        share=share,
        pooled_in=half,
    )
    found = find_routed(
        routes,
        geometry,
        x=x_array,
        dout=dout_array,
        din=din_array,
        share=share,
        expected=expected,
        epsilon=HALF_STEPS[half] if half else None,
    )
    return Explorable(part_of(view, batch, channels, OPERATION), found)


def _read_shape(
    x: Array | None, din: Array | None, shape: tuple[int, ...] | None, layout: Layout
) -> tuple[int, ...]:
    given = x if x is not None else din
    if given is not None:
        return given.shape
    if shape is None:
        problem = "leaves the input's shape open"
        remedy = "give x or din, or the input's shape beside mask or indices: shape=(8, 32, 48, 16)"
        raise ValueError(error_text(OPERATION, "x", None, problem, remedy))
    return tuple(shape) if layout == "NHWC" else (shape[0], *shape[2:], shape[1])


def _check_gradient(argument: str, array: Array | None, shape: tuple[int, ...]) -> None:
    if array is None:
        return
    if array.dtype.kind != "f":
        problem = "is not the dtype of a gradient"
        raise TypeError(
            error_text(OPERATION, f"{argument}.dtype", array.dtype.name, problem, "give floats")
        )
    if array.shape != shape:
        problem = f"is not {list(shape)}, which follows from the geometry (channels last)"
        remedy = "give the gradient of this pooling, in the layout that is named"
        raise ValueError(
            error_text(OPERATION, f"{argument}.shape", list(array.shape), problem, remedy)
        )


def _read_mask(
    x: Array | None,
    mask: Any,
    indices: Array | None,
    convention: Convention,
    geometry: Geometry,
) -> Mask:
    if mask is not None and indices is not None:
        remedy = "give one of the two"
        raise ValueError(error_text(OPERATION, "indices", indices, "stands beside mask", remedy))
    if mask is not None:
        return check_mask(OPERATION, to_numpy(OPERATION, "mask", mask), geometry)
    if indices is not None:
        try:
            return mask_from_indices(indices, convention, geometry, OPERATION)
        except ValueError as error:
            fit = " or ".join(
                f"convention={fit!r}" for fit in fitting_conventions(indices, geometry)
            )
            raise ValueError(f"{error} They fit with {fit}." if fit else str(error)) from None
    if x is None:
        remedy = "give x, mask or indices"
        raise ValueError(error_text(OPERATION, "x", None, "leaves the maxima open", remedy))
    if x.dtype == np.bool_:
        problem = "has no order to take a maximum by"
        raise TypeError(error_text(OPERATION, "x.dtype", "bool", problem, "give numbers"))
    return max_mask(x, geometry)


def _check_title(title: str | None, fallback: str) -> str:
    """The title that was given, or the fallback."""
    if title is None:
        return fallback
    if isinstance(title, str) and 1 <= len(title) <= LONGEST_TITLE:
        return title
    remedy = f"give a text of 1 to {LONGEST_TITLE} characters"
    raise ValueError(error_text(OPERATION, "title", title, "is not a title", remedy))
