"""Files that are written whole or not at all."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from secrets import token_hex
from typing import IO


@contextmanager
def replacing(path: str | os.PathLike[str]) -> Iterator[IO[bytes]]:
    """A file to write into, which takes the name `path` once the block has ended well.

    Until then what has that name stays as it is; if the block raises, or is interrupted, it stays
    for good, and nothing is left beside it. A file that is replaced keeps its permissions; behind a
    link it is the link's target that is replaced. What is no plain file (a terminal, a pipe) is
    written to. An OSError names `path`.
    """
    name = os.fspath(path)
    try:
        old = os.stat(name)
    except FileNotFoundError:
        old = None
    if old is not None and not stat.S_ISREG(old.st_mode):
        with open(name, "wb") as file:
            yield file
        return
    if old is not None and not os.access(name, os.W_OK):
        # A file that may not be written to is not replaced either: this says so, as ever.
        open(name, "ab").close()
    target = os.path.realpath(name)
    folder, base = os.path.split(target)
    part = os.path.join(folder, f".{base[:40]}.{os.getpid()}-{token_hex(4)}.part")
    try:
        with open(part, "xb") as file:
            yield file
            file.flush()
            if old is not None:
                _keep_owner(part, old)
            os.fsync(file.fileno())
        os.replace(part, target)
    except BaseException as error:
        with suppress(OSError):
            os.unlink(part)
        if isinstance(error, OSError) and error.filename in (None, part):
            error.filename, error.filename2 = name, None
        raise
    _flush(folder)


def _keep_owner(part: str, old: os.stat_result) -> None:
    if os.name == "nt":
        return
    own = os.stat(part)
    if (own.st_uid, own.st_gid) != (old.st_uid, old.st_gid):
        # Only its owner or root may give a file away; else it is the writer's from now on.
        with suppress(OSError):
            os.chown(part, old.st_uid, old.st_gid)
    os.chmod(part, stat.S_IMODE(old.st_mode) & 0o777)


def _flush(folder: str) -> None:
    """Lets the new name outlive a power failure, on systems whose folders can be flushed."""
    with suppress(OSError):
        opened = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(opened)
        finally:
            os.close(opened)
