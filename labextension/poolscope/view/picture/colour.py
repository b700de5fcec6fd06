"""Colours of numbers, from the table colours.json, which TypeScript reads too."""

from __future__ import annotations

import json
from dataclasses import dataclass
from importlib.resources import files

import numpy as np
from numpy.typing import NDArray

from ...core.arrays import Array
from ..view import Role
from .panel import Panel

TABLE = json.loads((files(__package__) / "colours.json").read_text("utf-8"))

Pixels = NDArray[np.uint8]


def channels(colour: str) -> NDArray[np.float64]:
    """`#rrggbb` as three numbers.

    >>> channels("#ff00b4").tolist()
    [255.0, 0.0, 180.0]
    """
    return np.array(list(bytes.fromhex(colour[1:])), dtype=np.float64)


def colour_of(text: str) -> tuple[int, int, int]:
    """`#rrggbb` as what is drawn with.

    >>> colour_of("#ff00b4")
    (255, 0, 180)
    """
    red, green, blue = (int(part) for part in channels(text))
    return red, green, blue


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
        along = self.position(np.where(np.isfinite(numbers), numbers, self.low))
        table = np.array([channels(colour) for colour in self.colours])
        if self.discrete:
            drawn = table[(along >= 0.5).astype(int)]
        else:
            stops = np.arange(len(table)) / (len(table) - 1)
            after = np.minimum(np.searchsorted(stops, along, side="right"), len(table) - 1)
            low, high = (stops[at][..., None] for at in (after - 1, after))
            start, end = table[after - 1], table[after]
            drawn = start + ((end - start) * (along[..., None] - low)) / (high - low)
        drawn[np.isnan(numbers)] = channels(self.nan)
        drawn[np.isposinf(numbers)] = channels(TABLE["nonFinite"]["posInf"])
        drawn[np.isneginf(numbers)] = channels(TABLE["nonFinite"]["negInf"])
        rounded: Pixels = np.floor(drawn + 0.5).astype(np.uint8)
        return rounded

    def position(self, values: Array) -> Array:
        """Where finite values lie along the range, from 0 to 1.

        >>> Scale(("#000000", "#ffffff"), -1, 1).position(np.array([-1, 0, 3])).tolist()
        [0.0, 0.5, 1.0]
        """
        # Halved where the difference of the ends would overflow.
        unit = 1.0 if np.isfinite(self.high - self.low) else 0.5
        along = (values * unit - self.low * unit) / (self.high * unit - self.low * unit)
        return np.clip(along, 0, 1)


def nan_colour(role: Role) -> str:
    """The colour of NaN in a panel of a role.

    >>> nan_colour("gradient")
    '#000020'
    """
    colour: str = TABLE["nonFinite"]["nan"][role]
    return colour


def scales_of(panels: list[Panel]) -> dict[str, Scale]:
    """The scales of panels by their names.

    Panels of one role share theirs, so that a colour is one number in dout and in din.
    """
    scales = {
        role: scale_of(role, [panel.array for panel in panels if panel.role == role])
        for role in {panel.role for panel in panels}
    }
    return {panel.name: scales[panel.role] for panel in panels}


def scale_of(role: Role, arrays: list[Array]) -> Scale:
    """The scale that arrays of a role share, from their finite values.

    A mask's has two colours, a gradient's is diverging and symmetric about 0, an activation's
    sequential.
    """
    if role == "mask":
        return Scale(tuple(TABLE["mask"]), -0.5, 1.5, discrete=True, nan=nan_colour("mask"))
    ends = [_ends(array) for array in arrays]
    low, high = min(low for low, _ in ends), max(high for _, high in ends)
    if role == "gradient":
        bound = max(abs(low), abs(high)) or 1.0
        colours = tuple(TABLE["gradient"]["blue-red"])
        return Scale(colours, -bound, bound, nan=nan_colour("gradient"))
    if low == high:
        most = float(np.finfo(np.float64).max)
        half = abs(low) / 2 or 0.5
        low, high = max(-most, low - half), min(most, high + half)
    return Scale(tuple(TABLE["activation"]["lagoon"]), low, high)


def _ends(array: Array) -> tuple[float, float]:
    """The least and the greatest finite value; 0 and 0 where there is none."""
    finite = array[np.isfinite(array)]
    return (float(finite.min()), float(finite.max())) if finite.size else (0.0, 0.0)
