"""Records the pooling calls of a block, whichever way they are made."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np

from ...core.numbers import counted
from ..call.call import PoolCall
from ..pytorch import overrides
from ..pytorch.functorch import has_tangent, readable
from ..pytorch.lp import Chain
from ..pytorch.modes import ScopeMode, put_on, take_off
from ..pytorch.operation import UNREAD
from ..pytorch.origin import Modules, Names, Place
from ..pytorch.refuse import refuse_tracing
from ..pytorch.tensors import arguments_of
from .capture import Capture
from .gradients import Gradients
from .stored import Steps


class Held(NamedTuple):
    """An average that may be part of an Lp pooling, and the name that the call then has."""

    call: overrides.Call
    place: Place
    tangent: bool


class Recorder(ScopeMode):
    """Fills a list of calls. What goes wrong in here stands in `problems` and is never raised."""

    def __init__(
        self,
        modules: Modules,
        limit: int | None,
        batch: int,
        only: str | None = None,
        steps: Steps | None = None,
    ) -> None:
        super().__init__()
        self._steps = steps
        self._problems: list[str] = []
        self._names = Names(modules)
        self._only = only
        self._thread = threading.get_ident()
        #: Gradients come in whichever thread runs a backward pass.
        self._lock = threading.RLock()
        self._elsewhere = self._unmoded = 0
        self._gradients = Gradients(self._guard)
        self._capture = Capture(self._names, self._gradients, limit, batch, only)
        self._chain = Chain()
        self._held: Held | None = None

    @property
    def calls(self) -> list[PoolCall]:
        """The calls, in order; those of steps that are stored are not among them."""
        return self._capture.calls

    def begin_step(self) -> None:
        """The model's forward pass begins: what came before is a step of its own."""
        if threading.get_ident() == self._thread:
            self._guard(self._end_step)

    def settle_calls(self) -> list[PoolCall]:
        """The calls, at all of which was looked."""
        for call in self.calls:
            self._guard(call.settle)
        return self.calls

    @property
    def problems(self) -> list[str]:
        """A line for each thing that was not recorded, and why."""
        lines = list(self._problems)
        if self._steps is not None:
            lines += self._steps.problems
        if self._capture.left_out:
            lines.append(
                f"{counted(self._capture.left_out, 'call')} left out by only={self._only!r}"
            )
        if self._elsewhere:
            lines.append(f"{counted(self._elsewhere, 'call')} in another thread: not recorded")
        if self._unmoded:
            lines.append(
                f"{counted(self._unmoded, 'call')} where PyTorch's dispatch modes are off:"
                " not recorded"
            )
        return lines

    def start(self) -> None:
        """Hears of calls from now on, in this thread."""
        self._thread = threading.get_ident()
        overrides.listen(self)
        try:
            put_on(self)
        except BaseException:
            overrides.leave(self)
            raise

    def stop(self) -> None:
        """Removes every hook, in whichever order blocks end."""
        take_off(self)
        overrides.leave(self)
        if threading.get_ident() != self._thread:
            self._problems.append("the block was left in another thread than it was entered in")
        self._guard(self._release)
        for call in self.calls:
            self._guard(call.end)
        self._gradients.stop()
        self._names.forget()
        if self._steps is not None:
            self._guard(self._end_step)
            self._guard(self._steps.close)

    def __torch_dispatch__(
        self,
        func: Any,
        types: Any,
        args: tuple[Any, ...] = (),
        kwargs: dict[str, Any] | None = None,
    ) -> Any:
        kwargs = kwargs or {}
        if self.over:
            return func(*args, **kwargs)
        refuse_tracing()
        name = func._schema.name.partition("::")[2]
        if self._gradients.waits:
            self._guard(self._gradients.hook_nodes)
        if name in overrides.COMPOSED:
            # Dispatched whole in inference mode: the operator's kernel tells of it.
            with self:
                result = func.decompose(*args, **kwargs)
            if result is not NotImplemented:
                return result
        result = func(*args, **kwargs)
        if self._held is not None or name == "pow" or "pool" in name:
            self._guard(self._see_operator, func, name, args, kwargs, result)
        return result

    def see(self, call: overrides.Call) -> None:
        """Takes a pooling call that has run in this thread."""
        self._guard(self._see_call, call)

    def settle(self) -> None:
        """Hooks onto the node that autograd has made of an Lp pooling, before a backward pass."""
        self._guard(self._gradients.hook_nodes)

    def miss(self) -> None:
        """Counts a call that is not recorded."""
        with self._lock:
            if threading.get_ident() == self._thread:
                self._unmoded += 1
            else:
                self._elsewhere += 1

    def _end_step(self) -> None:
        if self._steps is not None and self.calls:
            self._release()
            self._steps.add(self._capture.take_step())

    def _guard(self, step: Callable[..., None], *arguments: Any) -> None:
        """Runs a step whose failure must not stop the model, and which warns of no numbers."""
        try:
            with self._lock, np.errstate(all="ignore"):
                step(*arguments)
        except Exception as error:
            line = str(error) if str(error).startswith("watch: ") else f"watch: {error!r}"
            if line not in self._problems:
                self._problems.append(line)

    def _see_operator(
        self, func: Any, name: str, args: tuple[Any, ...], kwargs: dict[str, Any], result: Any
    ) -> None:
        """Takes any operator: backward ones, those of Lp pooling, calls without autograd."""
        if self._held is not None or name == "pow" or "avg_pool" in name:
            self._follow_chain(name, args, result)
        if "pool" not in name or not readable(args[0]):
            return
        running = overrides.running()
        if name.endswith("_backward"):
            if not overrides.in_node():
                self._gradients.see_backward(name, arguments_of(func, args, kwargs), result)
        elif name.startswith(UNREAD):
            if running is not None:
                running.unread = True
            raise ValueError(f"watch: {name} was called, whose arrays can't be read")
        elif name in overrides.BASE:
            if running is not None:
                running.note(result)
            elif not overrides.in_second_backward():
                # Without autograd, as in inference mode.
                call = overrides.Call(name, args, kwargs)
                call.result = result
                self._see_call(call)

    def _follow_chain(self, name: str, args: tuple[Any, ...], result: Any) -> None:
        norm = self._chain.see(name, args, result)
        if norm is not None and self._held is not None:
            held, self._held = self._held, None
            self._capture.record_norm(held.call, held.place, norm, tangent=held.tangent)
        elif self._held is not None and not self._chain.open:
            self._release()

    def _see_call(self, call: overrides.Call) -> None:
        self._release()
        place = self._names.place()
        if self._chain.open and "avg_pool" in call.name:
            self._held = Held(call, place, has_tangent(call.args[0]))
        else:
            self._capture.record(call, place)

    def _release(self) -> None:
        """Records an average that turned out to be one."""
        held, self._held = self._held, None
        if held is not None:
            self._chain.forget()
            self._capture.record(held.call, held.place)
