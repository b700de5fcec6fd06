"""`poolscope check` when it is asked to end: one line, an exit code, and nothing left."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading

import poolscope
import poolscope_command
import pytest
from poolscope.scale import check
from stores import random_batches, random_douts, store_in_steps
from torch import nn

#: A check whose blocks take a minute each, as on a slow disk; it says when the first has begun.
SLOW = r"""
import os, sys, time
import poolscope_command
from poolscope.scale import check

judge = check.tally_blocks
def slow(*given):
    os.write(1, b"begun\n")  # at once, for several processes write
    time.sleep(60)
    return judge(*given)

check.tally_blocks, check.BLOCK_BYTES, check.BLOCKS_OF_TASK = slow, 1, 1
sys.exit(poolscope_command.main(sys.argv[1:]))
"""

#: The installed command, on a machine that takes a minute to find it; it says so.
STARTING = r"""
import os, sys, time
from importlib.metadata import entry_points
from types import SimpleNamespace

def find_spec(name, path=None, target=None):
    if name == "poolscope":
        os.write(1, b"begun\n")
        time.sleep(60)

sys.meta_path.insert(0, SimpleNamespace(find_spec=find_spec))
[installed] = entry_points(group="console_scripts", name="poolscope")
sys.exit(installed.load()())
"""


@pytest.fixture
def store(tmp_path):
    model, batches = nn.MaxPool2d(2), random_batches((2, 7, 7), [20] * 3)
    store_in_steps(tmp_path / "run.zarr", model, batches, random_douts(model, batches))
    return tmp_path / "run.zarr"


def files_below(folder):
    return sorted(str(path) for path in folder.rglob("*"))


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such signals")
@pytest.mark.parametrize(("asked", "code"), [("SIGINT", 130), ("SIGTERM", 143)])
@pytest.mark.parametrize("options", [["--quiet"], ["--json"]], ids=["quiet", "with a bar"])
def test_a_signal_ends_it_with_one_line(store, asked, code, options):
    before = files_below(store.parent)
    run = subprocess.Popen(
        [sys.executable, "-c", SLOW, "check", *options, str(store)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    assert run.stdout.readline() == "begun\n"
    os.kill(run.pid, getattr(signal, asked))
    out, err = run.communicate(timeout=20)
    assert run.returncode == code
    assert set(out.split()) <= {"begun"}
    *bar, line = err.splitlines()
    assert line == "poolscope check: stopped before all was read"
    assert all("Completed" in one for one in bar if one)
    assert files_below(store.parent) == before
    with pytest.raises(ProcessLookupError):
        os.killpg(run.pid, 0)


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such signals")
@pytest.mark.parametrize(("asked", "code"), [("SIGINT", 130), ("SIGTERM", 143)])
def test_a_signal_ends_it_with_one_line_while_it_still_starts(asked, code):
    run = subprocess.Popen(
        [sys.executable, "-c", STARTING, "check", "run.zarr"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert run.stdout.readline() == "begun\n"
    os.kill(run.pid, getattr(signal, asked))
    assert run.communicate(timeout=20)[1] == "\npoolscope check: stopped before all was read\n"
    assert run.returncode == code


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such signals")
def test_what_runs_in_the_background_leaves_ctrl_c_to_others(store):
    code = SLOW.replace("sleep(60)", "sleep(0)")
    ignoring = f"import signal; signal.signal(signal.SIGINT, signal.SIG_IGN)\n{code}"
    run = subprocess.Popen(
        [sys.executable, "-c", ignoring, "check", "--quiet", str(store)],
        stdout=subprocess.PIPE,
        text=True,
    )
    assert run.stdout.readline() == "begun\n"
    os.kill(run.pid, signal.SIGINT)
    assert "MaxPool2d" in run.communicate(timeout=60)[0]
    assert run.returncode == 0


def test_handlers_are_as_they_were_after_a_check(store, capsys):
    before = [signal.getsignal(one) for one in (signal.SIGINT, signal.SIGTERM)]
    assert poolscope_command.main(["check", "--quiet", str(store)]) == 0
    assert [signal.getsignal(one) for one in (signal.SIGINT, signal.SIGTERM)] == before
    assert "MaxPool2d" in capsys.readouterr().out


def test_it_runs_in_a_thread_too(store, capsys):
    codes = []
    thread = threading.Thread(
        target=lambda: codes.append(poolscope_command.main(["check", str(store)]))
    )
    thread.start()
    thread.join()
    assert codes == [0]


def test_an_interrupted_check_leaves_no_work_on_a_cluster(store, monkeypatch):
    distributed = pytest.importorskip("distributed")
    with (
        distributed.LocalCluster(
            n_workers=1, threads_per_worker=1, processes=False, dashboard_address=None
        ) as made,
        distributed.Client(made) as client,
    ):
        sent = []

        def interrupted(futures):
            sent.extend(futures)
            raise KeyboardInterrupt

        monkeypatch.setattr(check, "BLOCK_BYTES", 1)
        monkeypatch.setattr(client, "gather", interrupted)
        given_back = []
        monkeypatch.setattr(client, "run", given_back.append)
        with pytest.raises(KeyboardInterrupt):
            poolscope.check_store(store, client=client, progress=False)
        assert {one.status for one in sent} == {"cancelled"}
        assert given_back == [check.give_back]
