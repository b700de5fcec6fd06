"""Messages of errors: `operation: argument=value problem (derivation); remedy`."""

from __future__ import annotations

import re
from collections.abc import Sequence

#: What would break a line, or turn it round: control characters, line and direction marks.
_UNPRINTABLE = re.compile(
    "[\x00-\x1f\x7f-\x9f\ud800-\udfff\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]"
)


def error_text(
    operation: str, argument: str, value: object, problem: str, remedy: str, derivation: str = ""
) -> str:
    """The message of an error, from its parts; `derivation` says where a bound comes from.

    >>> error_text("windows", "stride", 0, "is not a positive integer", "give 1 or more")
    'windows: stride=0 is not a positive integer; give 1 or more'
    """
    why = f" ({one_line(derivation, 300)})" if derivation else ""
    said = f"{_printed(value)} {one_line(problem, 300)}{why}; {one_line(remedy, 300)}"
    return f"{one_line(operation)}: {one_line(argument)}={said}"


def one_line(text: str, most: int = 120) -> str:
    r"""A text on one line of at most so many characters, with escapes for what would break it.

    >>> one_line("a\nb"), one_line("abcd", 3)
    ('a\\u000ab', 'ab…')
    """
    printed = _UNPRINTABLE.sub(lambda found: f"\\u{ord(found[0]):04x}", text[: most + 1])
    return printed if len(printed) <= most else f"{printed[: most - 1]}…"


def _printed(value: object) -> str:
    """A value in at most about 60 characters, safe for whatever a caller passed."""
    if isinstance(value, int) and value.bit_length() > 200:
        text = f"an integer of {value.bit_length()} bits"  # Python refuses to print some
    elif value is None or isinstance(value, (bool, int, float)):
        text = str(value)
    elif isinstance(value, str):
        text = one_line(repr(value[:60]), 60)
    elif isinstance(value, Sequence):
        parts = [_printed(part) for part in value[:8]]
        text = f"[{', '.join(parts)}{', …' if len(value) > 8 else ''}]"
    else:
        text = one_line(type(value).__name__, 60)
    return text if len(text) <= 60 else f"{text[:59]}…"
