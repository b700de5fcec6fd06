"""poolscope in Python: max pooling's masks and gradients in JupyterLab's explorer.

`explore` shows arrays, `watch` catches the pooling calls of a PyTorch model, and both find what is
wrong with a gradient. `set_language` chooses the language that they say it in.
"""

from importlib.metadata import version

from .explorable import Explorable
from .explore import explore
from .findings.finding import Finding
from .findings.language import set_language
from .watch import watch

__all__ = ["Explorable", "Finding", "explore", "set_language", "watch"]
__version__ = version("poolscope")


def _jupyter_labextension_paths() -> list[dict[str, str]]:
    """Where JupyterLab finds the prebuilt extension in a development install."""
    return [{"src": "labextension", "dest": "@poolscope/labextension"}]
