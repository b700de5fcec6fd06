"""poolscope in Python: max pooling's masks and gradients in JupyterLab's explorer.

`explore` shows arrays that are there; `watch` catches the pooling calls of a PyTorch model.
"""

from importlib.metadata import version

from .explorable import Explorable
from .explore import explore
from .findings.finding import Finding
from .watch import watch

__all__ = ["Explorable", "Finding", "explore", "watch"]
__version__ = version("poolscope")


def _jupyter_labextension_paths() -> list[dict[str, str]]:
    """Where JupyterLab finds the prebuilt extension in a development install."""
    return [{"src": "labextension", "dest": "@poolscope/labextension"}]
