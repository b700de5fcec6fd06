"""Reads the options of a pooling from a layer of PyTorch, which need not be installed."""

from __future__ import annotations

from typing import Any, NamedTuple

from ..core.errors import error_text

#: The layers that can be read, and their spatial axes.
LAYERS = {"MaxPool1d": 1, "MaxPool2d": 2, "MaxPool3d": 3}
OPTIONS = ("kernel_size", "stride", "padding", "dilation", "ceil_mode")


class LayerOptions(NamedTuple):
    """What a layer says of its pooling."""

    #: How many spatial axes it pools.
    rank: int
    #: The options of `windows`.
    options: dict[str, Any]


def read_layer(operation: str, layer: Any) -> LayerOptions:
    """The options of a layer, `torch.nn.MaxPool1d` to `MaxPool3d` or a class made from one.

    A TypeError, which names `operation`, says that it is another thing.
    """
    for kind in type(layer).__mro__:
        if kind.__name__ in LAYERS and kind.__module__.split(".")[0] == "torch":
            return LayerOptions(
                LAYERS[kind.__name__], {name: getattr(layer, name) for name in OPTIONS}
            )
    remedy = f"give one of {', '.join(LAYERS)} of torch.nn, or the options one by one"
    raise TypeError(error_text(operation, "layer", layer, "is no layer that can be read", remedy))
