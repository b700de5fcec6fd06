"""poolscope in Python: max pooling's masks and gradients in JupyterLab's explorer.

`explore` shows arrays that are there; `watch` catches the pooling calls of a PyTorch model.
"""

import json
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from .explorable import Explorable
from .explore import explore
from .finding import Finding
from .watch import watch

__all__ = ["Explorable", "Finding", "explore", "watch"]

try:
    __version__: str = version("poolscope")
except PackageNotFoundError:
    # In a clone's own folder: a wheel's version is this one too.
    __version__ = json.loads((Path(__file__).parents[1] / "package.json").read_text())["version"]


def _jupyter_labextension_paths() -> list[dict[str, str]]:
    """Where JupyterLab finds the prebuilt extension in a development install."""
    return [{"src": "labextension", "dest": "@poolscope/labextension"}]
