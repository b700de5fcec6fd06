"""Stores that lie are refused in one line, within stated limits; a generator looks for others."""

from __future__ import annotations

import copy
import json
import math
import os
import random
import shutil
import tracemalloc
from pathlib import Path

import numpy as np
import poolscope
import pytest
from poolscope.scale.check import blocks_of, merge, tally_block
from poolscope.store.read import StoreError, read_store
from poolscope.store.write import StoreWriter, Written
from poolscope.watch.call.described import describe

ATTRIBUTES = {
    "name": "pool",
    "turn": 0,
    "where": "net.py:3",
    "op": "max",
    "function": "max_pool2d",
    "sizes": [4, 4],
    "options": {"kernel_size": [2, 2], "stride": [2, 2], "padding": [0, 0], "dilation": [1, 1]},
    "extra": {},
    "channels": 1,
    "output": [2, 2],
    "layout": "NCHW",
    "dtype": "float32",
    "backward": "seen",
    "notes": [],
    "unchecked": [],
}


@pytest.fixture
def store(tmp_path):
    """A sound store of three entries in one step."""
    make(tmp_path / "run.zarr")
    return tmp_path / "run.zarr"


def make(path):
    # Each window's maximum is its last cell.
    x = np.tile(np.arange(16, dtype=np.float32).reshape(1, 4, 4, 1), (3, 1, 1, 1))
    indices = np.tile(np.array([5, 7, 13, 15], np.int32).reshape(1, 2, 2, 1), (3, 1, 1, 1))
    dout = np.ones((3, 2, 2, 1), np.float32)
    din = np.zeros_like(x)
    din[:, 1::2, 1::2] = 1
    writer = StoreWriter(path, "Net", 2**20)
    arrays = {"x": x, "indices": indices, "dout": dout, "din": din}
    writer.put([Written(ATTRIBUTES, arrays)])
    writer.close()


def problem_of(store):
    """The line that a store is refused with."""
    with pytest.raises(StoreError) as caught:
        poolscope.check_store(store, progress=False)
    line = str(caught.value)
    assert len(line.splitlines()) == 1
    assert len(line) <= 600
    return line


def change(file, **new):
    """Changes a metadata file: `a__b=value` sets the member b of a."""
    meta = json.loads(file.read_text())
    for path, value in new.items():
        *way, last = path.split("__")
        at = meta
        for name in way:
            at = at[name]
        at[last] = value
    file.write_text(json.dumps(meta))


def test_the_store_that_is_spoiled_below_is_sound(store):
    report = poolscope.check_store(store, progress=False)
    assert [one.severity for one in report.calls[0].findings] == ["fact"]
    assert report.calls[0].unchecked == ()


LIES = {
    "a shape beyond memory": ("0/x", {"shape": [2**50, 4, 4, 1]}, "is not 2 to 6 sizes of at most"),
    "a shape beyond integers": ("0/x", {"shape": [10**30, 4, 4, 1]}, "is not 2 to 6 sizes"),
    "a negative shape": ("0/x", {"shape": [-3, 4, 4, 1]}, "is not 2 to 6 sizes"),
    "a shape of another rank": ("0/x", {"shape": [3]}, "is not 2 to 6 sizes"),
    "fewer entries than steps": ("0/dout", {"shape": [2, 2, 2, 1]}, "has 2 entries of 3"),
    "chunks that cut entries": (
        "0/x",
        {"chunk_grid__configuration__chunk_shape": [3, 2, 4, 1]},
        "not of whole entries",
    ),
    "chunks of nothing": (
        "0/x",
        {"chunk_grid__configuration__chunk_shape": [0, 4, 4, 1]},
        "not of whole entries",
    ),
    "a chunk beyond memory": (
        "0/x",
        {"chunk_grid__configuration__chunk_shape": [2**39, 4, 4, 1]},
        "bytes of a chunk are more than 268435456",
    ),
    "chunks of another size": (
        "0/x",
        {"chunk_grid__configuration__chunk_shape": [6, 4, 4, 1]},
        "chunk 0 is damaged: it has 192 bytes and not 384",
    ),
    "a grid that is not regular": (
        "0/x",
        {"chunk_grid__name": "rectilinear"},
        "not a regular grid",
    ),
    "numbers of another size": ("0/din", {"data_type": "float64"}, "damaged: it has 192 bytes"),
    "numbers that are not known": ("0/x", {"data_type": "r4096"}, "its numbers are 'r4096'"),
    "a codec": (
        "0/x",
        {"codecs": [{"name": "bytes"}, {"name": "zstd"}]},
        "its codecs are 'bytes', 'zstd', and only 'bytes' is read",
    ),
    "a thousand codecs": ("0/x", {"codecs": ["blosc" * 99] * 1000}, "only 'bytes' is read"),
    "big-endian bytes": (
        "0/x",
        {"codecs": [{"name": "bytes", "configuration": {"endian": "big"}}]},
        "not little-endian",
    ),
    "other names of chunks": (
        "0/x",
        {"chunk_key_encoding": {"name": "default", "configuration": {"separator": "../"}}},
        "not named as c/0/0",
    ),
    "Zarr 2": ("0/x", {"zarr_format": 2}, "is no array of Zarr 3"),
    "a version to come": (".", {"attributes__poolscope__version": 2}, "version 2 is not read"),
    "no attributes of ours": (".", {"attributes": {}}, "was not written by poolscope"),
    "a name of a megabyte": (
        "0",
        {"attributes__poolscope__name": "x" * 2**20},
        "its zarr.json has more than",
    ),
    "a name of a page": (
        "0",
        {"attributes__poolscope__name": "x" * 3000},
        "name is not a string of at most 500",
    ),
    "options that fit no x": (
        "0",
        {"attributes__poolscope__options__kernel_size": [3, 3]},
        "an output of [2, 2], and the options give [1, 1]",
    ),
    "windows beyond memory": (
        "0",
        {"attributes__poolscope__options__kernel_size": [10**9, 10**9]},
        "its attributes can't be used",
    ),
    "an output beyond memory": (
        "0",
        {"attributes__poolscope__options": None, "attributes__poolscope__output": [2**30, 2**30]},
        "an output of",
    ),
    "an operation that is not known": ("0", {"attributes__poolscope__op": "sum"}, "op is not one"),
    "channels that are not those of x": (
        "0",
        {"attributes__poolscope__channels": 2},
        "x has 1 channels, and channels is another number",
    ),
    "a version that is no number": (".", {"attributes__poolscope__version": True}, "version True"),
    "codecs that are no list": ("0/x", {"codecs": "bytes"}, "its codecs are none"),
    "a transformer": ("0/x", {"storage_transformers": "x"}, "storage transformers are not read"),
    "a layout that is not known": (
        "0",
        {"attributes__poolscope__layout": "HWCN"},
        "layout is not one of",
    ),
    "a backward pass without dout": (
        "0",
        {"attributes__poolscope__backward": "not seen"},
        "backward not seen, with dout",
    ),
}


@pytest.mark.parametrize("lie", LIES)
def test_metadata_that_lies_is_named_in_one_line(store, lie):
    folder, new, line = LIES[lie]
    change(store / folder / "zarr.json", **new)
    assert line in problem_of(store)


def test_a_json_of_100_mb_is_not_read(store):
    with open(store / "0" / "x" / "zarr.json", "wb") as file:
        file.truncate(100 * 2**20)
    tracemalloc.start()
    assert "its zarr.json has more than 1048576 bytes" in problem_of(store)
    assert tracemalloc.get_traced_memory()[1] < 16 * 2**20
    tracemalloc.stop()


@pytest.mark.parametrize(
    "text", ["", "[" * 10**5, "NaN", '{"a": ' + "9" * 10**5 + "}", "\ud800"], ids=len
)
def test_what_is_no_json_is_named(store, text):
    (store / "0" / "x" / "zarr.json").write_bytes(text.encode("utf-8", "surrogatepass"))
    assert problem_of(store) in {
        "store: 0/x: its zarr.json is no JSON",
        "store: 0/x: is no array of Zarr 3",
    }


def test_a_chunk_that_is_missing_is_no_zeros(store):
    (store / "0" / "din" / "c" / "0" / "0" / "0" / "0").unlink()
    assert problem_of(store) == "store: 0/din: chunk 0: No such file or directory"


def test_a_chunk_that_is_cut_is_named(store):
    file = store / "0" / "din" / "c" / "0" / "0" / "0" / "0"
    file.write_bytes(file.read_bytes()[:-1])
    assert problem_of(store) == ("store: 0/din: chunk 0 is damaged: it has 191 bytes and not 192")


@pytest.mark.parametrize(
    "rows", [[[0, 1, 2]], [[0, 0, 0]], [[0, 0, 2**62]], [[0, 0, -5]], [[3, 0, 1], [3, 1, 1]]]
)
def test_steps_that_do_not_follow_each_other_are_named(store, rows):
    file = store / "0" / "steps" / "c" / "0" / "0"
    table = np.full((1024, 3), -1, "<i8")
    table[: len(rows)] = rows
    file.write_bytes(table.tobytes())
    change(store / "0" / "steps" / "zarr.json", shape=[len(rows), 3])
    assert "does not follow the last" in problem_of(store)


@pytest.mark.parametrize("rows", [2, 3])
def test_a_table_of_steps_that_is_lost_is_no_empty_store(store, rows):
    # One row may be due to a run that ended before it was written; of more, steps are lost.
    change(store / "0" / "steps" / "zarr.json", shape=[rows, 3])
    (store / "0" / "steps" / "c" / "0" / "0").unlink()
    assert problem_of(store) == f"store: 0/steps: row 0 of {rows} is missing"


def test_a_row_that_is_lost_before_others_is_named(store):
    table = np.full((1024, 3), -1, "<i8")
    table[0], table[2] = (0, 0, 1), (2, 1, 2)
    (store / "0" / "steps" / "c" / "0" / "0").write_bytes(table.tobytes())
    change(store / "0" / "steps" / "zarr.json", shape=[3, 3])
    assert problem_of(store) == "store: 0/steps: row 1 of 3 is missing"


@pytest.mark.parametrize("name", ["0/steps", "0/steps/c", "0/steps/c/0/0", "0/din", "0/zarr.json"])
def test_a_name_that_can_not_be_looked_up_is_no_absence(store, name):
    path = store / name
    path.rename(store / "elsewhere")
    path.symlink_to(path.name)
    assert "Too many levels of symbolic links" in problem_of(store)


def test_a_path_that_is_none_is_named():
    assert problem_of("a\0b").endswith("its zarr.json: embedded null byte")


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="the system has no pipes in folders")
@pytest.mark.parametrize(
    ("name", "line"),
    [
        ("zarr.json", "its zarr.json is no JSON"),
        ("c/0/0/0/0", "chunk 0 is damaged: it has 0 bytes and not 192"),
    ],
)
def test_a_pipe_in_place_of_a_file_is_not_waited_for(store, name, line):
    file = store / "0" / "din" / name
    file.unlink()
    os.mkfifo(file)
    assert line in problem_of(store)


def test_rows_that_tell_of_more_entries_than_there_are_ask_for_no_work(store):
    # 2**40 entries, one a block: a list of them alone would fill any memory.
    rows = np.full((1024, 3), -1, "<i8")
    rows[0] = (0, 0, 2**40)
    (store / "0" / "steps" / "c" / "0" / "0").write_bytes(rows.tobytes())
    for name in ("x", "indices", "dout", "din"):
        file = store / "0" / name / "zarr.json"
        shape = json.loads(file.read_text())["shape"]
        change(file, shape=[2**40, *shape[1:]])
    tracemalloc.start()
    assert problem_of(store) == "store: 0/x: chunk 1: No such file or directory"
    assert tracemalloc.get_traced_memory()[1] < 16 * 2**20
    tracemalloc.stop()


def test_a_path_without_a_store_is_named(tmp_path):
    assert problem_of(tmp_path / "absent.zarr").endswith("zarr.json: No such file or directory")
    (tmp_path / "file.zarr").write_text("{}")
    assert problem_of(tmp_path / "file.zarr").endswith("zarr.json: Not a directory")


VALUES = [
    None, True, False, 0, 1, -1, 2, 3, 2**31, 2**63, 10**40, 0.5, -0.0, 1e308, math.inf, math.nan,
    "", "x", "float32", "bytes", "../..", "\x00\u202e\n", "x" * 5000, [], {}, [[]], [0], [1, 1],
    [2, 2], [3, 4, 4, 1], [10**9] * 4, [None] * 4, {"name": "bytes"}, {"name": {}}, [{}] * 3,
]  # fmt: skip


def spoil(generator, meta):
    """Replaces, adds or removes a member anywhere in a JSON value."""
    at, way = meta, []
    while True:
        keys = list(at) if isinstance(at, dict) else list(range(len(at)))
        if not keys:
            return
        key = generator.choice(keys)
        way.append(key)
        if isinstance(at[key], (dict, list)) and at[key] and generator.random() < 0.75:
            at = at[key]
            continue
        if isinstance(at, dict) and generator.random() < 0.2:
            del at[key]
        elif isinstance(at, list) and generator.random() < 0.2:
            at.insert(key, copy.deepcopy(generator.choice(VALUES)))
        else:
            at[key] = copy.deepcopy(generator.choice(VALUES))
        return


def spoil_file(generator, file: Path):
    """Spoils a file as a JSON value, or as bytes."""
    if file.name == "zarr.json" and generator.random() < 0.9:
        meta = json.loads(file.read_text())
        for _ in range(generator.choice([1, 1, 1, 2, 3])):
            spoil(generator, meta)
        file.write_text(json.dumps(meta))
        return
    held = bytearray(file.read_bytes())
    if generator.random() < 0.3:
        held = held[: generator.randrange(len(held))]
    else:
        for _ in range(generator.choice([1, 8])):
            held[generator.randrange(len(held))] = generator.randrange(256)
    file.write_bytes(held)


def line_of(path):
    """The line that a store is refused with; None where it is judged."""
    try:
        # As check_store does, without Dask, which takes most of its time.
        for call in map(describe, read_store(path)):
            merge([tally_block(call, *block, False) for block in blocks_of(call)])
    except StoreError as error:
        return str(error)
    return None


@pytest.mark.parametrize("seed", range(8))
def test_whatever_is_spoiled_gives_a_report_or_one_line(tmp_path, seed):
    generator = random.Random(seed)
    sound = tmp_path / "sound.zarr"
    make(sound)
    refused = 0
    tracemalloc.start()
    for turn in range(150):
        path = tmp_path / f"{turn}.zarr"
        shutil.copytree(sound, path)
        file = generator.choice(sorted(one for one in path.rglob("*") if one.is_file()))
        spoil_file(generator, file)
        line = line_of(path)
        if line is not None:
            refused += 1
            assert len(line.splitlines()) == 1
            assert len(line) <= 600
        shutil.rmtree(path)
    assert tracemalloc.get_traced_memory()[1] < 64 * 2**20
    tracemalloc.stop()
    # The generator spoils something: most of what it makes is refused, some of it is a store.
    assert 50 < refused < 150
