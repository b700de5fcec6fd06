"""What payloads and files may hold at most: tables, which TypeScript reads too."""

from __future__ import annotations

import json
from importlib.resources import files


def _read(name: str) -> dict[str, int]:
    table = json.loads((files(__package__) / name).read_text("utf-8"))
    return {name: limit["most"] for name, limit in table.items()}


#: The most of each, in the unit that the table names.
LIMITS = _read("limits.json")
#: The same of stores and of files that are read in parts.
FILE_LIMITS = _read("file-limits.json")
