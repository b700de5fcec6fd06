"""What the front end of this kernel is known to lack."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping
from pathlib import Path


def lacks_extensions() -> bool:
    """Whether the front end draws HTML and takes no extension of JupyterLab.

    - marimo: `marimo.running_in_notebook()`.
    - Colab: its kernels have imported `google.colab`.
    - VS Code: a kernel inherits VSCODE_PID or VSCODE_CWD; so does a JupyterLab that was started in
      its terminal, but that one has a Jupyter server (microsoft/vscode-python, issue 5875).
    """
    marimo = sys.modules.get("marimo")
    if marimo is not None and marimo.running_in_notebook():
        return True
    if "google.colab" in sys.modules:
        return True
    return any(name in os.environ for name in ("VSCODE_PID", "VSCODE_CWD")) and not _has_server()


def lacks_ours() -> bool:
    """Whether the JupyterLab that started the kernel has no extension of poolscope.

    It looks where that JupyterLab does: in its environment, the user's and the system's folders.
    False where that can't be found out.
    """
    if not _has_server():
        return False
    try:
        import psutil  # type: ignore[import-untyped]  # IPython's kernel depends on both
        from jupyter_core import paths

        python = psutil.Process(int(os.environ["JPY_PARENT_PID"])).cmdline()[0]
        places = [*paths.SYSTEM_JUPYTER_PATH, paths.jupyter_data_dir()]
    except Exception:  # no such process, another user's, another kind of kernel
        return False
    if not Path(python).is_absolute():
        return False
    more = os.environ.get("JUPYTER_PATH", "")
    places += [place for place in more.split(os.pathsep) if place]
    # A link to an environment's Python must not be followed: it leads out of it.
    places.append(str(Path(python).parent.parent / "share" / "jupyter"))
    return not any(Path(place, "labextensions", "@poolscope").exists() for place in places)


def _has_server(environ: Mapping[str, str] = os.environ) -> bool:
    """Whether a Jupyter server started the kernel: JupyterLab and Notebook belong to one."""
    return "JPY_SESSION_NAME" in environ
