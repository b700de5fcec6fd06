"""`check_store` says of a store what `watch` says of all of it in memory, word for word."""

from __future__ import annotations

import os
import re
import signal

import numpy as np
import poolscope
import pytest
import torch
from poolscope.scale import check
from stores import (
    Planted,
    random_batches,
    random_douts,
    rechunk,
    store_in_steps,
    told,
    train,
    watch_in_memory,
)
from torch import nn

SIZES = [3, 3, 3, 2]


def quiet(path, **options):
    return poolscope.check_store(path, progress=False, **options)


def one_cell(entry, at, by=1.5):
    """Spoils a cell of one entry, whichever batch that lies in; batches come as one, or by 3."""

    def change(din, dout, step):
        within = entry if len(din) == sum(SIZES) else entry - 3 * step
        if 0 <= within < len(din):
            din[(within, *at)] += by

    return change


def lost(din, dout, step):
    din.zero_()


def not_finite(din, dout, step):
    for entry, value in ((4, float("nan")), (9, -float("inf"))):
        one_cell(entry, (1, 2, 2), value)(din, dout, step)


MODELS = {
    "sound": lambda: nn.MaxPool2d(2),
    "overlapping": lambda: nn.MaxPool2d(3, 2, 1),
    "dilated with windows of padding alone": lambda: nn.MaxPool2d(2, 1, 1, dilation=3),
    "uncovered edge": lambda: nn.MaxPool2d(2, 3),
    "average with padding": lambda: nn.AvgPool2d(3, 2, 1),
    "average without padding": lambda: nn.AvgPool2d(3, 2, 1, count_include_pad=False),
    "Lp": lambda: nn.LPPool2d(2, 2),
    "adaptive": lambda: nn.AdaptiveMaxPool2d(3),
    "adaptive average": lambda: nn.AdaptiveAvgPool2d(3),
    "one wrong cell": lambda: Planted(one_cell(7, (1, 3, 4))),
    "one wrong cell where windows overlap": lambda: Planted(
        one_cell(10, (0, 0, 0)), kernel_size=3, stride=1
    ),
    "all lost": lambda: Planted(lost),
    "not finite": lambda: Planted(not_finite),
}


@pytest.mark.parametrize("name", MODELS)
@pytest.mark.parametrize("block", [1, 10**9], ids=["entry by entry", "at once"])
def test_a_report_is_that_of_the_whole_in_memory(tmp_path, monkeypatch, name, block):
    batches = random_batches((2, 7, 7), SIZES)
    if name == "Lp":
        batches = [batch.abs() + 1 for batch in batches]
    douts = random_douts(MODELS[name](), batches)
    whole = watch_in_memory(MODELS[name](), batches, douts)
    store_in_steps(tmp_path / "run.zarr", MODELS[name](), batches, douts)
    monkeypatch.setattr(check, "BLOCK_BYTES", block)
    [call] = quiet(tmp_path / "run.zarr").calls
    assert call.entries == sum(SIZES)
    assert call.steps == len(SIZES)
    assert told(call) == told(whole[0])
    assert list(call.unchecked) == whole[0].unchecked


def test_planted_dins_are_found_at_all():
    # Else the comparison above would compare nothing with nothing.
    batches = random_batches((2, 7, 7), SIZES)
    for name in ("one wrong cell", "all lost", "not finite"):
        douts = random_douts(MODELS[name](), batches)
        [call] = watch_in_memory(MODELS[name](), batches, douts)
        assert "din-differs" in {one.name for one in call.findings}


@pytest.mark.parametrize("entries", [1, 2, 5, 11, 64])
def test_chunks_of_any_size_give_the_same_report(tmp_path, entries):
    batches = random_batches((2, 7, 7), SIZES)
    model = Planted(one_cell(7, (1, 3, 4)))
    douts = random_douts(model, batches)
    model.step = -1
    store_in_steps(tmp_path / "run.zarr", model, batches, douts)
    before = told(quiet(tmp_path / "run.zarr").calls[0])
    rechunk(tmp_path / "run.zarr", "0", entries)
    assert told(quiet(tmp_path / "run.zarr").calls[0]) == before


@pytest.mark.parametrize("block", [1, 10**9], ids=["entry by entry", "at once"])
def test_what_is_assigned_is_told_apart_from_what_is_wrong_of_the_whole(
    tmp_path, monkeypatch, block
):
    x = torch.zeros(4, 1, 3, 3)
    x[:, :, 1, 1] = 5
    # In the last two entries no maximum is shared: there adding and assigning are the same.
    x[2:, :, 1, 1] = 0
    x[2:, 0, [0, 0, 2, 2], [0, 2, 0, 2]] = torch.tensor([1.0, 2, 3, 4])
    douts = torch.arange(1.0, 17).reshape(4, 1, 2, 2)

    def change(din, dout, step):
        shared = din[:, :, 1, 1] != 0
        din[:, :, 1, 1] = torch.where(shared, dout[:, :, 1, 1], din[:, :, 1, 1])

    batches, parts = list(x.split(2)), list(douts.split(2))
    model = Planted(change, kernel_size=2, stride=1)
    [whole] = watch_in_memory(model, batches, parts)
    model.step = -1
    store_in_steps(tmp_path / "run.zarr", model, batches, parts)
    monkeypatch.setattr(check, "BLOCK_BYTES", block)
    [call] = quiet(tmp_path / "run.zarr").calls
    assert told(call) == told(whole)
    assert call.findings[0].as_ == "assigned"


def test_a_place_leads_to_its_step_and_opens(tmp_path):
    batches = random_batches((2, 7, 7), SIZES)
    model = Planted(one_cell(7, (1, 3, 4)))
    douts = random_douts(model, batches)
    model.step = -1
    store_in_steps(tmp_path / "run.zarr", model, batches, douts)
    report = quiet(tmp_path / "run.zarr")
    assert report.has_errors
    [call] = report.calls
    [wrong] = [one for one in call.findings if one.name == "din-differs"]
    assert wrong.index(0) == (7, 1, 3, 4)
    # Batches of 3: entry 7 is the second of the third step.
    assert call.step_of(wrong) == (2, 1)
    shown = call.entry(call.entry_of(wrong))
    [there] = [one for one in shown.findings if one.name == "din-differs"]
    assert there.index(0) == (0, 1, 3, 4)
    np.testing.assert_array_equal(shown.view.x[0], batches[2][1].numpy())


def test_calls_are_chosen_by_their_names(tmp_path):
    model = nn.Sequential(nn.MaxPool2d(2), nn.Identity(), nn.AvgPool2d(2))
    batches = random_batches((1, 8, 8), [2])
    store_in_steps(tmp_path / "run.zarr", model, batches, random_douts(model, batches))
    assert [call.name for call in quiet(tmp_path / "run.zarr").calls] == ["0", "2"]
    assert [call.name for call in quiet(tmp_path / "run.zarr", calls="2").calls] == ["2"]
    with pytest.raises(KeyError, match=re.escape("no call is named pool*; the names are 0, 2")):
        quiet(tmp_path / "run.zarr", calls=["pool*"])


@pytest.fixture(scope="module")
def cluster():
    from distributed import Client, LocalCluster

    with (
        LocalCluster(
            n_workers=2, threads_per_worker=1, processes=True, dashboard_address=None
        ) as made,
        Client(made) as client,
    ):
        yield client


def test_workers_give_the_same_report(tmp_path, monkeypatch, cluster):
    batches = random_batches((2, 7, 7), SIZES)
    model = Planted(one_cell(7, (1, 3, 4)), kernel_size=3, stride=1)
    douts = random_douts(model, batches)
    model.step = -1
    store_in_steps(tmp_path / "run.zarr", model, batches, douts)
    monkeypatch.setattr(check, "BLOCK_BYTES", 1)
    own = quiet(tmp_path / "run.zarr").calls[0]
    assert told(quiet(tmp_path / "run.zarr", client=cluster).calls[0]) == told(own)


def test_a_worker_that_is_killed_in_mid_run_changes_nothing(tmp_path, monkeypatch, cluster):
    batches = random_batches((8, 64, 64), [16] * 8)
    model = nn.MaxPool2d(3, 2)
    store_in_steps(tmp_path / "run.zarr", model, batches, random_douts(model, batches))
    monkeypatch.setattr(check, "BLOCK_BYTES", 1)
    own = quiet(tmp_path / "run.zarr").calls[0]
    pids = cluster.run(os.getpid)
    gather = cluster.gather
    killed = []

    def kill_one(futures):
        # The tasks were sent, and some have run.
        pid = next(iter(pids.values()))
        os.kill(pid, signal.SIGKILL)
        killed.append(pid)
        return gather(futures)

    monkeypatch.setattr(cluster, "gather", kill_one)
    found = quiet(tmp_path / "run.zarr", client=cluster).calls[0]
    assert len(killed) == 1
    assert [(one.text, one.place(0)) for one in found.findings] == [
        (one.text, one.place(0)) for one in own.findings
    ]


def test_calls_without_a_backward_pass_say_that_they_are_not_checked(tmp_path):
    with poolscope.watch(store=tmp_path / "run.zarr"), torch.no_grad():
        nn.MaxPool2d(2)(torch.ones(2, 1, 4, 4))
    [call] = quiet(tmp_path / "run.zarr").calls
    assert call.unchecked == ("no backward seen",)
    assert [one.name for one in call.findings] == ["ties"]


def test_indices_out_of_their_windows_leave_the_mask_unread(tmp_path):
    model = nn.MaxPool2d(2)
    batches = random_batches((1, 4, 4), [2])
    store_in_steps(tmp_path / "run.zarr", model, batches, random_douts(model, batches))
    import zarr

    zarr.open_group(tmp_path / "run.zarr")["0"]["indices"][0, 0, 0, 0] = 15
    [call] = quiet(tmp_path / "run.zarr").calls
    assert call.unchecked == ("its indices can't be read",)


def test_half_precision_is_judged_as_such(tmp_path):
    batches = [batch.bfloat16() for batch in random_batches((2, 9, 9), SIZES)]
    model = nn.MaxPool2d(3, 1)
    douts = [one.bfloat16() for one in random_douts(model, batches)]
    [whole] = watch_in_memory(model, batches, douts)
    store_in_steps(tmp_path / "run.zarr", model, batches, douts)
    [call] = quiet(tmp_path / "run.zarr").calls
    assert told(call) == told(whole)
    assert "bfloat16, shown as float32" in call.notes


def test_the_progress_bar_is_dasks_and_goes_to_stderr(tmp_path, capsys):
    model = nn.MaxPool2d(2)
    batches = random_batches((1, 4, 4), [2])
    with poolscope.watch(model, store=tmp_path / "run.zarr"):
        train(model, batches, random_douts(model, batches))
    poolscope.check_store(tmp_path / "run.zarr")
    shown = capsys.readouterr()
    assert "100% Completed" in shown.err
    assert shown.out == ""
