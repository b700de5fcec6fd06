"""Reads pooling operators of PyTorch: what they compute, with which windows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache
from typing import Any, Literal

from ...core.errors import error_text
from ...view.titles import pooling_words
from ...window.geometry import Geometry
from ...window.weights import Pooling
from ...window.windows import windows
from .uneven import uneven

Op = Literal["max", "average", "lp"]

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

    def geometry(self, batch: int, channels: int) -> Geometry | None:
        """The windows over an input, where they are alike."""
        if self.options is None:
            return None
        options = tuple(
            (name, tuple(value) if isinstance(value, list) else value)
            for name, value in self.options.items()
        )
        return _windows((batch, *self.sizes, channels), options)

    def windows(self, batch: int, channels: int) -> Geometry | None:
        """The windows over an input, also of different sizes; none where they are random."""
        if self.options is None and self.function.startswith("adaptive"):
            return _uneven((batch, *self.sizes, channels), tuple(self.extra["output_size"]))
        return self.geometry(batch, channels)

    @property
    def pooling(self) -> Pooling | None:
        """What weighs its windows; None for a pooling that has a mask."""
        if self.op == "max":
            return None
        if self.op == "average":
            return Pooling("average", self.extra.get("divisor"))
        return Pooling("lp", p=self.extra["p"], rule="pytorch")

    def words(self, geometry: Geometry | None) -> str:
        """The call in words: what it computes, and its options."""
        kind = self.function.partition("_")[0]
        op = WORDS[self.op] if kind in ("max", "avg", "lp") else f"{kind} {WORDS[self.op]}"
        windows_in_words = pooling_words(geometry, op) if geometry else op
        return ", ".join([windows_in_words, *self._rest(geometry)])

    def settings(self, geometry: Geometry | None) -> str:
        """The options in words."""
        if geometry is None:
            return ", ".join(self._rest(geometry))
        return self.words(geometry).split(", ", 1)[1]

    def _rest(self, geometry: Geometry | None) -> list[str]:
        rest = []
        if "window" in self.extra:
            rest.append(f"window {' × '.join(map(str, self.extra['window']))}")
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


@lru_cache(maxsize=256)
def _windows(shape: tuple[int, ...], options: tuple[tuple[str, Any], ...]) -> Geometry:
    """The windows of many calls that are alike, made once."""
    return windows(shape, **dict(options), operation="watch")


@lru_cache(maxsize=256)
def _uneven(shape: tuple[int, ...], output: tuple[int, ...]) -> Geometry:
    return uneven(shape, output)


def read(name: str, arguments: dict[str, Any], sizes: Sequence[int]) -> Operation:
    """The operation that a pooling operator computes when it is called with these arguments."""
    rank = len(sizes)
    function = name.lstrip("_").replace("_with_indices", "")
    op: Op = "average" if "avg" in name else "max"
    if "output_size" in arguments:
        output = _per_axis(arguments["output_size"], rank)
        window = arguments.get("kernel_size")
        return _adaptive(op, function, sizes, output, window and _per_axis(window, rank))
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
    return Operation(op, function, tuple(sizes), options, extra)


def as_norm(average: Operation, p: float) -> Operation:
    """The Lp pooling that an average of powers belongs to."""
    function = average.function.replace("avg", "lp")
    return replace(average, op="lp", function=function, extra={"p": p})


def same_call(operation: Operation, backward: str, arguments: dict[str, Any]) -> bool:
    """Whether a backward operator was called with the options of an operation.

    Torch pools 1-d data as images of height 1, so only the last axes of options are compared.
    """
    function = operation.function.replace("1d", "2d")
    if backward.lstrip("_").replace("_with_indices", "") != f"{function}_backward":
        return False
    rank = len(operation.sizes)
    options = operation.options or {}
    for name in ("kernel_size", "stride", "padding", "dilation"):
        given = arguments.get(name)
        if given and name in options:
            sizes = [given] if isinstance(given, int) else list(given)
            if (sizes * rank if len(sizes) == 1 else sizes[-rank:]) != options[name]:
                return False
    flags = all(
        arguments.get(name, options.get(name)) == options.get(name)
        for name in ("ceil_mode", "count_include_pad")
    )
    return flags and arguments.get("divisor_override") == operation.extra.get("divisor")


def _adaptive(
    op: Op,
    function: str,
    sizes: Sequence[int],
    output: list[int],
    window: list[int] | None,
) -> Operation:
    """A pooling to an output's size: adaptive, or fractional, which has a window's size.

    The windows of an adaptive one are alike where the output's size divides the input's.
    """
    if window is not None:
        return Operation(
            op, function, tuple(sizes), None, {"window": window, "output_size": output}
        )
    options = None
    if all(out > 0 and size % out == 0 for size, out in zip(sizes, output)):
        kernel = [size // out for size, out in zip(sizes, output)]
        options = {"kernel_size": kernel, "stride": kernel}
    return Operation(op, function, tuple(sizes), options, {"output_size": output})


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
