"""What an output holds for the front end that is there: HTML where there are no extensions."""

from __future__ import annotations

import base64
import gzip
import re
import sys
from html import unescape
from types import ModuleType

import numpy as np
import poolscope
import pytest
from poolscope.host import display as host
from poolscope.host.front_end import lacks_extensions
from poolscope.view.payload import MIME_TYPE

HOSTILE = '"></iframe></script><script>hacked = true</script> & %poolscope-page%'
SIGNS = ("VSCODE_PID", "VSCODE_CWD", "JPY_SESSION_NAME", "JPY_PARENT_PID")


@pytest.fixture(autouse=True)
def jupyterlab(monkeypatch: pytest.MonkeyPatch) -> None:
    """A kernel that nothing is known of, and no setting."""
    for name in SIGNS:
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr(host, "_html", None)
    monkeypatch.setattr(host, "_told", False)


@pytest.fixture
def view() -> poolscope.Explorable:
    x = np.arange(16.0).reshape(1, 4, 4, 1)
    return poolscope.explore(x, np.ones((1, 2, 2, 1)), kernel_size=2, title=HOSTILE)


def types_of(view: poolscope.Explorable) -> set[str]:
    return set(view._repr_mimebundle_()[0])


def html_of(view: poolscope.Explorable) -> str:
    return str(view._repr_mimebundle_()[0]["text/html"])


WITHOUT = {MIME_TYPE, "image/png", "text/plain"}
WITH = WITHOUT | {"text/html"}


def test_an_output_holds_no_html_that_nobody_asked_for(view: poolscope.Explorable) -> None:
    assert types_of(view) == WITHOUT


def test_asked_for_once_html_is_in_every_output_until_it_is_taken_back(
    view: poolscope.Explorable,
) -> None:
    poolscope.display(html=True)
    assert types_of(view) == types_of(poolscope.explore(view, view)) == WITH
    poolscope.display(html=None)
    assert types_of(view) == WITHOUT


def test_asked_for_a_view_html_is_in_its_output_alone(
    view: poolscope.Explorable, monkeypatch: pytest.MonkeyPatch
) -> None:
    sent = []
    module = ModuleType("IPython.display")
    monkeypatch.setattr(module, "display", lambda data, **more: sent.append((data, more)), False)
    monkeypatch.setitem(sys.modules, "IPython.display", module)
    poolscope.display(view, html=True)
    ((data, more),) = sent
    assert set(data) == WITH
    assert more["raw"] is True
    assert more["metadata"]["image/png"]["alt"]
    assert types_of(view) == WITHOUT


@pytest.mark.parametrize(("argument", "given"), [("view", 3), ("html", "yes")])
def test_an_error_names_the_argument(
    view: poolscope.Explorable, argument: str, given: object
) -> None:
    arguments = {"view": view, argument: given}
    with pytest.raises(TypeError, match=f"^display: {argument}="):
        poolscope.display(**arguments)  # type: ignore[arg-type]


def test_the_html_is_a_picture_and_a_sandboxed_frame_that_unpacks_the_page(
    view: poolscope.Explorable, tmp_path: object
) -> None:
    poolscope.display(html=True)
    html = html_of(view)
    assert html.index("<img ") < html.index("<iframe ")
    # An origin of its own: no `allow-same-origin`.
    assert re.findall(r'sandbox="([^"]*)"', html) == ["allow-scripts allow-downloads"]
    inner = unescape(re.findall(r'srcdoc="([^"]*)"', html)[0])
    packed = re.findall(r'id="poolscope-page">([^<]*)</script>', inner)[0]
    view.to_html(f"{tmp_path}/page.html")
    with open(f"{tmp_path}/page.html", "rb") as file:
        assert gzip.decompress(base64.b64decode(packed)) == file.read()


def test_no_text_of_a_view_becomes_html(view: poolscope.Explorable) -> None:
    poolscope.display(html=True)
    html = html_of(view)
    # What is not packed is escaped: the title in the frame's attribute, and the alt text.
    assert "hacked = true</script>" not in html
    assert html.count("<iframe") == html.count("</iframe>") == html.count("<img") == 1
    assert unescape(re.findall(r'title="([^"]*)"', html)[0]) == HOSTILE


def test_vs_code_gets_html_where_it_has_started_the_kernel_itself(
    view: poolscope.Explorable, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("VSCODE_PID", "7")
    assert types_of(view) == WITH
    poolscope.display(html=False)
    assert types_of(view) == WITHOUT
    # JupyterLab, started in VS Code's terminal.
    poolscope.display(html=None)
    monkeypatch.setenv("JPY_SESSION_NAME", "notebook.ipynb")
    assert types_of(view) == WITHOUT


def test_colab_and_marimo_get_html(monkeypatch: pytest.MonkeyPatch) -> None:
    assert not lacks_extensions()
    with monkeypatch.context() as colab:
        colab.setitem(sys.modules, "google.colab", ModuleType("google.colab"))
        assert lacks_extensions()
    # As in marimo's `running_in_notebook`: a script that imports marimo is none.
    for running in (True, False):
        marimo = ModuleType("marimo")
        monkeypatch.setattr(marimo, "running_in_notebook", lambda: running, False)  # noqa: B023
        monkeypatch.setitem(sys.modules, "marimo", marimo)
        assert lacks_extensions() is running


def test_a_jupyterlab_without_the_extension_is_told_once_how_to_see_the_explorer(
    view: poolscope.Explorable,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    environment = tmp_path_factory.mktemp("environment")
    server = ModuleType("psutil")

    class Process:
        def __init__(self, pid: int) -> None:
            assert pid == 41

        def cmdline(self) -> list[str]:
            return [str(environment / "bin" / "python"), "jupyter-lab"]

    monkeypatch.setattr(server, "Process", Process, False)
    monkeypatch.setitem(sys.modules, "psutil", server)
    monkeypatch.setenv("JUPYTER_DATA_DIR", str(environment / "data"))
    monkeypatch.setenv("JPY_SESSION_NAME", "notebook.ipynb")
    monkeypatch.setenv("JPY_PARENT_PID", "41")
    types_of(view)
    types_of(view)
    assert capsys.readouterr().out == host.HOW_TO_SEE_THE_EXPLORER + "\n"
    # And where it has it, nothing.
    monkeypatch.setattr(host, "_told", False)
    folder = environment / "share" / "jupyter" / "labextensions" / "@poolscope" / "labextension"
    folder.mkdir(parents=True)
    types_of(view)
    assert capsys.readouterr().out == ""
