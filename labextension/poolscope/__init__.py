"""poolscope's JupyterLab extension: masks and gradients of max pooling as heatmaps."""

from importlib.metadata import version

__version__ = version("poolscope")


def _jupyter_labextension_paths() -> list[dict[str, str]]:
    """Where JupyterLab finds the prebuilt extension in a development install."""
    return [{"src": "labextension", "dest": "@poolscope/labextension"}]
