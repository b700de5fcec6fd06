"""A view as an output's HTML, for front ends without extensions: the page, packed, in a frame."""

from __future__ import annotations

import base64
import gzip
import re
from functools import cache
from html import escape
from importlib.resources import files

from ..view.picture import Picture


def frame_html(title: str, page: bytes, picture: Picture) -> str:
    """The frame that ships with the package, filled with a picture and a page that is packed.

    The picture is for readers that strip the frame. The page has no access to what is around it;
    nothing of it is read as HTML before it is unpacked there, and it escapes what it holds.

    >>> html = frame_html('"><script>', b"<p>hello", Picture(b"", 2, 2, "a & b"))
    >>> 'title="&quot;&gt;&lt;script&gt;"' in html, 'alt="a &amp; b"' in html, "hello" in html
    (True, True, False)
    """
    parts = {
        "title": escape(title),
        "alt": escape(picture.alt),
        "width": str(picture.width // 2),  # as the PNG is displayed
        "png": _base64(picture.png),
        "page": _base64(gzip.compress(page, mtime=0)),
    }
    return re.sub(r"%poolscope-(\w+)%", lambda found: parts[found[1]], _template())


@cache
def _template() -> str:
    return files("poolscope").joinpath("frame.html").read_text("utf-8")


def _base64(data: bytes) -> str:
    return base64.b64encode(data).decode("ascii")
