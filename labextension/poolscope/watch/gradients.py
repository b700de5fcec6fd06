"""The gradients of calls, from hooks on autograd's nodes or from the backward operators."""

from __future__ import annotations

import weakref
from collections.abc import Callable
from typing import Any, Literal, NamedTuple

import torch

from .call import PoolCall
from .tensors import channels_last

#: Which gradients a node has: an Lp pooling is made of several nodes.
Gives = Literal["both", "dout", "din"]


class Pending(NamedTuple):
    """An output whose node in autograd's graph is not there yet."""

    output: Callable[[], Any]
    call: PoolCall
    #: The input's shape, by which its gradient is known.
    shape: torch.Size
    gives: Gives


class Gradients:
    """Hands the gradients of a backward pass to the calls that they belong to."""

    def __init__(self, guard: Callable[..., None]) -> None:
        #: Runs a step whose failure must not stop the model.
        self._guard = guard
        self._pending: list[Pending] = []
        #: Calls by the memory of what their backward operator is given: indices, or else x.
        self._by_saved: dict[int, tuple[weakref.ref[torch.Tensor], PoolCall]] = {}
        self._handles: list[Any] = []

    def expect(self, output: torch.Tensor, call: PoolCall, shape: torch.Size, gives: Gives) -> None:
        """Waits for the node of an output, which autograd makes after the operator has run."""
        self._pending.append(Pending(lambda: output, call, shape, gives))

    def remember(self, saved: torch.Tensor, call: PoolCall) -> None:
        """Keeps what a backward operator of the call would be given."""
        self._by_saved[saved.data_ptr()] = (weakref.ref(saved), call)

    def hook_nodes(self) -> None:
        """Hooks onto the nodes that autograd has made since."""
        waiting = []
        for pending in self._pending:
            output = pending.output()
            if output is None:
                continue
            node = output.grad_fn
            if node is None:
                waiting.append(pending._replace(output=weakref.ref(output)))
            else:
                self._handles.append(node.register_hook(self._hook(pending, output.output_nr)))
                pending.call.backward = "not seen"
                pending.call.hooked = True
        self._pending = waiting

    def see_backward(self, arguments: dict[str, Any], din: Any) -> None:
        """Reads a backward operator of a call that has no node, as in compiled code."""
        saved = arguments["indices"] if "indices" in arguments else arguments["self"]
        tensor, call = self._by_saved.get(saved.data_ptr(), (None, None))
        if tensor is None or tensor() is None or call is None or call.hooked:
            return
        _give(call, "both", arguments["grad_output"], din)

    def stop(self) -> None:
        """Removes every hook."""
        for handle in self._handles:
            handle.remove()
        self._handles.clear()
        self._pending.clear()
        self._by_saved.clear()

    def _hook(self, pending: Pending, nr: int) -> Callable[[Any, Any], None]:
        def see(grad_inputs: Any, grad_outputs: Any) -> None:
            dout = grad_outputs[nr] if nr < len(grad_outputs) else None
            dins = (din for din in grad_inputs if din is not None and din.shape == pending.shape)
            if dout is not None:
                self._guard(_give, pending.call, pending.gives, dout, next(dins, None))

        return see


def _give(call: PoolCall, gives: Gives, dout: torch.Tensor, din: torch.Tensor | None) -> None:
    rank, flat = len(call.operation.sizes), call.operation.flat
    if gives != "din":
        call.dout = channels_last(dout, rank, flat)
    if gives != "dout":
        call.see_backward(None if din is None else channels_last(din, rank, flat))
