"""Checks of arguments that every room makes."""

from __future__ import annotations

import os
from collections.abc import Sequence
from typing import TypeGuard

import numpy as np

from .errors import error_text


def check_one_of(operation: str, argument: str, value: object, names: Sequence[str]) -> None:
    """Raises a ValueError unless the value is one of a few names.

    >>> check_one_of("windows", "ties", "first", ("first", "last", "all"))
    """
    if not isinstance(value, str) or value not in names:
        choices = ", ".join(map(repr, names))
        raise ValueError(error_text(operation, argument, value, "is unknown", f"use {choices}"))


def check_flag(operation: str, argument: str, value: object) -> None:
    """Raises a TypeError unless the value is True or False, Python's or NumPy's.

    >>> check_flag("windows", "ceil_mode", np.True_)
    """
    if not isinstance(value, (bool, np.bool_)):
        remedy = "give True or False"
        raise TypeError(error_text(operation, argument, value, "is neither True nor False", remedy))


def path_text(operation: str, argument: str, value: object, example: str) -> str:
    """A path as text; a TypeError says that it is none.

    >>> path_text("save", "path", "run.npz", "part.npz")
    'run.npz'
    """
    path = os.fspath(value) if isinstance(value, os.PathLike) else value
    if isinstance(path, str) and path:
        return path
    remedy = f'give a path, as in "{example}"'
    raise TypeError(error_text(operation, argument, value, "is no path", remedy))


def is_integer(value: object) -> TypeGuard[int]:
    """Whether a value is an integer, Python's or NumPy's; a bool is none."""
    return isinstance(value, (int, np.integer)) and not isinstance(value, bool)
