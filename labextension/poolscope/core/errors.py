"""Messages of errors: `operation: argument=value problem (derivation); remedy`."""

from __future__ import annotations

from collections.abc import Sequence


def error_text(
    operation: str, argument: str, value: object, problem: str, remedy: str, derivation: str = ""
) -> str:
    """The message of an error, from its parts; `derivation` says where a bound comes from.

    >>> error_text("windows", "stride", 0, "is not a positive integer", "give 1 or more")
    'windows: stride=0 is not a positive integer; give 1 or more'
    """
    why = f" ({derivation})" if derivation else ""
    return f"{operation}: {argument}={_printed(value)} {problem}{why}; {remedy}"


def _printed(value: object) -> str:
    """A value in at most about 60 characters, safe for whatever a caller passed."""
    if value is None or isinstance(value, (bool, int, float)):
        text = str(value)
    elif isinstance(value, str):
        text = repr(value)
    elif isinstance(value, Sequence):
        parts = [_printed(part) for part in value[:8]]
        text = f"[{', '.join(parts)}{', …' if len(value) > 8 else ''}]"
    else:
        text = type(value).__name__
    return text if len(text) <= 60 else f"{text[:59]}…"
