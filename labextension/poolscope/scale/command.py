"""`poolscope check run.zarr` on the command line."""

from __future__ import annotations

import argparse
import json
import os
import sys
from collections.abc import Sequence

from ..core.errors import one_line
from ..store.read import StoreError
from .check import check_store

#: What a command ends with: 0 where no error was found, 1 where one was, 2 where nothing was read.
FOUND, UNREAD = 1, 2


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs a command; what it returns is the exit code. `poolscope_command` answers signals."""
    parser = argparse.ArgumentParser(prog="poolscope", description="Checks stored activations.")
    commands = parser.add_subparsers(dest="command", required=True)
    check = commands.add_parser("check", help="check every call of a store that watch wrote")
    check.add_argument("store", help="the store, as in run.zarr")
    check.add_argument("--calls", action="append", help="a pattern of names; may be repeated")
    check.add_argument("--json", action="store_true", help="print the report as JSON")
    check.add_argument("--quiet", action="store_true", help="show no progress")
    given = parser.parse_args(arguments)
    try:
        report = check_store(given.store, calls=given.calls, progress=not given.quiet)
        if given.json:
            text = json.dumps(report.to_json())
        else:
            text = "\n".join([repr(report), *report.places()])
    except (StoreError, ImportError, KeyError) as error:
        print(one_line(str(error.args[0]), 500), file=sys.stderr)
        return UNREAD
    verdict = FOUND if report.has_errors else 0
    try:
        _print(text)
    except BrokenPipeError:
        # Whoever reads it has seen enough; what is flushed at the end would raise again.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    except OSError as error:
        print(f"poolscope check: the report can't be written: {error.strerror}", file=sys.stderr)
        return UNREAD
    return verdict


def _print(text: str) -> None:
    """Prints a text; characters that the terminal's encoding lacks become escapes."""
    encoding = sys.stdout.encoding or "utf-8"
    print(text.encode(encoding, "backslashreplace").decode(encoding), flush=True)
