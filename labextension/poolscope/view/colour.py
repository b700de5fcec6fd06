"""Colours of numbers, from the table colours.json, which TypeScript reads too."""

from __future__ import annotations

import json
from dataclasses import dataclass
from importlib.resources import files

import numpy as np
from numpy.typing import NDArray

from ..core.arrays import Array
from .view import Role

TABLE = json.loads((files(__package__) / "colours.json").read_text("utf-8"))

Pixels = NDArray[np.uint8]


def channels(colour: str) -> NDArray[np.float64]:
    """`#rrggbb` as three numbers.

    >>> channels("#ff00b4").tolist()
    [255.0, 0.0, 180.0]
    """
    return np.array(list(bytes.fromhex(colour[1:])), dtype=np.float64)


@dataclass(frozen=True)
class Scale:
    """Colours in even steps along a range, with those between them unless it is `discrete`."""

    colours: tuple[str, ...]
    low: float
    high: float
    discrete: bool = False
    nan: str = TABLE["nonFinite"]["nan"]["activation"]

    def __call__(self, values: Array) -> Pixels:
        """The values' colours, with one more axis of red, green and blue.

        >>> Scale(("#000000", "#ffffff"), 0, 1)(np.array([0, 0.5, np.nan])).tolist()
        [[0, 0, 0], [128, 128, 128], [160, 80, 0]]
        """
        numbers = values.astype(np.float64)
        finite = np.where(np.isfinite(numbers), numbers, self.low)
        # Halved where the difference of the ends would overflow.
        unit = 1.0 if np.isfinite(self.high - self.low) else 0.5
        along = (finite * unit - self.low * unit) / (self.high * unit - self.low * unit)
        along = np.clip(along, 0, 1)
        table = np.array([channels(colour) for colour in self.colours])
        if self.discrete:
            drawn = table[(along >= 0.5).astype(int)]
        else:
            stops = np.linspace(0, 1, len(table))
            drawn = np.stack([np.interp(along, stops, table[:, i]) for i in range(3)], axis=-1)
        drawn[np.isnan(numbers)] = channels(self.nan)
        drawn[np.isposinf(numbers)] = channels(TABLE["nonFinite"]["posInf"])
        drawn[np.isneginf(numbers)] = channels(TABLE["nonFinite"]["negInf"])
        rounded: Pixels = np.floor(drawn + 0.5).astype(np.uint8)
        return rounded


def nan_colour(role: Role) -> str:
    """The colour of NaN in a panel of a role.

    >>> nan_colour("gradient")
    '#000020'
    """
    colour: str = TABLE["nonFinite"]["nan"][role]
    return colour


def scale_of(array: Array, role: Role) -> Scale:
    """The scale of a panel, from the finite values of its array.

    A mask's has two colours, a gradient's is diverging and symmetric about 0, an activation's
    sequential.
    """
    if role == "mask" or array.dtype == np.bool_:
        return Scale(tuple(TABLE["mask"]), -0.5, 1.5, discrete=True, nan=nan_colour("mask"))
    finite = array[np.isfinite(array)]
    low, high = (float(finite.min()), float(finite.max())) if finite.size else (0.0, 0.0)
    if role == "gradient":
        bound = max(abs(low), abs(high)) or 1.0
        colours = tuple(TABLE["gradient"]["blue-red"])
        return Scale(colours, -bound, bound, nan=nan_colour("gradient"))
    if low == high:
        most = float(np.finfo(np.float64).max)
        half = abs(low) / 2 or 0.5
        low, high = max(-most, low - half), min(most, high + half)
    return Scale(tuple(TABLE["activation"]["lagoon"]), low, high)
