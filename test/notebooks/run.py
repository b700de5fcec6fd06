"""Executes notebooks from top to bottom, each in a fresh kernel of its own.

    run.py NOTEBOOK              prints the executed notebook as JSON
    run.py --write NOTEBOOK...   writes each back, as it is to be committed

What differs from run to run (times, chunks of one stream) is left out, so that two runs of the same
notebook give the same text. A cell that fails gives its traceback and exit status 1.
"""

import argparse
import asyncio
import sys
from pathlib import Path

import nbformat
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError, CellTimeoutError

# A cell that runs for longer hangs: whole notebooks are done in less.
SECONDS_PER_CELL = 150


def executed(path):
    """The notebook at `path` with the outputs of a run, normalised."""
    notebook = nbformat.read(path, as_version=4)
    client = NotebookClient(
        notebook,
        timeout=SECONDS_PER_CELL,
        record_timing=False,
        coalesce_streams=True,
        resources={"metadata": {"path": str(path.parent)}},
    )
    client.execute()
    normalise(notebook)
    nbformat.validate(notebook)
    return notebook


def normalise(notebook):
    notebook.nbformat_minor = max(notebook.nbformat_minor, 5)  # the first one with cell ids
    for number, cell in enumerate(notebook.cells, start=1):
        cell.setdefault("id", f"cell-{number}")
        cell.metadata.pop("execution", None)
    language = notebook.metadata.get("language_info", {})
    if language.get("name") == "python":
        language.pop("version", None)  # whichever is there
    code = [cell for cell in notebook.cells if cell.cell_type == "code"]
    for count, cell in enumerate(code, start=1):
        cell.execution_count = count
        for output in cell.outputs:
            output.pop("transient", None)
            if output.output_type == "execute_result":
                output.execution_count = count


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--write", action="store_true", help="write the outputs into the notebooks")
    parser.add_argument("notebooks", nargs="+", type=Path)
    arguments = parser.parse_args()
    for path in arguments.notebooks:
        try:
            notebook = executed(path.resolve())
        except (CellExecutionError, CellTimeoutError) as error:
            sys.exit(f"{path}: {error}")
        if arguments.write:
            nbformat.write(notebook, path)
            print(f"{path}: {len(notebook.cells)} cells")
        else:
            print(nbformat.writes(notebook))


if __name__ == "__main__":
    if sys.platform == "win32":
        asyncio.set_event_loop_policy(asyncio.WindowsSelectorEventLoopPolicy())
    main()
