"""Pixels to draw on, letters to write with, and the PNG of it, with NumPy and zlib alone."""

from __future__ import annotations

import base64
import json
import struct
import zlib
from functools import cache
from importlib.resources import files
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

Typeface = Literal["title", "label"]
Colour = tuple[int, int, int]


class Raster:
    """An image in red, green and blue, white at first."""

    def __init__(self, width: int, height: int) -> None:
        self.data = np.full((height, width, 3), 255, dtype=np.uint8)

    def fill(self, x: int, y: int, width: int, height: int, colour: Colour) -> None:
        """Fills a rectangle with a colour, as far as it lies in the image."""
        self.data[max(0, y) : max(0, y + height), max(0, x) : max(0, x + width)] = colour

    def place(self, x: int, y: int, pixels: NDArray[np.uint8]) -> None:
        """Copies pixels, their top left corner at a position."""
        self.data[y : y + pixels.shape[0], x : x + pixels.shape[1]] = pixels

    def cross(
        self, x: int, y: int, width: int, height: int, colour: Colour, clear: int = 3
    ) -> None:
        """Draws a cross in a box, in lines of three pixels, that far clear of the edge."""
        arm = min(20, min(width, height) // 2 - clear)
        left, top = x + width // 2 - arm, y + height // 2 - arm
        for at in range(2 * arm):
            self.fill(left + at - 1, top + at, 3, 1, colour)
            self.fill(left + 2 * arm - at - 2, top + at, 3, 1, colour)

    def disc(self, x: int, y: int, radius: int, colour: Colour) -> None:
        """Fills a circle, its edge smoothed: a pixel counts the 16 points in it that are held.

        Its middle is in halves of a pixel, its radius in eighths.
        """
        held = _held(x % 2, y % 2, radius)
        reach = held.shape[0] // 2
        left, top = x // 2 - reach, y // 2 - reach
        held = held[max(0, -top) :, max(0, -left) :]
        left, top = max(0, left), max(0, top)
        below = self.data[top : top + held.shape[0], left : left + held.shape[1]]
        _blend(below, held, colour, 16)

    def text(self, typeface: Typeface, text: str, x: int, y: int, colour: Colour) -> None:
        """Writes a line of text from its top left corner on, as far as it lies in the image."""
        for letter in text:
            coverage = letters(typeface).get(letter, letters(typeface)["?"])
            below = self.data[y : y + coverage.shape[0], x : x + coverage.shape[1]]
            _blend(below, coverage, colour, 15)
            x += coverage.shape[1]

    def png(self) -> bytes:
        r"""The pixels as a PNG.

        >>> Raster(1, 1).png()[:4]
        b'\x89PNG'
        """
        height, width, _ = self.data.shape
        above = np.zeros_like(self.data)
        above[1:] = self.data[:-1]
        # Filter 2: each row as its difference from the one above, which packs well.
        rows = np.full((height, 1 + width * 3), 2, dtype=np.uint8)
        rows[:, 1:] = (self.data - above).reshape(height, -1)
        header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
        chunks = [(b"IHDR", header), (b"IDAT", zlib.compress(rows.tobytes(), 9)), (b"IEND", b"")]
        return b"\x89PNG\r\n\x1a\n" + b"".join(_chunk(*chunk) for chunk in chunks)


@cache
def _held(x: int, y: int, radius: int) -> NDArray[np.uint8]:
    """How many of 16 points in each pixel a circle holds whose middle is in the middle one."""
    reach = radius // 8 + 2
    along = 8 * np.arange(-reach, reach + 1)[:, None] + [1, 3, 5, 7]
    across, down = (along - 4 * x) ** 2, (along - 4 * y) ** 2
    inside = across[None, None] + down[:, :, None, None] <= radius**2
    counts: NDArray[np.uint8] = inside.sum(axis=(1, 3)).astype(np.uint8)
    return counts


def _blend(
    below: NDArray[np.uint8], coverage: NDArray[np.uint8], colour: Colour, most: int
) -> None:
    """Lays a colour over pixels, as far as it covers each, of `most`."""
    mix = coverage[: below.shape[0], : below.shape[1], None].astype(float)
    under = below.astype(float)
    below[:] = np.floor(under + (np.array(colour) - under) * mix / most + 0.5)


def height_of(typeface: Typeface) -> int:
    """The height of a line of text, in pixels."""
    return int(_fonts()[typeface]["height"])


def width_of(typeface: Typeface, text: str) -> int:
    """The width of a line of text, in pixels."""
    known = letters(typeface)
    return sum(known.get(letter, known["?"]).shape[1] for letter in text)


def shortened(typeface: Typeface, text: str, width: int) -> str:
    """The text, with an ellipsis where it is wider than `width`.

    >>> shortened("label", "window 3 × 3", 100)
    'windo…'
    """
    if width_of(typeface, text) <= width:
        return text
    while text and width_of(typeface, f"{text}…") > width:
        text = text[:-1]
    return f"{text.rstrip()}…"


@cache
def letters(typeface: Typeface) -> dict[str, NDArray[np.uint8]]:
    """The letters of a typeface, each as its coverage from 0 to 15."""
    face = _fonts()[typeface]
    data = np.frombuffer(base64.b64decode(face["data"]), dtype=np.uint8)
    pixels = np.stack([data >> 4, data & 15], axis=1).ravel()
    known, start = {}, 0
    for letter, width in zip(face["letters"], face["widths"]):
        size = width * face["height"]
        known[letter] = pixels[start : start + size].reshape(face["height"], width)
        start += size + size % 2
    return known


@cache
def _fonts() -> dict[str, dict[str, Any]]:
    faces: dict[str, dict[str, Any]] = json.loads(
        (files(__package__) / "font.json").read_text("utf-8")
    )
    return faces


def _chunk(name: bytes, data: bytes) -> bytes:
    body = name + data
    return struct.pack(">I", len(data)) + body + struct.pack(">I", zlib.crc32(body))
