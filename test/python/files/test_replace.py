"""Saves replace a file whole, or leave it as it was."""

from __future__ import annotations

import errno
import os
import random
import re
import signal
import stat
import subprocess
import sys
import time

import numpy as np
import pytest
from poolscope import explore
from poolscope.files import replace
from poolscope.files.replace import replacing

X = np.array([[1.0, 2, 5, 4], [3, 0, 5, 6]]).reshape(1, 2, 4, 1)
DOUT = np.array([10.0, -4]).reshape(1, 1, 2, 1)
SEED = 20261128


def shown(title=None, x=X, dout=DOUT):
    return explore(x, dout, kernel_size=2, title=title)


def saves(view):
    """Every way in which a view writes a file, by the file's name."""
    return {"run.npz": view.save, "run.html": view.to_html}


@pytest.mark.parametrize("name", ["run.npz", "run.html"])
@pytest.mark.parametrize("mode", [0o600, 0o640, 0o644, 0o755])
def test_keeps_the_permissions_of_the_file_that_is_replaced(tmp_path, name, mode):
    path = tmp_path / name
    path.write_bytes(b"old")
    path.chmod(mode)
    saves(shown())[name](path)
    assert path.stat().st_size > 3
    assert stat.S_IMODE(path.stat().st_mode) == mode
    assert os.listdir(tmp_path) == [name]


@pytest.mark.parametrize("name", ["run.npz", "run.html"])
def test_gives_a_new_file_the_permissions_of_any_other(tmp_path, name):
    (tmp_path / "other").write_bytes(b"")
    saves(shown())[name](tmp_path / name)
    assert (tmp_path / name).stat().st_mode == (tmp_path / "other").stat().st_mode


@pytest.mark.parametrize("name", ["run.npz", "run.html"])
def test_writes_through_links_also_to_what_is_yet_to_be(tmp_path, name):
    (tmp_path / "there").mkdir()
    (tmp_path / "folder").symlink_to("there")
    (tmp_path / name).symlink_to(f"folder/{name}")
    for _ in range(2):
        saves(shown())[name](tmp_path / name)
        assert (tmp_path / name).is_symlink()
        assert os.listdir(tmp_path / "there") == [name]
    assert (tmp_path / "there" / name).stat().st_size > 100


@pytest.mark.parametrize("name", ["run.npz", "run.html"])
@pytest.mark.parametrize("title", ["\ud800", "a\udfffb", "\udc00\ud800", "pair \U0001f600 \ud83d"])
def test_saves_a_title_with_a_lone_surrogate(tmp_path, name, title):
    path = tmp_path / name
    saves(shown(title))[name](path)
    if name == "run.npz":
        # JSON's own escape, as JavaScript writes it.
        about = np.load(path)["poolscope.json"].decode("utf-8")
        assert any(f"\\u{ord(unit):04x}" in about for unit in title)
    else:
        path.read_text("utf-8")


@pytest.mark.parametrize("name", ["run.npz", "run.html"])
def test_keeps_the_old_file_wherever_a_call_of_the_system_fails(tmp_path, name, monkeypatch):
    rng = random.Random(SEED)
    print("seed", SEED)
    path = tmp_path / name
    view = shown()
    for _ in range(60):
        old = rng.randbytes(rng.randrange(2000))
        path.write_bytes(old)
        code = rng.choice([errno.ENOSPC, errno.EIO, errno.EDQUOT, errno.EROFS])
        call = rng.choice(["fsync", "replace", "chmod", "write"])
        with monkeypatch.context() as patch:

            def fail(*_, code=code):
                raise OSError(code, os.strerror(code))

            if call == "write":
                count = 1 if name == "run.html" else rng.randrange(1, 4)
                patch.setattr("builtins.open", _filling(open, count, fail))
            else:
                patch.setattr(replace.os, call, fail)
            with pytest.raises(OSError, match=re.escape(os.strerror(code))) as raised:
                saves(view)[name](path)
        assert raised.value.errno == code
        assert raised.value.filename == str(path) or raised.value.filename == path
        assert path.read_bytes() == old
        assert os.listdir(tmp_path) == [name]


def _filling(real, count, fail):
    """`open` of a disk that is full after some writes."""

    def opened(file, mode="r", *args, **kwargs):
        made = real(file, mode, *args, **kwargs)
        if "x" not in mode:
            return made
        left = [count]

        class Full:
            def __getattr__(self, name):
                return getattr(made, name)

            def write(self, data):
                left[0] -= 1
                if left[0] <= 0:
                    fail()
                return made.write(data)

            def __enter__(self):
                return self

            def __exit__(self, *_):
                made.close()

        return Full()

    return opened


@pytest.mark.parametrize("error", [KeyboardInterrupt, SystemExit, MemoryError, GeneratorExit])
def test_keeps_the_old_file_where_writing_is_interrupted(tmp_path, error):
    path = tmp_path / "run.npz"
    path.write_bytes(b"old")

    def interrupted():
        with replacing(path) as file:
            file.write(b"half")
            raise error

    with pytest.raises(error):
        interrupted()
    assert path.read_bytes() == b"old"
    assert os.listdir(tmp_path) == ["run.npz"]


SAVE = """
import os, sys, time, numpy as np, resource, signal
from poolscope import explore
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
most = int(sys.argv[3])
if most:
    resource.setrlimit(resource.RLIMIT_FSIZE, (most, most))
x = np.random.default_rng(0).normal(size=(1, 700, 700, 1))
view = explore(x, x[:, ::2, ::2], kernel_size=2)
if "hang" in sys.argv:
    os.replace = lambda *names: time.sleep(600)
print("ready", flush=True)
getattr(view, sys.argv[1])(sys.argv[2])
"""


@pytest.mark.parametrize(("how", "name"), [("save", "run.npz"), ("to_html", "run.html")])
def test_keeps_the_old_file_on_a_disk_that_is_full(tmp_path, how, name):
    # The system's own limit of a file's size stands for the full disk.
    path = tmp_path / name
    path.write_bytes(b"old")
    run = subprocess.run(
        [sys.executable, "-c", SAVE, how, str(path), "65536"], capture_output=True, text=True
    )
    assert run.returncode != 0
    assert f"File too large: '{path}'" in run.stderr
    assert path.read_bytes() == b"old"
    assert os.listdir(tmp_path) == [name]


@pytest.mark.parametrize(("how", "name"), [("save", "run.npz"), ("to_html", "run.html")])
def test_has_the_old_file_or_the_new_one_whenever_it_is_killed(tmp_path, how, name):
    path = tmp_path / name
    # The first never gives the new file its name, however quick the machine is.
    for hang, wait in ((["hang"], 0.0), ([], 0.0), ([], 0.01), ([], 0.05), ([], 0.2)):
        path.write_bytes(b"old")
        with subprocess.Popen(
            [sys.executable, "-c", SAVE, how, str(path), "0", *hang], stdout=subprocess.PIPE
        ) as process:
            assert process.stdout is not None
            assert process.stdout.readline() == b"ready\n"
            while hang and len(os.listdir(tmp_path)) < 2:
                assert process.poll() is None
                time.sleep(0.01)
            time.sleep(wait)
            process.send_signal(signal.SIGKILL)
        data = path.read_bytes()
        if hang or data != b"old":
            assert (data == b"old") == bool(hang)
        if data != b"old":
            assert data.endswith(b"</html>\n") or "x" in np.load(path).files
        for other in set(os.listdir(tmp_path)) - {name}:
            (tmp_path / other).unlink()


def test_writes_to_what_is_no_plain_file():
    with replacing(os.devnull) as file:
        file.write(b"gone")
    assert not stat.S_ISREG(os.stat(os.devnull).st_mode)
