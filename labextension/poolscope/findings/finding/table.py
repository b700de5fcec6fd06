"""The findings and their sentences, from the table that TypeScript and the translators read too."""

from __future__ import annotations

import json
from collections.abc import Sequence
from functools import reduce
from importlib.resources import files
from typing import Literal, get_args

from ...core.numbers import count
from .message import Message, Plural

#: `error` where din or the mask is wrong, `notice` for what is unusual and changes the result,
#: `fact` for what follows from the sizes or is what max pooling does.
Severity = Literal["error", "notice", "fact"]
#: The gravest first.
SEVERITIES: tuple[Severity, ...] = get_args(Severity)

Quantity = Literal[
    "row", "window", "channel", "cell", "input-cell", "input-position", "gradient", "entry"
]

_TABLE = json.loads((files(__package__) / "table.json").read_text("utf-8"))

#: The names of findings, in the order in which they are listed.
NAMES: tuple[str, ...] = tuple(_TABLE["findings"])
#: The sentences by their keys: one form, or one for 1 and one for any other number.
SENTENCES: dict[str, str | list[str]] = _TABLE["sentences"]


def severity_of(name: str, kind: str | None = None) -> Severity:
    """How grave a finding is; where that depends on the case, `kind` names it.

    >>> severity_of("dead-cells"), severity_of("din-differs", "assigned")
    ('fact', 'error')
    """
    severity: Severity | dict[str | None, Severity] = _TABLE["findings"][name]["severity"]
    return severity[kind] if isinstance(severity, dict) else severity


def sentence(key: str, *values: str | Message) -> Message:
    """The sentence of a key with one form, with its values."""
    text = SENTENCES[key]
    if not isinstance(text, str):
        raise TypeError(f"the sentence {key} is not one with one form")
    return Message(text, values)


def sentence_for(n: int, key: str, *values: str | Message) -> Message:
    """The sentence of a key whose form `n` decides; `%1` is `n`, the values begin with `%2`."""
    forms = SENTENCES[key]
    if isinstance(forms, str):
        raise TypeError(f"the sentence {key} is not one with two forms")
    one, other = forms
    return Message(one, values, Plural(other, n))


def quantity(n: int, of: Quantity) -> Message:
    """A count and what is counted.

    >>> from poolscope.findings.finding.message import say
    >>> say(quantity(1, "row")), say(quantity(1234, "row"))
    ('1 row', '1,234 rows')
    """
    return sentence_for(n, f"quantity.{of}", count(n))


def listed(parts: Sequence[Message]) -> Message:
    """Several sentences as one, with commas between them; there is at least one."""
    return reduce(lambda before, part: sentence("list", before, part), parts)
