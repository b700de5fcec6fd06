"""Reads pooling operators of PyTorch: what they compute, with which windows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

from ..core.errors import error_text
from ..view.titles import pooling_words
from ..window.geometry import Geometry
from ..window.windows import windows

Op = Literal["max", "average", "lp"]

#: Operators that are composed of others; they are dispatched whole in inference mode alone.
COMPOSED = (
    frozenset(
        f"{name}{rank}d{rest}"
        for name in ("max_pool", "avg_pool", "adaptive_max_pool", "adaptive_avg_pool")
        for rank in (1, 2, 3)
        for rest in ("", "_with_indices")
    )
    - {f"{name}{rank}d" for name in ("avg_pool", "adaptive_max_pool") for rank in (2, 3)}
    - {f"max_pool{rank}d_with_indices" for rank in (2, 3)}
)
#: Operators that are read, by what they compute.
READ: dict[str, Op] = {
    **{f"max_pool{rank}d_with_indices": "max" for rank in (2, 3)},
    **{f"adaptive_max_pool{rank}d": "max" for rank in (2, 3)},
    **{f"fractional_max_pool{rank}d": "max" for rank in (2, 3)},
    **{f"avg_pool{rank}d": "average" for rank in (2, 3)},
    **{f"_adaptive_avg_pool{rank}d": "average" for rank in (2, 3)},
}
#: Operators that pool, but whose arrays can't be read.
UNREAD = ("mkldnn_max_pool", "quantized_max_pool", "mkldnn_adaptive_avg_pool")

WORDS: dict[Op, str] = {"max": "max pooling", "average": "average pooling", "lp": "Lp pooling"}


@dataclass(frozen=True)
class Operation:
    """The function and options of a pooling call; `sizes` are those of the input's spatial axes."""

    op: Op
    #: As the user knows it: `max_pool2d`.
    function: str
    sizes: tuple[int, ...]
    #: The options of `windows`; none where windows are not alike.
    options: dict[str, Any] | None
    #: Other options: an adaptive pooling's output size, an Lp pooling's exponent, a divisor.
    extra: dict[str, Any] = field(default_factory=dict)
    #: Whether torch put an axis of 1 before the spatial one, as for 1-d pooling.
    flat: bool = False

    def geometry(self, batch: int, channels: int) -> Geometry | None:
        """The windows over an input, where they are alike."""
        if self.options is None:
            return None
        return windows((batch, *self.sizes, channels), **self.options, operation="watch")

    def words(self, geometry: Geometry | None) -> str:
        """The call in words: what it computes, and its options."""
        op = f"adaptive {WORDS[self.op]}" if "output_size" in self.extra else WORDS[self.op]
        windows_in_words = pooling_words(geometry, op) if geometry else op
        return ", ".join([windows_in_words, *self._rest(geometry)])

    def settings(self, geometry: Geometry | None) -> str:
        """The options in words."""
        if geometry is None:
            return ", ".join(self._rest(geometry))
        return self.words(geometry).split(", ", 1)[1]

    def _rest(self, geometry: Geometry | None) -> list[str]:
        rest = []
        if geometry and geometry.ceil_mode:
            rest.append("ceil mode")
        if geometry and self.op == "average" and any(map(sum, geometry.padding)):
            counted = geometry.count_include_pad and "divisor" not in self.extra
            rest.append("padding counts" if counted else "padding does not count")
        if "output_size" in self.extra:
            rest.append(f"output {' × '.join(map(str, self.extra['output_size']))}")
        if "p" in self.extra:
            rest.append(f"p {self.extra['p']:g}")
        if "divisor" in self.extra:
            rest.append(f"divisor {self.extra['divisor']}")
        return rest


def read(name: str, arguments: dict[str, Any], sizes: Sequence[int]) -> Operation:
    """The operation that an operator of `READ` computes when it is called with these arguments."""
    op, rank = READ[name], len(sizes)
    function = name.lstrip("_").replace("_with_indices", "")
    if "output_size" in arguments:
        return _adaptive(op, function, sizes, arguments["output_size"])
    kernel = _per_axis(arguments["kernel_size"], rank)
    extra = {}
    if arguments.get("divisor_override") is not None:
        extra["divisor"] = arguments["divisor_override"]
    options = {
        "kernel_size": kernel,
        "stride": _per_axis(arguments["stride"], rank) if arguments["stride"] else kernel,
        "padding": _per_axis(arguments["padding"], rank),
        "dilation": _per_axis(arguments.get("dilation", 1), rank),
        "ceil_mode": arguments["ceil_mode"],
        "count_include_pad": arguments.get("count_include_pad", True),
    }
    return _flattened(Operation(op, function, tuple(sizes), options, extra))


def read_mean(sizes: Sequence[int]) -> Operation:
    """An adaptive average to one cell, which torch computes as a mean."""
    return _adaptive("average", f"adaptive_avg_pool{len(sizes)}d", sizes, [1] * len(sizes))


def read_lp(function: str, given: dict[str, Any], sizes: Sequence[int]) -> Operation:
    """An Lp pooling, by the arguments of its function in torch.nn.functional."""
    rank = len(sizes)
    kernel = _per_axis(given["kernel_size"], rank)
    stride = given.get("stride")
    options = {
        "kernel_size": kernel,
        "stride": _per_axis(stride, rank) if stride is not None else kernel,
        "ceil_mode": bool(given.get("ceil_mode", False)),
    }
    return Operation("lp", function, tuple(sizes), options, {"p": float(given["norm_type"])})


def _adaptive(op: Op, function: str, sizes: Sequence[int], output: Sequence[int]) -> Operation:
    """An adaptive pooling: its windows are alike where the output's size divides the input's."""
    options = None
    if all(size % out == 0 for size, out in zip(sizes, output)) and "fractional" not in function:
        kernel = [size // out for size, out in zip(sizes, output)]
        options = {"kernel_size": kernel, "stride": kernel}
    extra = {"output_size": list(output)}
    return _flattened(Operation(op, function, tuple(sizes), options, extra))


def _flattened(operation: Operation) -> Operation:
    """The operation on 1-d data, which torch pools as images of height 1; any other as it is."""
    output = operation.extra.get("output_size")
    options = operation.options
    kernel = options["kernel_size"] if options else output
    if len(operation.sizes) != 2 or operation.sizes[0] != 1 or kernel is None or kernel[0] != 1:
        return operation
    spatial = {
        name: value[1:] if isinstance(value, list) else value
        for name, value in (options or {}).items()
    }
    extra = dict(operation.extra)
    if output:
        extra["output_size"] = output[1:]
    function = operation.function.replace("2d", "1d")
    return Operation(
        operation.op, function, operation.sizes[1:], spatial if options else None, extra, flat=True
    )


def _per_axis(value: int | Sequence[int], rank: int) -> list[int]:
    if isinstance(value, int):
        return [value] * rank
    sizes = [int(size) for size in value]
    if len(sizes) == 1:
        return sizes * rank
    if len(sizes) != rank:
        remedy = "this is a call that torch takes and watch does not know"
        raise ValueError(error_text("watch", "options", sizes, f"are not {rank} sizes", remedy))
    return sizes
