"""The table of findings that the library and the Python module read, said in English.

A sentence holds `%1`, `%2`, … where its values go. Of two forms the first is for 1; then `%1` is
the number that decides and the values begin with `%2`.
"""

import json
import pathlib

ROOT = pathlib.Path(__file__).resolve().parents[3]
TABLE = json.loads((ROOT / "labextension/poolscope/findings/finding/table.json").read_text("utf-8"))


def severity(name: str, kind: str) -> str:
    """How grave a finding is; `kind` tells its cases apart, where it has several."""
    own = TABLE["findings"][name]["severity"]
    return own if isinstance(own, str) else own[kind]


def sentence(key: str, *values: str) -> str:
    return filled(TABLE["sentences"][key], values)


def sentence_for(n: int, key: str, *values: str) -> str:
    one, other = TABLE["sentences"][key]
    return filled(one if n == 1 else other, (str(n), *values))


def quantity(n: int, of: str) -> str:
    return sentence_for(n, f"quantity.{of}", f"{n:,}")


def listed(parts: list[str]) -> str:
    said = parts[0]
    for part in parts[1:]:
        said = sentence("list", said, part)
    return said


def filled(template: str, values: tuple[str, ...]) -> str:
    parts = template.split("%")
    return parts[0] + "".join(values[int(part[0]) - 1] + part[1:] for part in parts[1:])
