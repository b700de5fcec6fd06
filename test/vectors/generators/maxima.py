"""What x says of a mask, by search: rows that mark a cell which is not the maximum, rows that tie,
and channels that are 0 everywhere. Loops over every window and channel, as the words of
`src/findings/findings.ts` say."""

import math
from collections.abc import Callable
from typing import Any

import numpy as np

from .sentences import quantity, sentence, sentence_for


def holders(values: list[float], nan: str) -> list[int]:
    """Which of some numbers are the largest; NaN is, where it propagates."""
    nans = [k for k, value in enumerate(values) if math.isnan(value)]
    if nans and nan == "propagate":
        return nans
    numbers = [value for value in values if not math.isnan(value)]
    return [k for k, value in enumerate(values) if numbers and value == max(numbers)]


def to_half(values: np.ndarray, name: str) -> np.ndarray:
    """The nearest numbers of a half precision; half a step goes to the even one."""
    digits, least = {"float16": (10, -14), "bfloat16": (7, -126)}[name]
    _, exponents = np.frexp(np.where(np.isfinite(values), values, 0))
    step = 2.0 ** (np.maximum(exponents - 1, least) - digits)
    rounded = np.where(np.isfinite(values), np.round(values / step) * step, values)
    largest = (2 - 2.0**-digits) * 2.0 ** (1 - least)
    return np.where(np.abs(rounded) > largest, np.copysign(np.inf, rounded), rounded)


def of_x(
    windows: list[list[int]],
    mask: np.ndarray,
    x: np.ndarray,
    dout: np.ndarray,
    nan: str,
    six: Callable[[float], str],
    pooled_in: str | None = None,
) -> list[tuple[str, list[int], str]]:
    """The name, rows and text of each finding; `windows` holds each row's cells, padding as −1."""
    # dout of float32: the pooling saw x in float32.
    seen = x.ravel().astype(dout.dtype).astype(float)
    if pooled_in is not None:
        seen = to_half(x.ravel().astype(float), pooled_in)
    exact = x.ravel().astype(float)
    wrong: dict[int, tuple[int, int]] = {}
    tied: dict[int, list[int]] = {}
    for row, window in enumerate(windows):
        real = [cell for cell in window if cell >= 0]
        marked = [cell for k, cell in enumerate(window) if mask[row, k]]
        largest = [real[k] for k in holders([seen[cell] for cell in real], nan)]
        if not largest:
            continue
        others = [cell for cell in marked if cell not in largest]
        if others:
            wrong[row] = (others[0], largest[-1 if math.isnan(seen[largest[0]]) else 0])
        if len(largest) > 1:
            tied[row] = largest
    found = []
    n = len(wrong)
    if n:
        row = min(wrong)
        given, due = (exact[cell] for cell in wrong[row])
        indices = [", ".join(map(str, np.unravel_index(cell, x.shape))) for cell in wrong[row]]
        words = [str(row), indices[0], six(given), indices[1]]
        if math.isnan(due):
            at = sentence("not-maximum.at-nan", *words)
        elif six(given) == six(due):
            at = sentence("not-maximum.at-off", *words, six(due - given))
        else:
            at = sentence("not-maximum.at", *words, six(due))
        text = sentence_for(n, "not-maximum", f"{n:,}", quantity(len(windows), "row"), at)
        found.append(("not-maximum", sorted(wrong), text))
    n = len(tied)
    if n:
        arriving = dout.ravel()
        depend = {cell for row, cells in tied.items() if arriving[row] != 0 for cell in cells}
        said = sentence("ties.din", f"{len(depend):,}")
        text = sentence_for(n, "ties", f"{n:,}", quantity(len(windows), "window"), said)
        found.append(("ties", sorted(tied), text))
    return found


def dead_channels(name: str, array: np.ndarray) -> tuple[list[int], str] | None:
    """The channels in which every number is 0, by their first cells, and the text."""
    channels = array.shape[-1]
    flat: list[Any] = array.ravel().tolist()
    dead = [c for c in range(channels) if flat and all(value == 0 for value in flat[c::channels])]
    if not dead:
        return None
    n = len(dead)
    return dead, sentence_for(
        n, "dead-channels", f"{n:,}", quantity(channels, "channel"), str(dead[0]), name
    )
