"""`poolscope check run.zarr` on the command line."""

from __future__ import annotations

import argparse
import json
import os
import signal
import sys
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from ..core.errors import one_line
from ..store.read import StoreError
from .check import check_store

#: What a command ends with: 0 where no error was found, 1 where one was, 2 where nothing was read.
FOUND, UNREAD = 1, 2


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs a command; what it returns is the exit code.

    Ctrl-C, or a request to end, ends the process with a line, and with 128 and the signal's number.
    """
    with _ending():
        return _run(arguments)


@contextmanager
def _ending() -> Iterator[None]:
    """Ends the process at once where a signal asks for it: a check has nothing to put in order.

    An exception instead could come while a thread is started, which nobody would then wait for or
    end, and would wait for blocks that are read from a slow disk.
    """
    # What runs in the background leaves Ctrl-C to what does not; other threads get no signals.
    is_main = threading.current_thread() is threading.main_thread()
    before = {one: signal.getsignal(one) for one in (signal.SIGINT, signal.SIGTERM) if is_main}
    taken = [one for one, own in before.items() if own not in (signal.SIG_IGN, None)]
    for one in taken:
        signal.signal(one, _end)
    try:
        yield
    finally:
        for one in taken:
            signal.signal(one, before[one])


def _end(number: int, _: object) -> None:
    # Without the streams' locks, which this thread may hold.
    os.write(2, b"\npoolscope check: stopped before all was read\n")
    os._exit(128 + number)


def _run(arguments: Sequence[str] | None) -> int:
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
