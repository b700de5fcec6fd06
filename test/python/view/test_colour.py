"""Colours: how numbers become them."""

from __future__ import annotations

import numpy as np
from poolscope.view.picture.colour import scales_of
from poolscope.view.picture.panel import Panel


def colours_of(panel, *others):
    return scales_of([panel, *others])[panel.name]


def test_a_gradients_zero_is_the_palest_colour():
    scale = colours_of(Panel("dout", "gradient", np.array([-1.0, 3])))
    assert scale(np.array([0.0])).tolist() == [list(bytes.fromhex("f7f7f7"))]


def test_a_constant_array_is_in_the_middle_of_its_scale():
    scale = colours_of(Panel("x", "activation", np.array([5.0, 5.0])))
    assert scale(np.array([5.0])).tolist() == [list(bytes.fromhex("078f84"))]


def test_dout_and_din_share_a_scale():
    dout = Panel("dout", "gradient", np.array([-1.0, 0.5]))
    din = Panel("din", "gradient", np.array([0.0, 4.0]))
    assert [(one.low, one.high) for one in scales_of([dout, din]).values()] == [(-4, 4)] * 2
