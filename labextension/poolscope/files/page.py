"""The standalone page: an HTML file that shows a view, or a scope's calls, without JupyterLab."""

from __future__ import annotations

import json
import os
from collections.abc import Sequence
from importlib.resources import files
from typing import Any, NamedTuple

from ..core.arguments import path_text
from ..core.limits import LIMITS
from ..core.numbers import counted
from ..findings.finding.table import SEVERITIES, Severity
from ..view.payload import encode
from ..view.pool_view import sendable
from ..view.view import View
from .replace import replacing

#: The bytes of arrays, as base64, that a page of several calls holds: browsers read it in seconds.
MOST_PAGE_BYTES = LIMITS["page"]


def write_page(path: str | os.PathLike[str], title: str, content: Any) -> None:
    """Writes the page that ships with the package, filled with a title and a content."""
    name = path_text("to_html", "path", path, "run.html")
    data = render_page(title, content)
    with replacing(name) as file:
        file.write(data)


def render_page(title: str, content: Any) -> bytes:
    """The page that ships with the package, filled with a title and a content.

    The content is a payload, or what `scope_content` makes. Nothing in it is read as HTML.
    """
    page = files("poolscope").joinpath("standalone.html").read_text("utf-8")
    payload = json.dumps(content).replace("<", "\\u003c")
    escaped = title.replace("&", "&amp;").replace("<", "&lt;")
    filled = page.replace("%poolscope-payload%", payload, 1)
    text = filled.replace("%poolscope-title%", escaped, 1)
    # A lone surrogate, which UTF-8 can't hold, becomes a question mark.
    return text.encode("utf-8", errors="replace")


class PageCall(NamedTuple):
    """A call on a page of several: its row of the table, and its view where arrays were kept."""

    row: dict[str, str]
    view: View | None
    #: That of its gravest finding.
    severity: Severity


def scope_content(
    title: str, calls: Sequence[PageCall], lines: Sequence[str], most: int = MOST_PAGE_BYTES
) -> dict[str, Any]:
    """The content of a page with several calls: a table, the explorer on each, lines below.

    `most` is the bytes of base64 that the arrays of all calls may take. Calls with the gravest
    findings get room first, the others in order. A call that finds none has its row all the same,
    and a line counts those.
    """
    payloads: list[dict[str, Any] | None] = [None] * len(calls)
    left_out, room = 0, most
    for at in sorted(range(len(calls)), key=lambda at: SEVERITIES.index(calls[at].severity)):
        view = calls[at].view
        if view is None:
            continue
        payload = encode(sendable(view))
        size = sum(len(array["data"]) for array in payload["arrays"].values())
        if size > room:
            left_out += 1
            continue
        room -= size
        payloads[at] = payload
    below = list(lines)
    if left_out:
        below.append(
            f"{counted(left_out, 'call')} can't be opened here: the page holds {most / 1e6:.0f} MB"
            ' of arrays, those with findings first; scope.save("run.npz") keeps them all'
        )
    return {
        "title": title,
        "columns": list(calls[0].row) if calls else [],
        "calls": [
            {"row": list(call.row.values()), "payload": payload}
            for call, payload in zip(calls, payloads)
        ],
        "told": below,
    }
