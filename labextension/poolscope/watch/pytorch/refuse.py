"""Refuses what can't run while a scope watches: tracing and exporting a model."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any

import torch
import torch.jit._trace as jit_trace


def refuse_tracing() -> None:
    """Raises a RuntimeError while torch.jit traces or torch.export exports.

    A watched operator would be read as numbers, and a traced model would hold those as constants.
    """
    if torch._C._get_tracing_state() is not None:
        raise refusal("torch.jit.trace")
    if torch.compiler.is_exporting():
        raise refusal("torch.export.export")


def refusal(what: str) -> RuntimeError:
    """The error: `what` can't run here."""
    return RuntimeError(f"watch: {what} can't run in a watched block; run it before or after")


#: Functions that would catch the error of an operator and try in other ways, or trace past it: what
#: torch.jit records of a pooling alone reaches no dispatch mode while it traces.
ENTRANCES = (
    (torch.jit, "trace", "torch.jit.trace"),
    (torch.jit, "trace_module", "torch.jit.trace_module"),
    # For those who have imported the functions by name.
    (jit_trace, "_trace_impl", "torch.jit.trace"),
    (jit_trace, "trace_module", "torch.jit.trace_module"),
    (torch.onnx, "export", "torch.onnx.export"),
    (torch.export, "export", "torch.export.export"),
)
_lock = threading.RLock()
_scopes = 0
_originals: list[Any] = []


def shut() -> None:
    """Makes the functions that export raise at once, until as many scopes have left as came."""
    global _scopes
    with _lock:
        _scopes += 1
        if _scopes > 1:
            return
        for module, name, told in ENTRANCES:
            _originals.append(getattr(module, name))
            setattr(module, name, _raising(told))


def reopen() -> None:
    """Puts them back when the last scope leaves."""
    global _scopes
    with _lock:
        _scopes -= 1
        if _scopes == 0:
            for (module, name, _), original in zip(ENTRANCES, _originals):
                setattr(module, name, original)
            _originals.clear()


def _raising(what: str) -> Callable[..., Any]:
    def refused(*_: Any, **__: Any) -> Any:
        raise refusal(what)

    return refused
