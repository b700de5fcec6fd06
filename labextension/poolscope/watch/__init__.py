"""`watch`: every pooling call of a PyTorch model, forward and backward, without touching it.

In comes a model whose training line runs in a block; out goes a scope: a table of the calls, what
was found in each, and each to look at. PyTorch is imported only here, when `watch` is called.
"""

from __future__ import annotations

import os
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any

from ..core.arguments import path_text
from ..core.errors import error_text
from .recording.budget import bytes_of

if TYPE_CHECKING:
    from .scope import Scope

__all__ = ["watch"]


def watch(
    model: Any = None,
    *,
    limit: str | int = "256 MB",
    batch: int = 0,
    only: str | None = None,
    store: str | os.PathLike[str] | None = None,
) -> Scope:
    """A scope that catches every pooling call, forward and backward, while its block runs.

        with poolscope.watch(model) as scope:
            loss_fn(model(x), target).backward()
        scope             # a table of the calls, with what was found
        scope["pool1"]    # opens the explorer on that call; scope[3] by order

    It catches modules and functional calls of max, average, adaptive, fractional and Lp pooling, of
    1 to 3 spatial axes. Nothing is wrapped, and nothing is left behind when the block ends or
    raises. A call has its layer's name in `model`, else its function's and the source line.

    `limit` is what the scope may keep, in bytes or as a text: of each call whole batch entries,
    from `batch` on. Findings are of the whole batch, whatever is kept.

    `only` is a pattern of names, as in `only="features.*"`: other calls are left out, and a line
    counts them.

    `store` is a path where nothing is yet: there each call's x, indices, dout and din are written
    as the block runs, in a Zarr store, for `check_store`; the scope itself then keeps nothing. A
    step is one forward pass of `model`, or the block where there is none. `limit` is what may wait
    to be written: a step waits for the disk only beyond it.

        with poolscope.watch(model, store="run.zarr"):
            train(model)
        poolscope.check_store("run.zarr")

    An ImportError says that PyTorch is missing, or with `store` that zarr is; a FileExistsError
    that something is at `store`; a TypeError or ValueError which argument is wrong.
    """
    if find_spec("torch") is None:
        raise ImportError("watch: needs PyTorch, which is not installed; install torch")
    from .scope import Scope, check_model

    check_model(model)
    if isinstance(batch, bool) or not isinstance(batch, int) or batch < 0:
        remedy = "give the first batch entry to keep, 0 or more"
        raise ValueError(error_text("watch", "batch", batch, "is no batch entry", remedy))
    if only is not None and not isinstance(only, str):
        remedy = 'give a pattern of names, as in only="features.*"'
        raise TypeError(error_text("watch", "only", only, "is not a string", remedy))
    if store is not None:
        store = path_text("watch", "store", store, "run.zarr")
        if find_spec("zarr") is None:
            remedy = 'pip install "poolscope[scale]"'
            raise ImportError(f"watch: store= needs zarr, which is not installed; {remedy}")
    return Scope(model, bytes_of(limit), batch, only, store)
