"""Where a call comes from: the module that runs, and the user's line."""

from __future__ import annotations

import os
import re
import sys
import threading
from collections.abc import Callable
from types import FrameType
from typing import Any, NamedTuple

import torch
from torch.nn.modules.module import (
    register_module_forward_hook,
    register_module_forward_pre_hook,
)

TORCH = os.path.dirname(torch.__file__) + os.sep
#: Where torch.compile calls what it was given.
COMPILER = os.path.join(TORCH, "_dynamo", "eval_frame.py")
#: The folder of this module.
OWN = os.path.dirname(os.path.dirname(os.path.dirname(__file__))) + os.sep


class _Running(threading.local):
    """The modules whose forward runs in a thread, the innermost last."""

    def __init__(self) -> None:
        self.modules: list[torch.nn.Module] = []


class Modules:
    """The modules whose forward runs now; each thread runs its own."""

    def __init__(self, model: torch.nn.Module | None) -> None:
        # A model that torch.compile made holds the one that it was given.
        given = getattr(model, "_orig_mod", model)
        named: Any = () if given is None else given.named_modules()
        self.names = {id(module): name for name, module in named}
        self._running = _Running()
        self._handles: list[Any] = []
        #: Called when the model's own forward pass begins, in whichever thread.
        self.on_forward: Callable[[], None] | None = None

    def start(self) -> None:
        """Follows the forward pass of every module, by torch's global hooks."""

        def enter(module: torch.nn.Module, _: Any) -> None:
            if self.on_forward is not None and self.names.get(id(module)) == "":
                self.on_forward()
            self._running.modules.append(module)

        def leave(module: torch.nn.Module, *_: Any) -> None:
            running = self._running.modules
            if any(one is module for one in running):
                # Modules that raised were never left: they lie above this one.
                while running.pop() is not module:
                    pass

        self._handles = [
            register_module_forward_pre_hook(enter),
            register_module_forward_hook(leave, always_call=True),
        ]

    def stop(self) -> None:
        """Removes the hooks."""
        for handle in self._handles:
            handle.remove()
        self._handles.clear()
        self._running = _Running()

    @property
    def running(self) -> list[torch.nn.Module]:
        """Those of this thread, the innermost last."""
        return self._running.modules

    def innermost(self) -> tuple[str, torch.nn.Module | None]:
        """The innermost running module that the model knows, and its name, empty for the model."""
        for module in reversed(self.running):
            name = self.names.get(id(module))
            if name is not None:
                return name, module
        return "", None


class Place(NamedTuple):
    """Where a call comes from."""

    #: The innermost module that the model knows, and its name, empty for the model.
    module: torch.nn.Module | None
    path: str
    #: The user's file and line.
    line: str
    #: What tells two places of one line apart.
    spot: tuple[Any, ...]
    #: Whether torch.compile was asked for the code.
    compiled: bool


def in_compiled() -> bool:
    """Whether code runs that torch.compile was given: under a dispatch mode it runs as it is."""
    frame: FrameType | None = sys._getframe(1)
    while frame is not None:
        if frame.f_code.co_name == "compile_wrapper" and frame.f_code.co_filename == COMPILER:
            return True
        frame = frame.f_back
    return False


class Names:
    """The names of calls, each place with its own."""

    def __init__(self, modules: Modules) -> None:
        self._modules = modules
        #: The spots of each name, in the order in which they came.
        self._spots: dict[str, dict[tuple[Any, ...], int]] = {}

    def place(self) -> Place:
        """Where the call that is being dispatched comes from."""
        path, module = self._modules.innermost()
        running = self._modules.running[-1] if self._modules.running else None
        frame: FrameType | None = sys._getframe(1)
        while frame is not None:
            file = frame.f_code.co_filename
            if not file.startswith((TORCH, OWN, "<frozen", "<string")):
                spot = (frame.f_code, frame.f_lasti, running)
                return Place(module, path, _line(file, frame.f_lineno), spot, in_compiled())
            frame = frame.f_back
        return Place(module, path, "", (running,), in_compiled())

    def name(self, function: str, place: Place) -> str:
        """A call's name: its layer's in the model, else its function and the user's line.

        A second place of the same name, as on one line, has a number.
        """
        module, path, line, spot, _ = place
        if module is not None and not any(True for _ in module.children()):
            # A layer of its own.
            return path or type(module).__name__
        own = f"{function} ({line})" if line else function
        name = f"{path}.{own}" if path else own
        spots = self._spots.setdefault(name, {})
        at = spots.setdefault(spot, len(spots))
        return name if at == 0 else f"{name} [{at + 1}]"

    def forget(self) -> None:
        """Lets go of the modules and code that it has seen."""
        self._spots.clear()


def _line(file: str, line: int) -> str:
    """File and line; of a notebook the line alone, for a cell's file is named anew in each run."""
    if re.search(r"ipykernel_\d+|<ipython-input", file):
        return f"cell line {line}"
    return f"{os.path.basename(file)}:{line}"
