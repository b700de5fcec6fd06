"""The PNG: what it shows, decoded by its own format's rules."""

from __future__ import annotations

import struct
import zlib

import numpy as np
import pytest
from poolscope import explore
from poolscope.view.picture import draw
from poolscope.view.picture.colour import TABLE, nan_colour


def pixels(png):
    """The image of an 8-bit RGB PNG whose rows are all filtered as differences from above."""
    assert png[:8] == b"\x89PNG\r\n\x1a\n"
    at, data, size = 8, b"", (0, 0)
    while at < len(png):
        length, kind = struct.unpack(">I4s", png[at : at + 8])
        body = png[at + 8 : at + 8 + length]
        assert struct.unpack(">I", png[at + 8 + length : at + 12 + length])[0] == zlib.crc32(
            kind + body
        )
        if kind == b"IHDR":
            size = struct.unpack(">II", body[:8])
        if kind == b"IDAT":
            data += body
        at += 12 + length
    width, height = size
    rows = np.frombuffer(zlib.decompress(data), dtype=np.uint8).reshape(height, 1 + width * 3)
    assert (rows[:, 0] == 2).all()
    return np.cumsum(rows[:, 1:], axis=0, dtype=np.uint8).reshape(height, width, 3)


def view(x):
    return explore(x, np.ones((1, 2, 2, 1)), kernel_size=2).view


def holds(image, colour):
    return bool((image == list(bytes.fromhex(colour[1:]))).all(axis=-1).any())


def test_has_the_size_that_is_said_and_white_margins():
    png, width, height, _ = draw(view(np.arange(16.0).reshape(1, 4, 4, 1)))
    image = pixels(png)
    assert image.shape == (height, width, 3)
    assert height % 2 == 0
    for edge in (image[:20], image[-20:], image[:, :20], image[:, -20:]):
        assert (edge == 255).all()


@pytest.mark.parametrize(
    ("value", "colour"),
    [
        (np.nan, nan_colour("activation")),
        (np.inf, TABLE["nonFinite"]["posInf"]),
        (-np.inf, TABLE["nonFinite"]["negInf"]),
    ],
)
def test_marks_what_is_not_finite(value, colour):
    x = np.arange(16.0).reshape(1, 4, 4, 1)
    assert not holds(pixels(draw(view(x)).png), colour)
    x[0, 1, 1, 0] = value
    assert holds(pixels(draw(view(x)).png), colour)


def test_marks_nan_of_a_gradient_in_a_colour_of_its_own():
    x = np.arange(16.0).reshape(1, 4, 4, 1)
    dout = np.array([[[[np.nan], [1.0]], [[2.0], [3.0]]]])
    image = pixels(draw(explore(x, dout, kernel_size=2).view).png)
    assert holds(image, nan_colour("gradient"))
    assert not holds(image, nan_colour("activation"))


def test_crosses_out_nan_in_the_cell_and_in_the_key():
    x = np.arange(576.0).reshape(1, 24, 24, 1)
    x[0, 10, 7, 0] = np.nan
    image = pixels(draw(explore(x, kernel_size=2).view).png)
    nan = (image == list(bytes.fromhex(nan_colour("activation")[1:]))).all(axis=-1)
    # The key stands below the heatmaps.
    ys, xs = np.nonzero(nan)
    gap = np.flatnonzero(np.diff(ys) > 20)
    assert gap.size == 1
    for part in (slice(None, gap[0] + 1), slice(gap[0] + 1, None)):
        top, left = ys[part].min(), xs[part].min()
        box = image[top : ys[part].max() + 1, left : xs[part].max() + 1]
        assert min(box.shape[:2]) >= 12
        white = (box == 255).all(axis=-1)
        middle, across = box.shape[0] // 2, box.shape[1] // 2
        for step in (1, 2):
            for down in (-step, step):
                for right in (-step, step):
                    row = white[middle + down, across + right - 1 : across + right + 2]
                    assert row.any(), (down, right)
        assert not white[middle, :2].any()
        assert not white[0].any()


def test_keeps_one_nan_visible_among_more_cells_than_pixels():
    x = np.zeros((1, 1500, 1500, 1))
    x[0, 701, 903, 0] = np.nan
    image = pixels(draw(explore(x, kernel_size=2).view).png)
    # Above the key, which shows the colour too.
    assert holds(image[:700], nan_colour("activation"))


def test_an_empty_batch_can_be_drawn():
    empty = explore(np.zeros((0, 4, 4, 1)), np.zeros((0, 2, 2, 1)), kernel_size=2)
    assert pixels(draw(empty.view).png).size > 0
