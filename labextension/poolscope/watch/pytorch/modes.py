"""PyTorch's dispatch modes of a thread: ours are put on top, and taken off wherever they lie."""

from __future__ import annotations

import threading

from torch.utils import _python_dispatch
from torch.utils._python_dispatch import TorchDispatchMode, _get_current_dispatch_mode_stack

#: What PyTorch asks to know whether some mode is on, in whichever thread: torch.compile then stops.
FLAGS = (
    "_is_in_torch_dispatch_mode",
    "_is_in_non_infra_torch_dispatch_mode",
    "_is_in_any_mode_without_ignore_compile_internals",
)
#: Reentrant: a generator that is collected may leave its block while this thread enters another.
_lock = threading.RLock()
_on = 0
_before: dict[str, bool] = {}


class ScopeMode(TorchDispatchMode):
    """A mode that may be taken off in any order, and by any thread."""

    def __init__(self) -> None:
        super().__init__()
        #: Whether its block has ended; a mode that can't be taken off then only hands on.
        self.over = False

    @classmethod
    def _should_skip_dynamo(cls) -> bool:
        # Else the first call imports all of torch.compile, seconds; while a mode is on it compiles
        # nothing anyway.
        return False


def put_on(mode: ScopeMode) -> None:
    """Puts a mode on top of the thread's, and takes off those whose blocks ended elsewhere."""
    global _on
    with _lock:
        _sweep()
        if _on == 0:
            _before.update({name: getattr(_python_dispatch, name, False) for name in FLAGS})
        mode.__enter__()
        _on += 1


def take_off(mode: ScopeMode) -> None:
    """Takes a mode off the thread's, which may lie below others: blocks may end out of order.

    In another thread than its own it stays, does nothing more, and is taken off later.
    """
    global _on
    with _lock:
        if not mode.over:
            mode.over = True
            _on -= 1
        _sweep()


def _sweep() -> None:
    stack = _get_current_dispatch_mode_stack()
    ended = [one for one in stack if isinstance(one, ScopeMode) and one.over]
    if ended:
        lowest = next(at for at, one in enumerate(stack) if one is ended[0])
        above = [one for one in stack[lowest:] if not (isinstance(one, ScopeMode) and one.over)]
        # By the base class alone: the user's own modes hear nothing of it.
        for one in reversed(stack[lowest:]):
            TorchDispatchMode.__exit__(one, None, None, None)
        for one in above:
            TorchDispatchMode.__enter__(one)
    _set_flags()


def _set_flags() -> None:
    """PyTorch keeps one set of flags for all threads, and restores what each mode found."""
    if _on:
        flags = dict.fromkeys(FLAGS, True)
    elif _before and not _get_current_dispatch_mode_stack():
        flags = dict(_before)
        _before.clear()
    else:
        return
    for name, value in flags.items():
        if hasattr(_python_dispatch, name):
            setattr(_python_dispatch, name, value)
    tell = getattr(_python_dispatch, "set_is_in_mode_without_ignore_compile_internals", None)
    if tell is not None:
        tell(flags[FLAGS[2]])
