"""The gradients of calls, from hooks on autograd's nodes or from the backward operators."""

from __future__ import annotations

import math
import threading
import weakref
from collections.abc import Callable
from typing import Any, NamedTuple

import torch

from ..call.call import PoolCall
from ..call.facts import IN_VMAP
from ..call.source import Source
from ..pytorch.functorch import innermost, needs_gradient, peeled, plain
from ..pytorch.graph import Edge, edge_of, node_before
from ..pytorch.lp import Norm
from ..pytorch.operation import same_call
from ..pytorch.tensors import order_of, source_shaped

AMBIGUOUS = "calls of one input and one kind can't be told apart in compiled code"
SECOND = "a second backward pass went through its gradient: not checked"


class Pending(NamedTuple):
    """An output whose node in autograd's graph is not there yet, as in a function of the user's."""

    output: Callable[[], Any]
    call: PoolCall
    edge: Edge | None
    #: The input of an Lp pooling, whose edge can be asked for only where autograd is reached.
    x: Callable[[], Any] = lambda: None

    def with_edge(self) -> Pending:
        """The same with the edge of its input."""
        x = self.x()
        return self if self.edge is not None or x is None else self._replace(edge=edge_of(x))


class Saved(NamedTuple):
    """What a backward operator of a call would be given: where its numbers lie."""

    #: Not by its address alone: another tensor may lie there later.
    storage: Callable[[], Any]
    offset: int
    call: PoolCall


class Gradients:
    """Hands the gradients of a backward pass to the calls that they belong to."""

    def __init__(self, guard: Callable[..., None]) -> None:
        #: Runs a step whose failure must not stop the model.
        self._guard = guard
        self._pending: list[Pending] = []
        self._saved: list[Saved] = []
        self._handles: list[Any] = []
        self._most_handles = 64

    def follow(self, call: PoolCall, x: torch.Tensor, output: torch.Tensor) -> None:
        """Waits for the gradients of a call, at the nodes that autograd made of it."""
        inner, call.output_axes = peeled(output)
        given, call.x_axes = peeled(x)
        edge = edge_of(given)
        if inner.grad_fn is not None:
            self._hook(call, inner, edge)
        elif not inner.is_inference():
            self._pending.append(Pending(weakref.ref(inner), call, edge))
            # Autograd is off while a function of the user's runs: its node comes later.
            if torch.is_grad_enabled() and not needs_gradient(x):
                call.backward = "not needed"

    def follow_norm(self, call: PoolCall, norm: Norm, transformed: bool) -> None:
        """The same for an Lp pooling, which is made of several operators.

        `transformed` says that its tensors were taken out of a transform of functorch's.
        """
        if transformed:
            # Its operators have their gradients on another level than the tensors that are read.
            call.backward = "transformed"
        elif torch.is_grad_enabled() and not norm.x.requires_grad:
            call.backward = "not needed"
        pending = Pending(weakref.ref(norm.output), call, None)
        if norm.power.grad_fn is not None:
            # A power has one gradient, that of its base.
            self._hook_din(call, (norm.power.grad_fn, 0))
        elif not transformed:
            # Autograd is off while a function of the user's runs, whose node gives x its gradient.
            pending = pending._replace(x=weakref.ref(norm.x))
        self._pending.append(pending)

    def remember(self, saved: torch.Tensor, call: PoolCall) -> None:
        """Keeps what a backward operator of the call would be given."""
        saved = innermost(saved)
        storage = weakref.ref(saved.untyped_storage())
        self._saved.append(Saved(storage, saved.storage_offset(), call))

    @property
    def waits(self) -> bool:
        """Whether an output waits for the node that autograd makes of it."""
        return bool(self._pending)

    def hook_nodes(self) -> None:
        """Hooks onto the nodes that autograd has made since."""
        if not self._pending:
            return
        pending, self._pending = self._pending, []
        for one in pending:
            output = one.output()
            if output is None:
                continue
            if output.grad_fn is None:
                self._pending.append(one.with_edge())
            elif node_before(output.grad_fn, one.edge) or one.call.operation.op == "lp":
                self._hook(one.call, output, one.edge)
            else:
                self._hook_dout(one.call, output)

    def see_backward(self, name: str, arguments: dict[str, Any], din: Any) -> None:
        """Reads a backward operator of a call that has no node, as in compiled code."""
        saved = arguments["indices"] if "indices" in arguments else arguments["self"]
        candidates = self._candidates(name, arguments, saved)
        waiting = [call for call in candidates if call.backward != "seen"] or candidates
        if len(waiting) > 1:
            for call in waiting:
                call.leave_unchecked(AMBIGUOUS)
        elif waiting:
            self._give(waiting[0], arguments["grad_output"], din)

    def stop(self) -> None:
        """Removes every hook; a gradient that arrived alone is taken as it is."""
        for handle in self._handles:
            handle.remove()
        self._handles.clear()
        self._pending.clear()
        self._saved.clear()

    def _hold(self, handle: Any) -> None:
        """Holds what removes a hook, as long as its node is there."""
        self._handles.append(handle)
        if len(self._handles) > self._most_handles:
            self._handles = [one for one in self._handles if one.hooks_dict_ref() is not None]
            self._most_handles = 2 * len(self._handles) + 64

    def _candidates(
        self, name: str, arguments: dict[str, Any], saved: torch.Tensor
    ) -> list[PoolCall]:
        storage, offset = saved.untyped_storage(), saved.storage_offset()
        self._saved = [one for one in self._saved if one.storage() is not None]
        return [
            one.call
            for one in self._saved
            if one.storage() is storage
            and one.offset == offset
            and not one.call.hooked
            and math.prod(one.call.output_shape) == arguments["grad_output"].numel()
            and same_call(one.call.operation, name, arguments)
        ]

    def _hook(self, call: PoolCall, output: torch.Tensor, edge: Edge | None) -> None:
        """Hooks onto the node of an output, and onto the one that gives the input's gradient."""
        call.hooked = True
        last = node_before(output.grad_fn, edge)
        if last is None or last[0] is not output.grad_fn:
            self._hook_dout(call, output)
            self._hook_din(call, last)
            return
        call.backward = "not seen"
        nr, at = output.output_nr, last[1]

        def see(dins: Any, douts: Any) -> None:
            if nr < len(douts) and douts[nr] is not None:
                self._guard(self._give, call, douts[nr], dins[at])

        self._hold(output.grad_fn.register_hook(see))

    @staticmethod
    def _see_second(call: PoolCall) -> None:
        """A backward pass goes through the gradient of a call.

        In that pass x of an Lp pooling gets a part past the power's node too, so what comes there
        is not its gradient.
        """
        if call.operation.op == "lp":
            call.leave_unchecked(SECOND)
        else:
            call.add_note(SECOND)

    def _hook_dout(self, call: PoolCall, output: torch.Tensor) -> None:
        call.backward = "not seen"
        nr = output.output_nr

        def see(_: Any, douts: Any) -> None:
            if nr < len(douts) and douts[nr] is not None:
                self._guard(self._give_dout, call, douts[nr])

        self._hold(output.grad_fn.register_hook(see))

    def _hook_din(self, call: PoolCall, last: tuple[Any, int] | None) -> None:
        if last is None:
            return
        node, at = last

        def see(dins: Any, _: Any) -> None:
            self._guard(self._give_din, call, dins[at])

        self._hold(node.register_hook(see))

    def _give(self, call: PoolCall, dout: torch.Tensor, din: torch.Tensor | None) -> None:
        """Takes both gradients of a call, which lie in memory now."""
        self._give_both(call, self._read_dout(call, dout), din)

    def _give_dout(self, call: PoolCall, dout: torch.Tensor) -> None:
        """Takes a copy of the gradient that arrives, for it may be gone when din comes."""
        source = self._read_dout(call, dout)
        call.arrived[threading.get_ident()] = None if source is None else source.held()

    def _give_din(self, call: PoolCall, din: torch.Tensor | None) -> None:
        self._give_both(call, call.arrived.pop(threading.get_ident(), None), din, own=True)

    @staticmethod
    def _read_dout(call: PoolCall, dout: torch.Tensor) -> Source | None:
        rank = len(call.operation.sizes)
        given = plain(dout, rank, call.output_axes)
        source = source_shaped(given, call.output_shape)
        if source is None:
            if call.backward == "seen":
                call.leave_unchecked(IN_VMAP)
            else:
                call.backward = "mapped"
        elif given.ndim in (rank + 1, rank + 2):
            call.orders["dout"] = order_of(given, rank)
        return source

    def _give_both(
        self, call: PoolCall, dout: Source | None, din: torch.Tensor | None, *, own: bool = False
    ) -> None:
        if dout is None or SECOND in call.unchecked:
            return
        rank = len(call.operation.sizes)
        source = None
        if din is not None:
            source = source_shaped(plain(din, rank, call.x_axes), call.input_shape)
            if source is None:
                call.leave_unchecked(IN_VMAP)
            node = peeled(din)[0].grad_fn
            if node is not None:
                # As with create_graph=True: the gradient may be differentiated itself.
                self._hold(node.register_hook(lambda *_: self._see_second(call)))
        call.see_backward(dout, source, own=own)
