"""Executes notebooks from top to bottom, each in a fresh kernel of its own.

    run.py NOTEBOOK              prints the executed notebook as JSON
    run.py --write NOTEBOOK...   writes each back, as it is to be committed
    run.py --kernel K NOTEBOOK   runs it on another kernel than the one that it names

What differs from run to run (times, chunks of one stream) is left out, so that two runs of the same
notebook give the same text. A cell that fails gives its traceback and exit status 1.
"""

import argparse
import asyncio
import shutil
import sys
from pathlib import Path
from queue import Empty

import nbformat
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError, CellTimeoutError
from nbclient.util import ensure_async

# A cell that runs for longer hangs: whole notebooks are done in less.
SECONDS_PER_CELL = 300


# Deno's kernel says that it is idle before it has sent all that a cell printed: what comes until it
# has been silent for this long is the cell's too.
SECONDS_OF_SILENCE = 2


class PatientClient(NotebookClient):
    """Waits for outputs that come after the kernel has said that it is idle."""

    async def _async_poll_output_msg(self, parent_msg_id, cell, cell_index):
        await super()._async_poll_output_msg(parent_msg_id, cell, cell_index)
        while True:
            try:
                late = self.kc.iopub_channel.get_msg(timeout=SECONDS_OF_SILENCE)
                message = await ensure_async(late)
            except Empty:
                return
            is_own = message["parent_header"].get("msg_id") == parent_msg_id
            if is_own and message["msg_type"] != "status":
                self.process_message(message, cell, cell_index)


def executed(path, kernel=None):
    """The notebook at `path` with the outputs of a run, normalised."""
    notebook = nbformat.read(path, as_version=4)
    client = (PatientClient if kernel else NotebookClient)(
        notebook,
        timeout=SECONDS_PER_CELL,
        kernel_name=kernel or notebook.metadata.kernelspec.name,
        record_timing=False,
        coalesce_streams=True,
        resources={"metadata": {"path": str(path.parent)}},
    )
    before = set(path.parent.iterdir())
    try:
        client.execute()
    finally:
        # A store that it wrote beside itself.
        for made in set(path.parent.glob("*.zarr")) - before:
            shutil.rmtree(made)
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
    parser.add_argument("--kernel", help="another kernel than the one that a notebook names")
    parser.add_argument("notebooks", nargs="+", type=Path)
    arguments = parser.parse_args()
    for path in arguments.notebooks:
        try:
            notebook = executed(path.resolve(), arguments.kernel)
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
