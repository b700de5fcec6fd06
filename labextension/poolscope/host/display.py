"""`display`: whether outputs hold the explorer as HTML too; and the bundles that they hold."""

from __future__ import annotations

from typing import Any, Protocol

from ..core.errors import error_text
from ..files.page import render_page
from ..view.bundle import Bundle, bundle_of
from ..view.picture import Picture
from .frame import frame_html
from .front_end import lacks_extensions, lacks_ours

#: What was asked for; None leaves it to the front end.
_html: bool | None = None
#: Whether it was said how to see more than a picture.
_told = False

HOW_TO_SEE_THE_EXPLORER = (
    "poolscope: this JupyterLab has no extension of it, so what follows is a picture;"
    " poolscope.display(html=True) shows the explorer in it, and so does"
    " pip install poolscope beside JupyterLab"
)


class Displayed(Protocol):
    """A view: what `explore`, `scope[…]` or `compare` give."""

    def _repr_mimebundle_(self) -> Bundle: ...


def display(view: Displayed | None = None, *, html: bool | None = None) -> None:
    """Says whether outputs hold the explorer as HTML too, for front ends without the extension.

        poolscope.display(html=True)            # from now on, in every output
        poolscope.display(view, html=True)      # in this one, which it shows

    The HTML holds the explorer in a frame of its own, 0.6 MB in each output. JupyterLab prefers the
    extension, where it is. `html=None` leaves it to the front end: marimo, Colab and VS Code, which
    take no extensions, get HTML. Outside a notebook a view is printed. A TypeError says which
    argument is wrong.
    """
    global _html
    if html is not None and not isinstance(html, bool):
        remedy = "give True to have the explorer as HTML too"
        raise TypeError(error_text("display", "html", html, "is neither True nor False", remedy))
    if view is None:
        _html = html
        return
    if not hasattr(view, "_repr_mimebundle_"):
        remedy = "give what explore returns"
        raise TypeError(error_text("display", "view", view, "is no view", remedy))
    before, _html = _html, _html if html is None else html
    try:
        data, metadata = view._repr_mimebundle_()
    finally:
        _html = before
    try:
        from IPython.display import display as send
    except ImportError:
        print(repr(view))
        return
    send(data, metadata=metadata, raw=True)  # type: ignore[no-untyped-call]


def shown(title: str, payload: dict[str, Any], picture: Picture, text: str) -> Bundle:
    """A display's bundle, with HTML where it was asked for or the front end needs it."""
    global _told
    if lacks_extensions() if _html is None else _html:
        html = frame_html(title, render_page(title, payload), picture)
        return bundle_of(payload, picture, text, html)
    if not _told:
        _told = True
        if lacks_ours():
            print(HOW_TO_SEE_THE_EXPLORER)
    return bundle_of(payload, picture, text)
