"""Numbers as text."""

from __future__ import annotations

import pytest
from poolscope.core.numbers import number


@pytest.mark.parametrize(
    ("value", "text"),
    # What JavaScript's String gives (ECMAScript, Number::toString).
    [
        (0.0, "0"),
        (-0.0, "0"),
        (100.0, "100"),
        (1e20, "100000000000000000000"),
        (123456789012345680000.0, "123456789012345680000"),
        (1e21, "1e+21"),
        (1.5e300, "1.5e+300"),
        (0.000001, "0.000001"),
        (1.25e-7, "1.25e-7"),
        (5e-324, "5e-324"),
        (-12.5, "-12.5"),
        (float("nan"), "NaN"),
        (float("-inf"), "-Infinity"),
    ],
)
def test_numbers_are_written_as_javascript_does(value, text):
    assert number(value) == text
