"""Recognises Lp pooling, which is no operator of PyTorch's but a row of them."""

from __future__ import annotations

import math
import weakref
from collections import deque
from collections.abc import Callable
from typing import Any, NamedTuple

import torch
from torch.autograd import forward_ad

#: What follows the power and the average, one after another.
STEPS = ("sign", "abs", "relu", "mul", "mul", "pow")
#: The one that multiplies with the window's size.
WINDOW_STEP = 4
#: Operators that change no number.
TRANSPARENT = ("detach", "alias", "view", "squeeze", "unsqueeze", "_to_copy")
#: Powers that an average may be of: beside one of x its derivative is another, in forward mode.
RECENT = 4
#: The most operators of a derivative between two steps, in forward mode.
MOST_BETWEEN = 24


Ref = Callable[[], torch.Tensor | None]


class Norm(NamedTuple):
    """An Lp pooling: its exponent, its input, the power of that, and its output."""

    p: float
    x: torch.Tensor
    power: torch.Tensor
    output: torch.Tensor


class Chain:
    """Follows the operators of a thread: x to a power, its average, and back to the root.

    In forward mode those of the derivative come between them; what tells the steps is then what
    they are given.
    """

    def __init__(self) -> None:
        #: Exponents, their bases and the powers, which nothing here keeps alive.
        self._powers: deque[tuple[float, Ref, Ref]] = deque(maxlen=RECENT)
        #: The same three while an average of the power may turn out to be part of an Lp pooling.
        self._norm: tuple[float, torch.Tensor, torch.Tensor] | None = None
        #: The average, and what the last step gave: what the next steps are given.
        self._average: Any = None
        self._last: Any = None
        self._between = 0
        #: How many of the steps are done; None before the average.
        self._done: int | None = None
        self._window = 0

    @property
    def open(self) -> bool:
        """Whether the last average may turn out to be part of an Lp pooling."""
        return self._done is not None

    def see(self, name: str, args: tuple[Any, ...], result: Any) -> Norm | None:
        """Takes the next operator; gives the Lp pooling that it ends."""
        if name in TRANSPARENT:
            return None
        if self._norm is None:
            self._begin(name, args, result)
            return None
        assert self._done is not None
        exponent, x, power = self._norm
        at = self._done
        if not self._is_step(at, name, args):
            self._between += 1
            if forward_ad._current_level < 0 or self._between > MOST_BETWEEN:
                self.forget()
                self._note_power(name, args, result)
            return None
        self._done, self._last, self._between = at + 1, result, 0
        if at < len(STEPS) - 1:
            return None
        self.forget()
        if _is_number(args[1]) and exponent and float(args[1]) == 1 / exponent:
            return Norm(exponent, x, power, result)
        self._note_power(name, args, result)
        return None

    def _begin(self, name: str, args: tuple[Any, ...], result: Any) -> None:
        """Notes a power, or the average of one."""
        if name in ("avg_pool2d", "avg_pool3d"):
            self._norm = self._averaged(args[0])
            if self._norm is not None:
                self._done, self._window = 0, math.prod(_each(args[1], int(name[-2])))
                self._average, self._between = result, 0
        else:
            self._note_power(name, args, result)

    def _note_power(self, name: str, args: tuple[Any, ...], result: Any) -> None:
        if name == "pow" and _is_number(args[1]):
            if forward_ad._current_level < 0:
                self._powers.clear()
            self._powers.append((float(args[1]), weakref.ref(args[0]), weakref.ref(result)))

    def _averaged(self, of: torch.Tensor) -> tuple[float, torch.Tensor, torch.Tensor] | None:
        """The exponent, base and power that an average is of."""
        for exponent, base, result in reversed(self._powers):
            x, power = base(), result()
            if x is None or power is None:
                continue
            if of.untyped_storage() is power.untyped_storage():
                return exponent, x, power
        return None

    def _is_step(self, at: int, name: str, args: tuple[Any, ...]) -> bool:
        if name != STEPS[at]:
            return False
        if at == WINDOW_STEP and not (_is_number(args[1]) and args[1] == self._window):
            return False
        if forward_ad._current_level < 0:
            return True
        given = (self._average if at < 2 else self._last).untyped_storage()
        tensors = [one for one in args[:2] if isinstance(one, torch.Tensor)]
        return any(one.untyped_storage() is given for one in tensors)

    def forget(self) -> None:
        """Begins anew."""
        self._powers.clear()
        self._norm = self._average = self._last = self._done = None


def _is_number(value: Any) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool)


def _each(sizes: list[int], rank: int) -> list[int]:
    return list(sizes) * rank if len(sizes) == 1 else list(sizes)
