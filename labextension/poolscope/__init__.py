"""poolscope in Python: max pooling's masks and gradients in JupyterLab's explorer.

`explore` shows arrays, `watch` catches the pooling calls of a PyTorch model, and both find what is
wrong with a gradient; `recheck` finds it in what torch.compile or another device makes of a layer,
`check_store` in a whole run that `watch` stored.
`display` has outputs hold the explorer as HTML, where the extension is not;
`set_language` chooses the language that they say it in.
"""

import json
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from .explorable import Explorable
from .explore import explore
from .findings.finding.finding import Finding
from .findings.finding.language import set_language
from .host.display import display
from .pair import Pair
from .recheck import recheck
from .scale.check import check_store
from .watch import watch

__all__ = [
    "Explorable",
    "Finding",
    "Pair",
    "check_store",
    "display",
    "explore",
    "recheck",
    "set_language",
    "watch",
]

try:
    __version__: str = version("poolscope")
except PackageNotFoundError:
    # In a clone's own folder: a wheel's version is this one too.
    __version__ = json.loads((Path(__file__).parents[1] / "package.json").read_text())["version"]


def _jupyter_labextension_paths() -> list[dict[str, str]]:
    """Where JupyterLab finds the prebuilt extension in a development install."""
    return [{"src": "labextension", "dest": "@poolscope/labextension"}]
