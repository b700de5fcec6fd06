"""What payloads and files may hold at most: one table, which TypeScript reads too."""

from __future__ import annotations

import json
from importlib.resources import files

_TABLE = json.loads((files(__package__) / "limits.json").read_text("utf-8"))

#: The most of each, in the unit that the table names.
LIMITS: dict[str, int] = {name: limit["most"] for name, limit in _TABLE.items()}
