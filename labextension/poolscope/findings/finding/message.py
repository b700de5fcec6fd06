"""Sentences that can be said in any language, as templates with their values."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from .language import translate


@dataclass(frozen=True)
class Plural:
    """What a number decides: the sentence's form."""

    #: In English, the form for any number but 1.
    text: str
    count: int


@dataclass(frozen=True)
class Message:
    """A sentence whose template holds `%1`, `%2`, … where its values go.

    A value is text as it stands, or a sentence itself. With `plural`, `%1` is its number in digits
    and the values begin with `%2`, as in gettext's functions of JupyterLab.
    """

    #: In English; with `plural`, the form for 1.
    text: str
    values: tuple[str | Message, ...] = ()
    plural: Plural | None = None


def say(message: Message) -> str:
    """The sentence as text, in the language that `set_language` chose.

    >>> row = Message("%2 row", ("1,234",), Plural("%2 rows", 1234))
    >>> say(Message("lost in %1 without a maximum", (row,)))
    'lost in 1,234 rows without a maximum'
    """
    values = [value if isinstance(value, str) else say(value) for value in message.values]
    plural = message.plural
    if plural is None:
        return _filled(translate(message.text) or message.text, values)
    english = message.text if plural.count == 1 else plural.text
    template = translate(message.text, plural.count) or english
    return _filled(template, [str(plural.count), *values])


def _filled(template: str, values: Sequence[str]) -> str:
    return re.sub(r"%(\d)", lambda place: values[int(place[1]) - 1], template)
