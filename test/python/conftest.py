"""Vectors that several tests read."""

from __future__ import annotations

import base64
import json
from pathlib import Path
from typing import Any

import numpy as np

VECTORS = Path(__file__).parent.parent / "vectors"


def vector_file(name: str) -> list[dict[str, Any]]:
    """The vectors of a file, their arrays decoded."""
    text = (VECTORS / name).read_text("utf-8")
    return json.loads(text, object_hook=decoded)["vectors"]


def header_of(name: str) -> dict[str, Any]:
    """What a file of vectors says of itself."""
    return json.loads((VECTORS / name).read_text("utf-8"))["header"]


def agreeing(name: str) -> list[Any]:
    """The vectors of a file that agree with the library's rules."""
    return [vector for vector in vector_file(name) if "difference" not in vector]


def named(vector: Any) -> str | None:
    """The name of a vector, for pytest."""
    return vector["name"] if isinstance(vector, dict) else None


def options_of(options: dict[str, Any]) -> dict[str, Any]:
    """Options by their names in Python."""
    names = {
        "kernelSize": "kernel_size",
        "ceilMode": "ceil_mode",
        "countIncludePad": "count_include_pad",
    }
    return {names.get(name, name): value for name, value in options.items()}


def decoded(value: dict[str, Any]) -> Any:
    """The array that is encoded so, or the value itself."""
    if set(value) != {"dtype", "shape", "data"}:
        return value
    data = np.frombuffer(base64.b64decode(value["data"]), dtype=np.dtype(value["dtype"]))
    return data.reshape(value["shape"])


def catalogue(language: str) -> dict[str, str]:
    """A translators' catalogue: by its English text, a sentence in its only form."""
    text = (VECTORS.parents[1] / "labextension" / "locale" / f"{language}.po").read_text("utf-8")
    entries = {}
    for block in text.split("\n\n")[1:]:
        parts = {"msgid": "", "msgstr": "", "msgstr[0]": ""}
        for line in block.splitlines():
            if not line.startswith("#"):
                keyword, _, value = line.partition(" ")
                parts[keyword] = json.loads(value)
        if "msgctxt" not in parts:
            entries[parts["msgid"]] = parts["msgstr"] or parts["msgstr[0]"]
    return entries


def in_language(translations: dict[str, str], message: Any) -> str:
    """A message by a catalogue of one form a sentence."""
    if isinstance(message, str):
        return message
    number = [] if message.plural is None else [str(message.plural.count)]
    values = number + [in_language(translations, value) for value in message.values]
    said = translations[message.text]
    for place, value in enumerate(values, start=1):
        said = said.replace(f"%{place}", value)
    return said
