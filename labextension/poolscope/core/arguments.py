"""Checks of arguments that every room makes."""

from __future__ import annotations

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


def is_integer(value: object) -> TypeGuard[int]:
    """Whether a value is an integer, Python's or NumPy's; a bool is none."""
    return isinstance(value, (int, np.integer)) and not isinstance(value, bool)
