"""`watch(model, store=…)` writes each step as it goes; a killed run leaves what was finished."""

from __future__ import annotations

import json
import os
import random
import re
import subprocess
import sys
import threading
import time
from dataclasses import replace
from pathlib import Path

import numpy as np
import poolscope
import pytest
import torch
import zarr
from poolscope.store import write
from poolscope.store.layout import LIMITS
from poolscope.store.read import read_store
from poolscope.store.write import StoreWriter, Written
from stores import random_batches, random_douts, store_in_steps, train
from torch import nn


def last(array):
    """A tensor [N, C, …] with its channels last, as stores and files hold it."""
    return np.moveaxis(array.numpy(), 1, -1)


def test_a_store_holds_every_call_of_every_step_for_any_reader_of_zarr(tmp_path):
    model = nn.MaxPool2d(2)
    batches = random_batches((3, 6, 6), [4, 4, 1])
    douts = random_douts(model, batches)
    store_in_steps(tmp_path / "run.zarr", model, batches, douts)
    root = zarr.open_group(tmp_path / "run.zarr", mode="r")
    assert root.attrs["poolscope"] == {"version": 1, "model": "MaxPool2d"}
    call = root["0"]
    x = torch.cat(batches)
    _, indices = nn.functional.max_pool2d(x, 2, return_indices=True)
    np.testing.assert_array_equal(call["x"][...], last(x))
    np.testing.assert_array_equal(call["indices"][...], last(indices))
    np.testing.assert_array_equal(call["dout"][...], last(torch.cat(douts)))
    own = x.requires_grad_()
    nn.functional.max_pool2d(own, 2).backward(torch.cat(douts))
    np.testing.assert_array_equal(call["din"][...], last(own.grad))
    assert call["steps"][...].tolist() == [[0, 0, 4], [1, 4, 4], [2, 8, 1]]
    # Chunked by batch entry: 4 of them are a step.
    assert call["x"].chunks == (4, 6, 6, 3)
    described = call.attrs["poolscope"]
    assert described["layout"] == "NCHW"
    assert described["options"]["kernel_size"] == [2, 2]
    assert (described["function"], described["dtype"]) == ("max_pool2d", "float32")
    assert (described["backward"], described["output"]) == ("seen", [3, 3])


def test_names_never_become_paths(tmp_path):
    model = nn.Sequential()
    model.add_module("/out", nn.MaxPool2d(2))
    store_in_steps(tmp_path / "run.zarr", model, random_batches((1, 4, 4), [1]), [torch.ones(1)])
    assert sorted(path.name for path in (tmp_path / "run.zarr").iterdir()) == ["0", "zarr.json"]
    assert [call.name for call in poolscope.check_store(tmp_path / "run.zarr").calls] == ["/out"]


def test_a_step_is_a_forward_pass_of_the_model(tmp_path):
    model = nn.Sequential(nn.MaxPool2d(2), nn.MaxPool2d(2))
    batches = random_batches((1, 8, 8), [2, 2, 2])
    store_in_steps(tmp_path / "run.zarr", model, batches, random_douts(model, batches))
    calls = read_store(tmp_path / "run.zarr")
    assert [call.attributes["name"] for call in calls] == ["0", "1"]
    assert [step for step, _, _ in calls[0].steps] == [0, 1, 2]


def test_without_a_model_a_step_is_the_block(tmp_path):
    pool = nn.MaxPool2d(2)
    with poolscope.watch(store=tmp_path / "run.zarr"):
        for batch in random_batches((1, 4, 4), [1, 1]):
            pool(batch)
    calls = read_store(tmp_path / "run.zarr")
    assert [call.attributes["turn"] for call in calls] == [0, 1]
    assert {call.steps for call in calls} == {((0, 0, 1),)}


def test_calls_of_other_shapes_or_without_a_backward_pass_have_a_group_of_their_own(tmp_path):
    model = nn.MaxPool2d(2)
    with poolscope.watch(model, store=tmp_path / "run.zarr"):
        train(model, random_batches((1, 4, 4), [2]), [torch.ones(1)])
        train(model, random_batches((1, 6, 6), [2]), [torch.ones(1)])
        with torch.no_grad():
            model(random_batches((1, 4, 4), [2])[0])
        train(model, random_batches((1, 4, 4), [3]), [torch.ones(1)])
    calls = read_store(tmp_path / "run.zarr")
    assert [call.steps for call in calls] == [((0, 0, 2), (3, 2, 3)), ((1, 0, 2),), ((2, 0, 2),)]
    assert [set(call.arrays) for call in calls][2] == {"x", "indices"}


def test_a_backward_pass_may_come_after_the_next_forward_pass(tmp_path):
    model = nn.MaxPool2d(2)
    first, second = (one.requires_grad_() for one in random_batches((1, 4, 4), [2, 2]))
    with poolscope.watch(model, store=tmp_path / "run.zarr"):
        loss = model(first).sum() + 2 * model(second).sum()
        loss.backward()
    [call] = read_store(tmp_path / "run.zarr")
    assert len(call.steps) == 2
    assert np.unique(call.arrays["dout"].read(0, 2)).tolist() == [1]
    assert np.unique(call.arrays["dout"].read(2, 4)).tolist() == [2]


def test_the_scope_keeps_nothing_and_says_where_the_steps_are(tmp_path):
    model = nn.MaxPool2d(2)
    path = tmp_path / "run.zarr"
    batches = random_batches((1, 4, 4), [2, 2])
    scope = store_in_steps(path, model, batches, random_douts(model, batches))
    assert repr(scope) == f"2 steps in {path}: check_store looks at it"
    assert scope.calls == []


def test_a_path_where_something_is_is_left_as_it_is(tmp_path):
    (tmp_path / "run.zarr").write_text("mine")
    with (
        pytest.raises(FileExistsError, match=r"watch: store=.* is there; give a path"),
        poolscope.watch(store=tmp_path / "run.zarr"),
    ):
        pass
    assert (tmp_path / "run.zarr").read_text() == "mine"


def test_an_argument_that_is_no_path_is_named():
    with pytest.raises(TypeError, match="watch: store=3 is no path"):
        poolscope.watch(store=3)


def test_weights_are_those_of_an_unwatched_run(tmp_path):
    def run(scope):
        torch.manual_seed(0)
        model = nn.Sequential(nn.Conv2d(1, 2, 3), nn.ReLU(inplace=True), nn.MaxPool2d(2))
        optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
        with scope(model):
            for batch in random_batches((1, 8, 8), [4] * 5):
                optimizer.zero_grad()
                model(batch).square().sum().backward()
                optimizer.step()
        return [weight.detach().clone() for weight in model.parameters()]

    from contextlib import nullcontext

    plain = run(lambda model: nullcontext())
    stored = run(lambda model: poolscope.watch(model, store=tmp_path / "run.zarr"))
    assert all(torch.equal(one, other) for one, other in zip(plain, stored))


ATTRIBUTES = {"name": "pool"}


def written(n, value=0.0, cells=1000):
    return [Written(ATTRIBUTES, {"x": np.full((n, cells, 1), value, np.float32)})]


def test_a_step_waits_for_the_disk_only_when_the_queue_is_full(tmp_path, monkeypatch):
    gate = threading.Event()
    append = write._Group.append

    def slow(group, step, call):
        gate.wait(30)
        append(group, step, call)

    monkeypatch.setattr(write._Group, "append", slow)
    # Steps of 4,000 bytes, of which 3 fit.
    writer = StoreWriter(tmp_path / "run.zarr", "", 12_000)
    for _ in range(3):
        writer.put(written(1))
    blocked = threading.Thread(target=writer.put, args=(written(1),))
    blocked.start()
    blocked.join(0.3)
    assert blocked.is_alive()
    gate.set()
    blocked.join(30)
    assert not blocked.is_alive()
    writer.close()
    assert read_store(tmp_path / "run.zarr")[0].entries == 4


def test_a_disk_that_fails_stops_the_store_and_not_the_run(tmp_path, monkeypatch):
    append = write._Group.append

    def full(group, step, call):
        if step == 2:
            raise OSError(28, "No space left on device")
        append(group, step, call)

    monkeypatch.setattr(write._Group, "append", full)
    model = nn.MaxPool2d(2)
    batches = random_batches((1, 4, 4), [1] * 5)
    scope = store_in_steps(tmp_path / "run.zarr", model, batches, random_douts(model, batches))
    assert re.search(
        r"run\.zarr holds 2 steps: step 2 could not be written: .*No space left", repr(scope)
    )
    assert read_store(tmp_path / "run.zarr")[0].entries == 2


RUN = """
import sys, torch, poolscope
from torch import nn
model = nn.MaxPool2d(2)
with poolscope.watch(model, store=sys.argv[1]):
    for step in range(100_000):
        x = torch.full((4, 8, 32, 32), float(step), requires_grad=True)
        model(x).sum().backward()
"""


@pytest.mark.parametrize("after", [0.0, 0.2, 0.7])
def test_a_run_that_is_killed_leaves_a_store_with_what_was_finished(tmp_path, after):
    path = tmp_path / "run.zarr"
    environment = {**os.environ, "PYTHONPATH": str(Path(poolscope.__file__).parents[1])}
    process = subprocess.Popen([sys.executable, "-c", RUN, str(path)], env=environment)
    try:
        until = time.monotonic() + 300
        while not (path / "0" / "steps" / "c" / "0" / "0").exists():
            assert process.poll() is None
            assert time.monotonic() < until
            time.sleep(0.01)
        time.sleep(after)
    finally:
        process.kill()
        process.wait()
    [call] = read_store(path)
    # Each step's x is its number, so that a torn step would show.
    assert call.entries == 4 * len(call.steps)
    for step, first, n in call.steps:
        assert np.unique(call.arrays["x"].read(first, first + n)).tolist() == [step]
        assert call.arrays["din"].read(first, first + n).sum() == 4 * 8 * 16 * 16
    report = poolscope.check_store(path, progress=False)
    assert not report.has_errors
    assert report.calls[0].unchecked == ()


@pytest.mark.parametrize("seed", range(2))
def test_whichever_file_is_the_last_the_store_holds_what_was_finished(tmp_path, monkeypatch, seed):
    print(f"seed {seed}")
    generator = random.Random(seed)
    path = tmp_path / "run.zarr"
    seen = set()

    def look():
        if not (path / "zarr.json").exists():
            return
        for call in read_store(path):
            seen.add(len(call.steps))
            for step, first, n in call.steps:
                for array in call.arrays.values():
                    assert np.unique(array.read(first, first + n)).tolist() == [step]

    def then_look(name):
        own = getattr(Path, name)

        def run(self, *arguments, **options):
            result = own(self, *arguments, **options)
            look()
            return result

        monkeypatch.setattr(Path, name, run)

    # zarr writes a file beside and renames it; folders are made before.
    then_look("replace")
    then_look("mkdir")
    writer = StoreWriter(path, "", 2**30)
    for step in range(6):
        sizes = [generator.choice([3, 5]) for _ in range(2)]
        calls = [written(generator.choice([1, 2, 3, 4]), step, cells)[0] for cells in sizes]
        writer.put([replace(one, attributes={"turn": turn}) for turn, one in enumerate(calls)])
    writer.close()
    # What is asserted in the writer's thread ends it with a line.
    assert writer.problem is None
    assert {1, 2} <= seen


@pytest.mark.parametrize("torn", ["steps", "arrays", "attributes"])
def test_a_group_that_was_being_made_when_the_run_ended_is_passed_over(tmp_path, torn):
    model = nn.MaxPool2d(2)
    batches = random_batches((1, 4, 4), [1])
    store_in_steps(tmp_path / "run.zarr", model, batches, random_douts(model, batches))
    root = zarr.open_group(tmp_path / "run.zarr")
    group = root.create_group("1")
    if torn != "attributes":
        group.attrs["poolscope"] = dict(root["0"].attrs["poolscope"])
        group.create_array(
            "x", shape=(0, 4, 4, 1), chunks=(1, 4, 4, 1), dtype="float32", compressors=None
        )
    if torn == "steps":
        group.create_array("steps", shape=(0, 3), chunks=(1024, 3), dtype="int64", compressors=None)
    assert len(read_store(tmp_path / "run.zarr")) == 1


def test_steps_may_begin_within_a_chunk(tmp_path):
    writer = StoreWriter(tmp_path / "run.zarr", "", 2**20)
    for step, n in enumerate([4, 3, 6, 1]):
        writer.put(written(n, step, cells=3))
    writer.close()
    [call] = read_store(tmp_path / "run.zarr")
    assert call.steps == ((0, 0, 4), (1, 4, 3), (2, 7, 6), (3, 13, 1))
    x = call.arrays["x"].read(0, 14)[:, 0, 0]
    assert x.tolist() == [0] * 4 + [1] * 3 + [2] * 6 + [3]
    assert call.arrays["x"].read(6, 9)[:, 0, 0].tolist() == [1, 2, 2]


def test_the_command_ends_with_1_where_there_are_errors(tmp_path, capsys):
    from poolscope.scale.command import main
    from stores import Planted

    model = Planted(lambda din, dout, step: din.add_(step == 1))
    batches = random_batches((1, 4, 4), [2, 2])
    douts = random_douts(model, batches)
    model.step = -1
    store_in_steps(tmp_path / "run.zarr", model, batches, douts)
    assert main(["check", str(tmp_path / "run.zarr"), "--quiet", "--json"]) == 1
    said = json.loads(capsys.readouterr().out)
    [found] = [one for one in said["calls"][0]["findings"] if one["name"] == "din-differs"]
    assert (found["severity"], found["count"]) == ("error", 32)
    assert found["first"] == {"step": 1, "entry": 0, "index": [2, 0, 0, 0]}
    assert main(["check", str(tmp_path / "run.zarr"), "--quiet", "--calls", "none"]) == 2
    assert "no call is named none" in capsys.readouterr().err
    assert main(["check", str(tmp_path / "absent.zarr"), "--quiet"]) == 2
    assert len(capsys.readouterr().err.splitlines()) == 1
    sound = tmp_path / "sound.zarr"
    store_in_steps(sound, nn.MaxPool2d(2), batches, douts)
    assert main(["check", str(sound), "--quiet"]) == 0


def test_the_exit_code_is_the_stores_wherever_the_report_goes(tmp_path):
    batches = random_batches((1, 4, 4), [2])
    model = nn.MaxPool2d(2)
    store_in_steps(tmp_path / "run.zarr", model, batches, random_douts(model, batches))
    run = "import sys; from poolscope.scale.command import main; sys.exit(main())"
    command = [sys.executable, "-c", run, "check", str(tmp_path / "run.zarr"), "--quiet"]

    def end(*options, encoding="utf-8", out=subprocess.PIPE):
        environment = {
            **os.environ,
            "PYTHONPATH": str(Path(poolscope.__file__).parents[1]),
            "PYTHONIOENCODING": encoding,
        }
        return subprocess.run(
            [*command, *options], env=environment, stdout=out, stderr=subprocess.PIPE, check=False
        )

    # What the encoding lacks, as Windows' does, becomes an escape; JSON needs none.
    ascii_only = end(encoding="ascii")
    assert (ascii_only.returncode, ascii_only.stderr) == (0, b"")
    assert b"window 2 \\xd7 2" in ascii_only.stdout
    told = json.loads(end("--json", encoding="ascii").stdout)
    assert told["calls"][0]["operation"] == "max pooling, window 2 × 2, stride 2"
    # Whoever reads it may stop.
    reading, writing = os.pipe()
    os.close(reading)
    closed = end(out=writing)
    os.close(writing)
    assert (closed.returncode, closed.stderr) == (0, b"")
    if os.path.exists("/dev/full"):
        with open("/dev/full", "wb") as full:
            ended = end(out=full)
        assert ended.returncode == 2
        assert ended.stderr == (
            b"poolscope check: the report can't be written: No space left on device\n"
        )


def test_a_call_that_no_reader_takes_is_left_out_with_a_line(tmp_path):
    class Net(nn.Module):
        def __init__(self):
            super().__init__()
            self.add_module("n" * 501, nn.MaxPool2d(2))
            self.norm, self.pool = nn.LPPool2d(1e6, 2), nn.AvgPool2d(2)

        def forward(self, x):
            return getattr(self, "n" * 501)(x).sum() + self.norm(x).sum() + self.pool(x).sum()

    model = Net()
    with poolscope.watch(model, store=tmp_path / "run.zarr") as scope:
        for _ in range(2):
            model(torch.ones(1, 1, 4, 4, requires_grad=True)).backward()
    assert "4 calls not stored: run.zarr/0: its attributes can't be used: " in repr(scope)
    report = poolscope.check_store(tmp_path / "run.zarr", progress=False)
    assert [(call.name, call.steps) for call in report] == [("pool", 2)]


def test_an_entry_that_no_reader_takes_is_left_out_with_a_line(tmp_path, monkeypatch):
    # 256 MiB in a store; here entries of 100 bytes, so that a small one is beyond it.
    monkeypatch.setitem(LIMITS, "bytes of an entry", 100)
    model = nn.MaxPool2d(2)
    with poolscope.watch(model, store=tmp_path / "run.zarr") as scope:
        for size in (4, 6):
            model(torch.ones(1, 1, size, size, requires_grad=True)).sum().backward()
    assert "1 call not stored: run.zarr/1: 144 bytes of an entry are more than 100" in repr(scope)
    [call] = poolscope.check_store(tmp_path / "run.zarr", progress=False).calls
    assert call.entries == 1


def test_groups_beyond_those_that_are_read_are_not_made(tmp_path, monkeypatch):
    monkeypatch.setitem(LIMITS, "groups", 3)
    model = nn.MaxPool2d(2)
    with poolscope.watch(model, store=tmp_path / "run.zarr") as scope:
        for size in (2, 3, 4, 5, 6, 2):
            model(torch.ones(1, 1, size, size, requires_grad=True)).sum().backward()
    assert "2 calls not stored: more than 3 groups" in repr(scope)
    calls = poolscope.check_store(tmp_path / "run.zarr", progress=False).calls
    assert [call.steps for call in calls] == [2, 1, 1]


@pytest.mark.parametrize(
    "module", [nn.MaxPool2d(1100), nn.AdaptiveMaxPool2d(1), nn.AvgPool2d((1100, 1000))]
)
def test_a_window_of_the_whole_input_is_stored_and_checked(tmp_path, module):
    with poolscope.watch(module, store=tmp_path / "run.zarr"):
        module(torch.rand(1, 1, 1100, 1100, requires_grad=True)).sum().backward()
    [call] = poolscope.check_store(tmp_path / "run.zarr", progress=False).calls
    assert (call.severity, call.unchecked) == ("fact", ())


def test_a_report_links_its_places_to_the_explorer(tmp_path, capsys, monkeypatch):
    from poolscope.scale.command import main
    from stores import Planted

    model = Planted(lambda din, dout, step: din[1, 0].add_(step == 1))
    batches = random_batches((1, 4, 4), [2, 2])
    douts = random_douts(model, batches)
    model.step = -1
    store_in_steps(tmp_path / "a run.zarr", model, batches, douts)
    monkeypatch.chdir(tmp_path)
    report = poolscope.check_store("a run.zarr", progress=False)
    [call] = report.calls
    wrong = next(one for one in call.findings if one.name == "din-differs")
    assert call.place_of(wrong) == "a run.zarr/0/zarr.json#entry=3"
    link = '<a href="a%20run.zarr/0/zarr.json#entry=3">step 1, batch entry 1</a>'
    assert link in report._repr_html_()
    assert main(["check", "a run.zarr", "--quiet"]) == 1
    due = "din-differs: step 1, batch entry 1: a run.zarr/0/zarr.json#entry=3"
    assert due in capsys.readouterr().out
    assert main(["check", "a run.zarr", "--quiet", "--json"]) == 1
    found = json.loads(capsys.readouterr().out)["calls"][0]["findings"]
    assert {one["open"] for one in found if one["name"] == "din-differs"} == {call.place_of(wrong)}
    # Elsewhere a notebook's links would lead nowhere.
    (tmp_path / "below").mkdir()
    monkeypatch.chdir(tmp_path / "below")
    html = poolscope.check_store("../a run.zarr", progress=False)._repr_html_()
    assert "step 1, batch entry 1" in html
    assert "<a " not in html
