"""What a display sends: the payload, and for readers without the extension HTML, a PNG and text."""

from __future__ import annotations

import base64
import json
from typing import Any

from ..core.numbers import size
from .payload import MIME_TYPE
from .picture import Picture

Bundle = tuple[dict[str, Any], dict[str, Any]]


def bundle_of(
    payload: dict[str, Any], picture: Picture, text: str, html: str | None = None
) -> Bundle:
    """The data and the metadata of a display, by MIME type; the text says what a notebook grows by.

    >>> data, _ = bundle_of({}, Picture(b"", 2, 2, "nothing"), "nothing")
    >>> data["text/plain"]
    'nothing; 1 kB in the notebook'
    """
    png = base64.b64encode(picture.png).decode("ascii")
    length = len(json.dumps(payload, separators=(",", ":"))) + len(png) + len(html or "")
    first, *more = text.split("\n", 1)
    data = {
        MIME_TYPE: payload,
        "text/plain": "\n".join([f"{first}; {size(length)} in the notebook", *more]),
        "image/png": png,
    }
    if html is not None:
        data["text/html"] = html
    # Displayed at half its size in pixels.
    sides = {"width": picture.width // 2, "height": picture.height // 2}
    return data, {"image/png": {"alt": picture.alt, **sides}}
