"""Colours: how numbers become them."""

from __future__ import annotations

import numpy as np
from poolscope.view.colour import scale_of


def test_a_gradients_zero_is_the_palest_colour():
    scale = scale_of(np.array([-1.0, 3]), "gradient")
    assert scale(np.array([0.0])).tolist() == [list(bytes.fromhex("f7f7f7"))]


def test_a_constant_array_is_in_the_middle_of_its_scale():
    scale = scale_of(np.array([5.0, 5.0]), "activation")
    assert scale(np.array([5.0])).tolist() == [list(bytes.fromhex("078f84"))]
