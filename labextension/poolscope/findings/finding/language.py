"""The language that sentences are said in: English, or one of the extension's catalogues.

Catalogues lie where JupyterLab reads them, as locale/LANGUAGE/LC_MESSAGES/poolscope.json.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import dataclass
from gettext import c2py
from pathlib import Path

from ...core.errors import error_text

CATALOGUES = Path(__file__).parents[2] / "locale"
ENGLISH = "en"


@dataclass(frozen=True)
class Catalogue:
    """The translations of a language."""

    #: By the English text, the forms that a number decides between; one for a text without number.
    forms: dict[str, list[str]]
    #: The place of the form that is said for a number.
    form_for: Callable[[int], int]

    def translate(self, text: str, n: int | None) -> str | None:
        """The template in this language, in the form for `n`; None where there is none."""
        forms = self.forms.get(text)
        if forms is None:
            return None
        return forms[0 if n is None else self.form_for(n)]


_current: Catalogue | None = None


def set_language(language: str) -> None:
    """Chooses the language that findings are told in, those that were found before too.

    `"en"`, as at first, or a language of the extension, named as JupyterLab's language packs:
    `"zh_CN"`. Names and numbers stay as they are, and a text without a translation stays English.

    A ValueError says which languages there are.

    >>> set_language("en")
    """
    global _current
    is_english = isinstance(language, str) and language == ENGLISH
    _current = None if is_english else _read(language)


def translate(text: str, n: int | None = None) -> str | None:
    """A template in the chosen language, in the form for `n`; None where English is said."""
    return None if _current is None else _current.translate(text, n)


def _read(language: str) -> Catalogue:
    known = _languages()
    if not isinstance(language, str) or language not in known:
        raise ValueError(
            error_text(
                "set_language",
                "language",
                language,
                "has no catalogue here",
                f"use {' or '.join(map(repr, [ENGLISH, *known]))}"
                if known
                else "in a clone run: npm run build:locale --workspace labextension",
                f"there are {', '.join([ENGLISH, *known])}" if known else "none is built",
            )
        )
    catalogue = json.loads(_file(language).read_text("utf-8"))
    header = catalogue.pop("")
    # Reads gettext's expressions and nothing else; any other is a ValueError.
    form_for = c2py(re.sub(r".*plural\s*=\s*([^;]+);?.*", r"\1", header["plural_forms"]))
    return Catalogue(catalogue, form_for)


def _languages() -> list[str]:
    if not CATALOGUES.is_dir():
        return []
    return sorted(one.name for one in CATALOGUES.iterdir() if _file(one.name).is_file())


def _file(language: str) -> Path:
    return CATALOGUES / language / "LC_MESSAGES" / "poolscope.json"
