"""Where a call comes from: the module that runs, the function of torch, the user's line."""

from __future__ import annotations

import os
import re
import sys
from types import FrameType
from typing import Any, NamedTuple

import torch
from torch.nn.modules.module import (
    register_module_forward_hook,
    register_module_forward_pre_hook,
)

TORCH = os.path.dirname(torch.__file__) + os.sep
FUNCTIONAL = os.path.join(TORCH, "nn", "functional.py")
#: The folder of this module.
OWN = os.path.dirname(os.path.dirname(__file__)) + os.sep


class Modules:
    """The modules whose forward runs now, the innermost last."""

    def __init__(self, model: torch.nn.Module | None) -> None:
        # A model that torch.compile made holds the one that it was given.
        given = getattr(model, "_orig_mod", model)
        named: Any = () if given is None else given.named_modules()
        self.names = {id(module): name for name, module in named}
        self.running: list[torch.nn.Module] = []
        self._handles: list[Any] = []

    def start(self) -> None:
        """Follows the forward pass of every module, by torch's global hooks."""

        def enter(module: torch.nn.Module, _: Any) -> None:
            self.running.append(module)

        def leave(module: torch.nn.Module, *_: Any) -> None:
            # Modules that raised were never left: they lie above this one.
            while self.running and self.running.pop() is not module:
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
        self.running.clear()

    def innermost(self) -> tuple[str, torch.nn.Module | None]:
        """The innermost running module that the model knows, and its name, empty for the model."""
        for module in reversed(self.running):
            name = self.names.get(id(module))
            if name is not None:
                return name, module
        return "", None


class Caller(NamedTuple):
    """The running functions of torch.nn.functional, with their frames, and the user's line."""

    functions: dict[str, FrameType]
    where: str


def find_caller() -> Caller:
    """Where the call that is being dispatched comes from."""
    functions: dict[str, FrameType] = {}
    frame: FrameType | None = sys._getframe(1)
    while frame is not None:
        file = frame.f_code.co_filename
        if file == FUNCTIONAL:
            functions[frame.f_code.co_name] = frame
        elif not file.startswith((TORCH, OWN, "<frozen", "<string")):
            return Caller(functions, _line(file, frame.f_lineno))
        frame = frame.f_back
    return Caller(functions, "")


def _line(file: str, line: int) -> str:
    """File and line; of a notebook the line alone, for a cell's file is named anew in each run."""
    if re.search(r"ipykernel_\d+|<ipython-input", file):
        return f"cell line {line}"
    return f"{os.path.basename(file)}:{line}"
