"""The scope: a block that is watched, and the calls that were made in it."""

from __future__ import annotations

import os
from types import TracebackType
from typing import TYPE_CHECKING, Any

import torch

from ..core.arguments import check_flag
from ..core.errors import error_text
from ..core.numbers import counted
from .call.call import PoolCall
from .calls import Calls
from .pytorch import refuse
from .pytorch.origin import Modules
from .recording.recorder import Recorder
from .recording.stored import Steps

if TYPE_CHECKING:
    from .recheck.rechecked import Rechecked


def check_model(model: Any) -> None:
    """Raises a TypeError unless the model is a module or None."""
    if model is None or isinstance(model, torch.nn.Module):
        return
    remedy = "give a torch.nn.Module, or nothing"
    raise TypeError(error_text("watch", "model", model, "is no module", remedy))


class Scope(Calls):
    """The pooling calls of a block, in order: `scope[3]`, `scope["pool1"]`, `scope["pool1", 1]`.

    Made by `watch`.
    """

    def __init__(
        self,
        model: torch.nn.Module | None,
        limit: int,
        batch: int,
        only: str | None = None,
        store: str | os.PathLike[str] | None = None,
    ) -> None:
        super().__init__("" if model is None else type(getattr(model, "_orig_mod", model)).__name__)
        self._compiled = model is not None and _is_compiled(model)
        self._modules = Modules(model)
        self._store = None if store is None else os.fspath(store)
        self._limits = (limit, batch, only)
        self._steps: Steps | None = None
        self._recorder = Recorder(self._modules, limit, batch, only)
        self._state = "not entered"

    def __enter__(self) -> Scope:
        if self._state != "not entered":
            remedy = "call watch again for another block"
            raise RuntimeError(
                error_text("watch", "scope", self._state, "can't be entered", remedy)
            )
        if self._store is not None:
            limit, batch, only = self._limits
            self._steps = Steps(self._store, self._name, limit)
            self._recorder = Recorder(self._modules, None, batch, only, self._steps)
            self._modules.on_forward = self._recorder.begin_step
        self._modules.start()
        try:
            self._recorder.start()
        except BaseException:
            self._modules.stop()
            if self._steps is not None:
                self._steps.close()
            raise
        refuse.shut()
        self._state = "running"
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        try:
            self._recorder.stop()
        finally:
            refuse.reopen()
            self._modules.stop()
            self._state = "left by an exception" if kind else "left"

    def recheck(
        self,
        *,
        compile: bool | str | None = None,
        device: Any = None,
        dtype: Any = None,
        progress: bool = True,
    ) -> Rechecked:
        """Runs each call again in another implementation, and holds what it gives against x.

        `compile=True` compiles each call with torch.compile, `compile="aot_eager"` with that
        backend; `device="cuda"` runs on that device, `dtype=torch.bfloat16` in that precision, to
        which x and dout are rounded first. Without any it compiles. They can be combined.

        The same x (in the same order in memory), options and dout go in. Output, indices and din
        are held against our own rule, and each is equal, within rounding, or wrong. The result is a
        scope of the same kind, whose din is the other implementation's. Each call runs alone:
        fusions with neighbours are not checked.

        A line on stderr shows the progress; `progress=False` leaves it out. A RuntimeError says
        that the block is running, or that there is no C++ compiler; a TypeError or ValueError which
        argument is wrong.
        """
        from .recheck.rechecked import recheck_calls
        from .recheck.target import read_target

        self._check_over("recheck")
        check_flag("recheck", "progress", progress)
        target = read_target(compile, device, dtype)
        return recheck_calls(self._name, self.calls, target, progress=progress)

    def _check_over(self, operation: str) -> None:
        if self._state in ("not entered", "running"):
            raise RuntimeError(f"{operation}: the block is {self._state}; call it after the block")

    def _all(self) -> list[PoolCall]:
        return self._recorder.settle_calls()

    def _problems(self) -> list[str]:
        compiled = sum(call.compiled for call in self._recorder.calls)
        return [*([bypassed(compiled)] if compiled else []), *self._recorder.problems]

    def _nothing(self) -> str:
        """Why there is no call."""
        if self._state in ("not entered", "running"):
            return f"no pooling call seen: the block is {self._state}"
        if self._steps is not None and self._steps.count:
            return self._steps.line
        if self._compiled:
            return (
                "no pooling call seen: the model is compiled, into kernels that can't be watched;"
                " watch the model that torch.compile was given"
            )
        return "no pooling call seen"


def bypassed(calls: int) -> str:
    """The line that says that compiled code was left out.

    >>> bypassed(1)
    'torch.compile was bypassed: 1 call ran operator by operator, so what the compiled code gives is not checked; scope.recheck(compile=True) compiles each call and checks it'
    """  # noqa: E501
    return (
        f"torch.compile was bypassed: {counted(calls, 'call')} ran operator by operator, so what"
        " the compiled code gives is not checked; scope.recheck(compile=True) compiles each call"
        " and checks it"
    )


def _is_compiled(model: torch.nn.Module) -> bool:
    """Whether torch.compile made the model, or compiled it in place."""
    compiled = type(model).__name__ == "OptimizedModule"
    return compiled or getattr(model, "_compiled_call_impl", None) is not None
