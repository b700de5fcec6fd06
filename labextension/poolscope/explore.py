"""`explore`: the arrays of a pooling, from any library, in the explorer."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Literal, overload

from .core.arguments import check_flag, check_one_of
from .core.arrays import HALF_STEPS, Array, half_of, to_numpy
from .core.errors import error_text
from .core.layout import CHANNELS_LAST, LAYOUTS, Layout
from .explorable import Explorable
from .explore_weighted import explore_weighted, read_pooling
from .findings.find import find_routed
from .findings.finding.finding import Axes
from .given import OPERATION, Given, fit, read_mask
from .pair import Pair
from .view.part import Range, part_of
from .view.pool_view import pool_view
from .view.titles import LONGEST_TITLE, capital, pooling_words, weighted_words
from .window.indices import CONVENTIONS, Convention
from .window.layer import read_layer
from .window.options import NanRule, Padding, PerAxis, Share, Ties
from .window.routes import route

#: The most spatial axes.
MOST_AXES = 3
#: The options that a layer stands for.
DEFAULTS = {"kernel_size": None, "stride": None, "padding": 0, "dilation": 1, "ceil_mode": False}


@overload
def explore(x: Explorable, dout: Explorable, *, title: str | None = None) -> Pair: ...


@overload
def explore(
    x: Any = None,
    dout: Any = None,
    *,
    kernel_size: PerAxis | Literal["global"] | None = None,
    stride: PerAxis | None = None,
    padding: Padding = 0,
    dilation: PerAxis = 1,
    ceil_mode: bool = False,
    ties: Ties = "first",
    nan: NanRule = "propagate",
    share: Share = "full",
    layout: Layout | None = None,
    layer: Any = None,
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
) -> Explorable: ...


def explore(
    x: Any = None,
    dout: Any = None,
    *,
    kernel_size: PerAxis | Literal["global"] | None = None,
    stride: PerAxis | None = None,
    padding: Padding = 0,
    dilation: PerAxis = 1,
    ceil_mode: bool = False,
    ties: Ties = "first",
    nan: NanRule = "propagate",
    share: Share = "full",
    layout: Layout | None = None,
    layer: Any = None,
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
) -> Explorable | Pair:
    """A pooling and its backward pass, to look at: x, mask, dout and din side by side.

    Returns an `Explorable`, which opens in the explorer as a cell's last value; its `view` holds
    the arrays with the axes that were given, its `findings` what is odd in them.

    Arrays may be NumPy's, PyTorch's (detached, moved to the CPU), or anything with `__array__` or
    DLPack, of 1 to 3 spatial axes. `layout` names their axes, N for the batch, C for the channels:
    `"NHWC"` (by default) and `"NCHW"` for any number of spatial axes, or with the very letters,
    `"NCL"`, `"NCDHW"`, `"CHW"` and `"HWC"` without a batch, `"HW"` of one channel. All that is said
    of a cell names it so. The options are PyTorch's, and so is `layer`, a `torch.nn.MaxPool2d(…)`
    (1d, 3d) in place of them, with `"NCHW"` by default. A layer, or a `kernel_size` for each axis,
    tells the spatial axes, so that a batch, or a batch and channels, may be left out.
    `padding` may be more than half of the window, where PyTorch stops: each side is less than the
    effective kernel, `dilation·(kernel_size−1)+1`.

    - `x` and `din` have the input's shape, `dout` has the output's; dout and din are floats.
    - `mask`, a bool matrix `[rows, window_size]`, or `indices`, integers by a framework's
      `convention`, stands for the maxima of x, in place of x or beside it: then it is held against
      x, and `nan` should say what the framework does with NaN. Without both, x is pooled. The rows
      of a mask are those of channels-last outputs, whatever the layout.
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
    - `explore(a, b)` of two that `explore` or a scope has made shows both: A, B and their
      difference under one cursor, where they are runs of one pooling.

    A ValueError says which size, value or name doesn't fit, and in which layout all would; a
    TypeError which array or layer can't be read.

    >>> import numpy as np
    >>> x = np.array([1.0, 3, 2, 0]).reshape(1, 4, 1)
    >>> explore(x, np.array([10.0, 5]).reshape(1, 2, 1), kernel_size=2).view.din.ravel().tolist()
    [0.0, 10.0, 5.0, 0.0]
    """
    if isinstance(x, Explorable) or isinstance(dout, Explorable):
        return _explore_pair(x, dout, title)
    if layout is None:
        # The layers of PyTorch take channels first alone.
        layout = CHANNELS_LAST if layer is None else "NCHW"
    check_one_of(OPERATION, "layout", layout, LAYOUTS)
    check_one_of(OPERATION, "share", share, ("full", "split"))
    check_one_of(OPERATION, "convention", convention, CONVENTIONS)
    check_flag(OPERATION, "count_include_pad", count_include_pad)
    options, rank = _read_options(
        layer,
        {
            "kernel_size": kernel_size,
            "stride": stride,
            "padding": padding,
            "dilation": dilation,
            "ceil_mode": ceil_mode,
        },
    )

    def read(argument: str, value: Any) -> Array | None:
        return None if value is None else to_numpy(OPERATION, argument, value)

    named = {"x": x, "dout": dout, "din": din, "indices": indices}
    arrays = {name: read(name, value) for name, value in named.items()}
    given_mask = read("mask", mask)
    pooling = read_pooling(pool, divisor_override, p)
    if pooling is not None and (mask is not None or indices is not None):
        problem = f"stands beside pool={pool!r}, which has no mask"
        argument = "indices" if mask is None else "mask"
        raise ValueError(
            error_text(OPERATION, argument, named.get(argument, mask), problem, "leave one out")
        )
    options |= {"ties": ties, "nan": nan, "count_include_pad": count_include_pad}
    if (
        rank == 1
        and layer is None
        and any(one is not None and one.ndim > 2 for one in arrays.values())
    ):
        # A list of one entry is for every axis, however many there are.
        rank = None
    own_layout, geometry, last = fit(Given(arrays, given_mask, shape, options, rank), layout)
    x_array, dout_array, din_array = last["x"], last["dout"], last["din"]
    _check_gradient("dout", dout_array)
    _check_gradient("din", din_array)
    half = half_of(dout, din)
    axes = Axes(geometry.input_shape, geometry.output_shape, own_layout)
    if pooling is not None:
        title = _check_title(title, capital(weighted_words(geometry, pooling)))
        whole = explore_weighted(
            title,
            geometry,
            pooling,
            half,
            x=x_array,
            dout=dout_array,
            din=din_array,
            layout=own_layout,
        )
        return Explorable(
            part_of(whole.stored, batch, channels, OPERATION),
            [one.with_axes(axes) for one in whole.findings],
            whole.notes,
        )
    mask_array = read_mask(x_array, given_mask, last["indices"], convention, geometry, own_layout)
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
        layout=own_layout,
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
        layout=own_layout,
    )
    shown = part_of(view, batch, channels, OPERATION)
    return Explorable(shown, [one.with_axes(axes) for one in found])


def _explore_pair(a: Any, b: Any, title: str | None) -> Pair:
    for argument, value in (("a", a), ("b", b)):
        if not isinstance(value, Explorable):
            remedy = "give two that explore or a scope has made"
            raise TypeError(error_text(OPERATION, argument, value, "is not explorable", remedy))
    return Pair(a, b, None if title is None else _check_title(title, ""))


def _read_options(layer: Any, options: dict[str, Any]) -> tuple[dict[str, Any], int | None]:
    """The options of the windows, and how many spatial axes they are for, where they tell."""
    options = {name: _plain(given) for name, given in options.items()}
    kernel_size = options["kernel_size"]
    if layer is not None:
        for name, default in DEFAULTS.items():
            if options[name] != default:
                remedy = "give one of the two"
                raise ValueError(
                    error_text(OPERATION, name, options[name], "stands beside layer", remedy)
                )
        rank, own = read_layer(OPERATION, layer)
        return options | own, rank
    check_flag(OPERATION, "ceil_mode", options["ceil_mode"])
    if kernel_size is None:
        remedy = "give kernel_size, or layer=torch.nn.MaxPool2d(…)"
        raise ValueError(
            error_text(OPERATION, "kernel_size", None, "leaves the windows open", remedy)
        )
    is_per_axis = isinstance(kernel_size, Sequence) and kernel_size != "global"
    tells = is_per_axis and 1 <= len(kernel_size) <= MOST_AXES
    return options, len(kernel_size) if tells else None


def _plain(given: Any) -> Any:
    """A number or an array of NumPy or PyTorch as a number, or a list of them."""
    return given.tolist() if hasattr(given, "tolist") else given


def _check_gradient(argument: str, array: Array | None) -> None:
    if array is not None and array.dtype.kind != "f":
        problem = "is not the dtype of a gradient"
        raise TypeError(
            error_text(OPERATION, f"{argument}.dtype", array.dtype.name, problem, "give floats")
        )


def _check_title(title: str | None, fallback: str) -> str:
    """The title that was given, or the fallback."""
    if title is None:
        return fallback
    if isinstance(title, str) and 1 <= len(title) <= LONGEST_TITLE:
        return title
    remedy = f"give a text of 1 to {LONGEST_TITLE} characters"
    raise ValueError(error_text(OPERATION, "title", title, "is not a title", remedy))
