"""What the floats of a precision can hold, which is told by its step from 1 to the next number."""

from __future__ import annotations

from typing import NamedTuple


class Precision(NamedTuple):
    """The step from 1 to the next number, the smallest normal number, and the largest."""

    epsilon: float
    tiny: float
    most: float


_ALL = {
    "float16": Precision(2.0**-10, 2.0**-14, 65504.0),
    "bfloat16": Precision(2.0**-7, 2.0**-126, (2 - 2.0**-7) * 2.0**127),
    "float32": Precision(2.0**-23, 2.0**-126, (2 - 2.0**-23) * 2.0**127),
    "float64": Precision(2.0**-52, 2.0**-1022, (2 - 2.0**-52) * 2.0**1023),
}


def precision_of(epsilon: float) -> Precision:
    """The precision with a step.

    >>> precision_of(2.0**-10).most
    65504.0
    """
    return next(one for one in _ALL.values() if one.epsilon == epsilon)
