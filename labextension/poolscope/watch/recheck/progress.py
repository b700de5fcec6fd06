"""A line that says how far a recheck is, for compiling takes seconds a call."""

from __future__ import annotations

import sys
import time


class Progress:
    """Writes one line on stderr, over and over; nothing where it is not wanted."""

    def __init__(self, total: int, shown: bool) -> None:
        self._total, self._shown = total, shown
        self._began = time.monotonic()
        self._width = 0

    def tell(self, done: int, what: str) -> None:
        """Says which call runs now."""
        self._write(f"recheck: call {done + 1} of {self._total}, {what} …")

    def end(self) -> None:
        """Says that all have run, and how long it took."""
        seconds = time.monotonic() - self._began
        self._write(f"recheck: {self._total} of {self._total} calls in {seconds:.0f} s")
        if self._shown:
            print(file=sys.stderr, flush=True)

    def _write(self, line: str) -> None:
        if self._shown:
            print(f"\r{line.ljust(self._width)}", end="", file=sys.stderr, flush=True)
            self._width = len(line)
