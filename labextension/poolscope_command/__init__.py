"""The command `poolscope`: it answers Ctrl-C from its start.

A package of its own, for `poolscope` imports NumPy and more before anything in it can run.
"""

from __future__ import annotations

import os
import signal
import threading
from collections.abc import Sequence


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs a command; what it returns is the exit code.

    Ctrl-C, or a request to end, ends the process at once, with a line, and with 128 and the
    signal's number: a check has nothing to put in order. An exception instead could come while a
    thread is started, which nobody would then wait for or end, and would wait for blocks that are
    read from a slow disk.
    """
    # What runs in the background leaves Ctrl-C to what does not; other threads get no signals.
    is_main = threading.current_thread() is threading.main_thread()
    before = {one: signal.getsignal(one) for one in (signal.SIGINT, signal.SIGTERM) if is_main}
    taken = [one for one, own in before.items() if own not in (signal.SIG_IGN, None)]
    for one in taken:
        signal.signal(one, _end)
    try:
        from poolscope.scale import command

        return command.main(arguments)
    finally:
        for one in taken:
            signal.signal(one, before[one])


def _end(number: int, _: object) -> None:
    # Without the streams' locks, which this thread may hold.
    os.write(2, b"\npoolscope check: stopped before all was read\n")
    os._exit(128 + number)
