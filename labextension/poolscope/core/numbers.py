"""Numbers as text, digit for digit as the TypeScript side writes them."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Sequence
from decimal import ROUND_HALF_UP, Decimal


def number(value: float) -> str:
    """A number as JavaScript prints it: the shortest text that reads back as the same float64.

    >>> number(6.0), number(1e21), number(1e-7), number(0.1)
    ('6', '1e+21', '1e-7', '0.1')
    """
    if math.isnan(value):
        return "NaN"
    if math.isinf(value):
        return "Infinity" if value > 0 else "-Infinity"
    if value == 0:
        return "0"
    sign = "-" if value < 0 else ""
    mantissa, _, exponent = f"{abs(float(value))!r}".partition("e")
    whole, _, part = mantissa.partition(".")
    digits = (whole + part).lstrip("0")
    # The number is 0.DIGITS times ten to the power of `point`.
    point = len(whole) + int(exponent or 0) - (len(whole + part) - len(digits))
    digits = digits.rstrip("0")
    if len(digits) <= point <= 21:
        return sign + digits.ljust(point, "0")
    if 0 < point <= 21:
        return f"{sign}{digits[:point]}.{digits[point:]}"
    if -6 < point <= 0:
        return f"{sign}0.{'0' * -point}{digits}"
    tail = f".{digits[1:]}" if len(digits) > 1 else ""
    return f"{sign}{digits[0]}{tail}e{'+' if point > 0 else '-'}{abs(point - 1)}"


def words(value: float, digits: int | None = None) -> str:
    """A number with a true minus sign and ∞, in full or rounded to significant digits.

    A half is rounded away from 0, as JavaScript's `toPrecision` does.

    >>> words(-0.5), words(float("inf")), words(100000.5, 6)
    ('−0.5', '∞', '100001')
    """
    if digits is not None and math.isfinite(value) and value != 0:
        exact = Decimal(value)
        step = Decimal(1).scaleb(exact.adjusted() - digits + 1)
        value = float((exact / step).to_integral_value(ROUND_HALF_UP) * step)
    return number(value).replace("Infinity", "∞").replace("-", "−")


def short(value: float) -> str:
    """A number at a colour bar: three significant digits.

    >>> short(-1234.5)
    '−1230'
    """
    return words(value, 3)


def ticks(
    low: float, high: float, most: int, factors: Sequence[int] = (1, 2, 5, 10)
) -> list[float]:
    """Round numbers within a range for the ticks of an axis.

    The step is the smallest allowed one, a factor times a power of ten, that gives at most `most`
    steps.

    >>> ticks(-2.3, 2.3, 6)
    [-2.0, -1.0, 0.0, 1.0, 2.0]
    """
    rough = (high - low) / most
    if rough == 0 or not math.isfinite(rough):
        return [low, high]
    unit = float(f"1e{Decimal(repr(rough)).adjusted()}")
    step = next((factor * unit for factor in factors if factor * unit >= rough), math.inf)
    if not math.isfinite(step):
        return [low, high]
    first, last = math.ceil(low / step), math.floor(high / step)
    return [float(f"{at * step:.12g}") for at in range(first, last + 1)]


def ticks_that_fit(low: float, high: float, fits: Callable[[list[float]], bool]) -> list[float]:
    """As many ticks as fit, at least two.

    They go in steps of 1, 2 or 5, or of 4 if those leave only one tick, times a power of ten; where
    not even two of those fit, they are the two ends.

    >>> ticks_that_fit(-1.5, 1.5, lambda values: len(values) < 4)
    [-1.0, 0.0, 1.0]
    """
    for factors in ((1, 2, 5, 10), (1, 4, 10)):
        for most in (6, 5, 4, 3, 2):
            values = ticks(low, high, most, factors)
            if len(values) > 1 and fits(values):
                return values
    two = ticks(low, high, 2)
    return two if len(two) > 1 else [low, high]


def six(value: float) -> str:
    """A number in a sentence: six significant digits."""
    return words(value, 6)


def nine(value: float) -> str:
    """The sum of a whole array: nine significant digits, its thousands apart.

    >>> nine(-2229.067071), nine(1234567890123), nine(0.5), nine(1e21)
    ('−2,229.06707', '1,234,567,890,000', '0.5', '1e+21')
    """
    whole, point, part = words(value, 9).partition(".")
    return re.sub(r"\B(?=(\d{3})+$)", ",", whole) + point + part


def signed(value: float) -> str:
    """The same with its sign, also where it is a plus.

    >>> signed(1.5), signed(-1.5)
    ('+1.5', '−1.5')
    """
    return six(value) if value < 0 else f"+{six(value)}"


def count(value: int) -> str:
    """A count in digits, its thousands apart.

    >>> count(49152)
    '49,152'
    """
    return f"{value:,}"


def counted(value: int, noun: str) -> str:
    """A count and what is counted.

    >>> counted(1, "row"), counted(1234, "row")
    ('1 row', '1,234 rows')
    """
    return f"{count(value)} {noun}{'' if value == 1 else 's'}"


def size(length: int) -> str:
    """A number of bytes in few digits: what a notebook grows by.

    >>> size(1_427_039), size(12), size(999_600)
    ('1.4 MB', '1 kB', '1.0 MB')
    """
    if length < 999_500:
        return f"{max(1, math.floor(length / 1000 + 0.5))} kB"
    return f"{math.floor(length / 1e5 + 0.5) / 10:.1f} MB"


def part(n: int, total: int) -> str:
    """How many of a total, with the percentage: 0 and 100 % stand for none and all alone.

    >>> part(48, 294), part(1, 1296), part(0, 9), part(99999, 100000), part(9, 9)
    ('48 of 294 (16 %)', '1 of 1,296 (0.08 %)', '0 of 9 (0 %)', '99,999 of 100,000 (> 99 %)', '9 of 9 (100 %)')
    """  # noqa: E501
    share = 100 * n / total if total else 0.0
    if 0 < share < 0.01:
        percent = "< 0.01"
    elif 99.5 <= share < 100:
        percent = "> 99"
    else:
        percent = f"{share:.0f}" if share >= 1 or share == 0 else f"{share:.1g}"
    return f"{count(n)} of {count(total)} ({percent} %)"
