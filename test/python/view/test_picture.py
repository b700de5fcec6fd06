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
    # The last column is in no window, so the cell wins none.
    x = np.arange(600.0).reshape(1, 24, 25, 1)
    x[0, 10, 24, 0] = np.nan
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


def test_leaves_the_arms_of_a_cross_beside_the_dot_of_a_nan_that_won():
    for cells in (12, 24, 36):
        x = np.zeros((1, cells, cells, 1))
        x[0, 3, 5, 0] = np.nan
        image = pixels(draw(explore(x, kernel_size=2).view).png)[:620]
        ys, xs = np.nonzero((image == list(bytes.fromhex(nan_colour("activation")[1:]))).all(-1))
        box = image[ys.min() : ys.max() + 1, xs.min() : xs.max() + 1]
        white, dark = (box == 255).all(axis=-1), (box < 40).all(axis=-1)
        assert dark.any()
        height, width = white.shape
        # The fourth arm of the largest one ends at the dot in the corner.
        arms = [white[: height // 3, : width // 3]]
        arms += [
            white[-(height // 3) :, part]
            for part in (slice(width // 3), slice(-(width // 3), None))
        ]
        assert all(arm.any() for arm in arms), cells


def dots_of(image):
    """The middles and the rims' outer diameters of the dots in a picture, by its ink alone.

    They are found as what an independent reader would: pieces of ink that are as wide as high, with
    white within.
    """
    ink = (image == [16, 20, 24]).all(axis=-1)
    seen, found = np.zeros_like(ink), []
    for row, column in np.argwhere(ink):
        if seen[row, column]:
            continue
        piece, todo = [], [(row, column)]
        seen[row, column] = True
        while todo:
            y, x = todo.pop()
            piece.append((y, x))
            for down in (-1, 0, 1):
                for right in (-1, 0, 1):
                    at = (y + down, x + right)
                    if ink[at] and not seen[at]:
                        seen[at] = True
                        todo.append(at)
        (top, left), (bottom, right) = np.min(piece, axis=0), np.max(piece, axis=0)
        middle = ((left + right + 1) / 2, (top + bottom + 1) / 2)
        assert (image[int(middle[1]), int(middle[0])] == 255).all()
        found.append((*middle, right - left + 1, bottom - top + 1))
    return found


@pytest.mark.parametrize("cells", [4, 12, 24, 46])
def test_puts_a_dot_on_each_cell_that_won_a_window_and_one_in_the_key(cells):
    rng = np.random.default_rng(cells)
    x = rng.standard_normal((1, cells, cells, 1))
    # Of three panels in 1,600 pixels, 48 of margin and between them, each has 469 pixels at most.
    cell = min(120, 469 // cells)
    blocks = x.reshape(cells // 2, 2, cells // 2, 2).transpose(0, 2, 1, 3).reshape(-1, 4)
    rows, columns = np.divmod(np.arange(len(blocks)), cells // 2)
    won = blocks.argmax(axis=1)
    places = {(2 * i + w // 2, 2 * j + w % 2) for i, j, w in zip(rows, columns, won)}
    dout = np.ones((1, cells // 2, cells // 2, 1))
    dots = dots_of(pixels(draw(explore(x, dout, kernel_size=2).view).png))
    key, own = dots[-1], dots[:-1]
    assert len(own) == len(places)
    top = min(y for _, y, *_ in own) // 1 - min(row for row, _ in places) * cell
    assert {((y - top) // cell, (x - 48) // cell) for x, y, *_ in own} == places
    for left, _, width, height in own:
        assert abs(width - height) <= 1
        # In the middle of a small cell, in the right of one with room for a number.
        along = (left - 48) % cell / cell
        assert along == pytest.approx(0.5, abs=0.08) if cell < 30 else along > 0.75
        assert 6 <= width <= 14
    assert key[1] > max(y for _, y, *_ in own) + 60


def test_smaller_cells_have_no_dots_but_a_mask_of_its_own():
    view = explore(np.random.default_rng(0).standard_normal((1, 60, 60, 1)), kernel_size=2).view
    assert "mask (bool" in draw(view).alt
    assert dots_of(pixels(draw(view).png)) == []


def test_an_average_has_no_winners_and_no_key_of_them():
    x = np.arange(16.0).reshape(1, 4, 4, 1)
    view = explore(x, np.ones((1, 2, 2, 1)), kernel_size=2, pool="average").view
    assert dots_of(pixels(draw(view).png)) == []


@pytest.mark.parametrize("cells", [4, 8, 10])
def test_a_dot_covers_nothing_of_a_number(cells):
    # All tie: the first cell of each window wins in one picture, its last in the other. Of cells of
    # 46 pixels the two digits take nearly the whole width.
    x = np.full((1, cells, cells, 1), 88.0)
    dout = np.ones((1, cells // 2, cells // 2, 1))
    pictures = [
        pixels(draw(explore(x, dout, kernel_size=2, ties=ties).view).png)[:, : 48 + 469 + 20]
        for ties in ("first", "last")
    ]
    differ = (pictures[0] != pictures[1]).any(axis=-1)
    own = pictures[0][np.argwhere(differ)[0][0] - 1, 48 + 4]
    assert differ.any()
    assert all(len(dots_of(picture)) == (cells // 2) ** 2 + 1 for picture in pictures)
    # Where they differ one has a dot, and the other nothing but the colour of the cell.
    for y, column in np.argwhere(differ):
        assert any((picture[y, column] == own).all() for picture in pictures)


def test_keeps_one_nan_visible_among_more_cells_than_pixels():
    x = np.zeros((1, 1500, 1500, 1))
    x[0, 701, 903, 0] = np.nan
    image = pixels(draw(explore(x, kernel_size=2).view).png)
    # Above the key, which shows the colour too.
    assert holds(image[:700], nan_colour("activation"))


def test_an_empty_batch_can_be_drawn():
    empty = explore(np.zeros((0, 4, 4, 1)), np.zeros((0, 2, 2, 1)), kernel_size=2)
    assert pixels(draw(empty.view).png).size > 0
