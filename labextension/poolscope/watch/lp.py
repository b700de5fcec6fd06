"""Recognises Lp pooling, which is no operator of PyTorch's but a row of them."""

from __future__ import annotations

import math
import weakref
from collections.abc import Callable
from typing import Any, NamedTuple

import torch

#: What follows the power and the average, one after another.
STEPS = ("sign", "abs", "relu", "mul", "mul", "pow")
#: Operators that change no number.
TRANSPARENT = ("detach", "alias", "view", "squeeze", "unsqueeze", "_to_copy")


Ref = Callable[[], torch.Tensor | None]


class Norm(NamedTuple):
    """An Lp pooling: its exponent, its input, the power of that, and its output."""

    p: float
    x: torch.Tensor
    power: torch.Tensor
    output: torch.Tensor


class Chain:
    """Follows the operators of a thread: x to a power, its average, and back to the root."""

    def __init__(self) -> None:
        #: An exponent, its base and the power, which nothing here keeps alive.
        self._power: tuple[float, Ref, Ref] | None = None
        #: The same three while an average of the power may turn out to be part of an Lp pooling.
        self._norm: tuple[float, torch.Tensor, torch.Tensor] | None = None
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
        if self._done is None:
            if name in ("avg_pool2d", "avg_pool3d") and self._averages_power(args[0]):
                self._norm = self._alive()
                self._done, self._window = 0, math.prod(_each(args[1], int(name[-2])))
            elif name == "pow" and _is_number(args[1]):
                self._power = (float(args[1]), weakref.ref(args[0]), weakref.ref(result))
            else:
                self._power = None
            return None
        assert self._norm is not None
        exponent, x, power = self._norm
        at, self._done = self._done, self._done + 1
        if name != STEPS[at] or (at == 4 and args[1] != self._window):
            self.forget()
        elif at == 5:
            self.forget()
            if _is_number(args[1]) and exponent and float(args[1]) == 1 / exponent:
                return Norm(exponent, x, power, result)
        if self._done is None and name == "pow" and _is_number(args[1]):
            self._power = (float(args[1]), weakref.ref(args[0]), weakref.ref(result))
        return None

    def _alive(self) -> tuple[float, torch.Tensor, torch.Tensor] | None:
        if self._power is None:
            return None
        exponent, x, power = self._power[0], self._power[1](), self._power[2]()
        return None if x is None or power is None else (exponent, x, power)

    def _averages_power(self, x: torch.Tensor) -> bool:
        alive = self._alive()
        return alive is not None and x.untyped_storage() is alive[2].untyped_storage()

    def forget(self) -> None:
        """Begins anew."""
        self._power = self._norm = self._done = None


def _is_number(value: Any) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool)


def _each(sizes: list[int], rank: int) -> list[int]:
    return list(sizes) * rank if len(sizes) == 1 else list(sizes)
