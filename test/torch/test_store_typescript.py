"""The store of TypeScript and the one of Python are one: each reads what the other wrote."""

from __future__ import annotations

import json
import random
import shutil
import subprocess
from pathlib import Path

import numpy as np
import poolscope
import pytest
import torch
import zarr
from poolscope.store.read import StoreError, read_store
from poolscope.watch.call.described import describe
from stores import random_batches, random_douts, store_in_steps
from test_store_hostile import make, spoil
from torch import nn

ROOT = Path(__file__).parents[2]
LIBRARY, STORE = ((ROOT / "dist" / f"{name}.js").as_uri() for name in ("index", "store"))

WRITE = f"""
import * as ps from {json.dumps(LIBRARY)};
import {{ createStore }} from {json.dumps(STORE)};
const store = createStore(process.argv[1], {{ model: 'Net' }});
const stream = ps.random(0);
for (const [step, batch] of [4, 4, 2].entries()) {{
  const x = stream.randn(batch, 6, 7, 3);
  const {{ output, mask }} = ps.maxPool(x, {{ kernelSize: 3, stride: 2, padding: 1 }});
  const dout = stream.randn(...output.shape);
  const din = ps.maxPoolBackward(dout, mask);
  if (step === 1) din.data[din.data.length - 1] += 1;
  const geometry = ps.windows(x.shape, {{ kernelSize: 2 }});
  const mean = ps.avgPool(x, {{ kernelSize: 2 }});
  const pooling = {{ op: 'average' }};
  const back = ps.avgPoolBackward(mean, geometry);
  store.add([
    {{ name: 'max', x, mask, dout, din }},
    {{ name: 'mean', x, geometry, pooling, dout: mean, din: back }},
  ]);
}}
"""

READ = f"""
import {{ openStore, viewOfEntry }} from {json.dumps(STORE)};
const told = [];
for (const call of await openStore(process.argv[1])) {{
  const entries = [];
  for (let entry = 0; entry < call.entries; entry++) {{
    const {{ view, unread }} = await viewOfEntry(call, entry);
    const arrays = [view.x, view.dout, view.din].map((array) => array && [...array.data]);
    entries.push({{ kind: view.kind, unread, arrays, mask: view.mask && [...view.mask.data] }});
  }}
  told.push({{ name: call.attributes.name, steps: call.steps, entries }});
}}
console.log(JSON.stringify(told));
"""


OPEN = f"""
import {{ openStore }} from {json.dumps(STORE)};
const told = {{}};
for (const name of (await import('node:fs')).readdirSync(process.argv[1])) {{
  told[name] = await openStore(`${{process.argv[1]}}/${{name}}`).then(
    (calls) => `${{calls.length}} calls`,
    () => 'refused',
  );
}}
console.log(JSON.stringify(told));
"""


def node(program: str, path: Path) -> str:
    command = ["node", "--input-type=module", "--eval", program, str(path)]
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout


def test_what_typescript_writes_is_checked_by_python_and_read_by_zarr(tmp_path):
    path = tmp_path / "run.zarr"
    node(WRITE, path)
    report = poolscope.check_store(path, progress=False)
    assert [(call.name, call.steps, call.entries) for call in report] == [
        ("max", 3, 10),
        ("mean", 3, 10),
    ]
    errors = [[one for one in call.findings if one.severity == "error"] for call in report]
    [wrong] = [one for one in errors[0] if one.name == "din-differs"]
    assert (wrong.count, report.calls[0].step_of(wrong), wrong.index(0)) == (
        1,
        (1, 3),
        (7, 5, 6, 2),
    )
    assert errors[1] == []
    root = zarr.open_group(path, mode="r")
    assert root["0"]["steps"][...].tolist() == [[0, 0, 4], [1, 4, 4], [2, 8, 2]]
    x = root["0"]["x"][...]
    assert (x.shape, x.dtype) == ((10, 6, 7, 3), np.float64)
    assert np.allclose(x[:4], np.random.RandomState(0).randn(4, 6, 7, 3), rtol=1e-15, atol=0)


@pytest.mark.parametrize(
    "model",
    [
        nn.MaxPool2d(3, 2, 1),
        nn.AvgPool2d(2),
        nn.AdaptiveMaxPool2d((2, 3)),
        nn.MaxPool2d(2).double(),
    ],
    ids=str,
)
def test_what_watch_writes_is_read_by_typescript(tmp_path, model):
    batches = random_batches((2, 6, 6), [3, 3, 1])
    douts = random_douts(model, batches)
    store_in_steps(tmp_path / "run.zarr", model, batches, douts)
    [call] = json.loads(node(READ, tmp_path / "run.zarr"))
    assert [step["entries"] for step in call["steps"]] == [3, 3, 1]
    x = torch.cat(batches).requires_grad_()
    (model(x) * torch.cat(douts)).sum().backward()
    is_max = "Max" in type(model).__name__
    assert {entry["kind"] for entry in call["entries"]} == {"pool" if is_max else "partial"}
    for n, entry in enumerate(call["entries"]):
        assert "unread" not in entry
        due = [x.detach()[n], torch.cat(douts)[n], x.grad[n]]
        for told, tensor in zip(entry["arrays"], due):
            assert told == tensor.movedim(0, -1).flatten().tolist()
        if is_max:
            assert sum(entry["mask"]) == torch.cat(douts)[n].numel()


def test_what_one_refuses_the_other_refuses(tmp_path):
    # A value is changed anywhere in the metadata; what JSON has no number for is Python's alone.
    print("seed 20261129")
    generator = random.Random(20261129)
    make(tmp_path / "sound.zarr")
    told = {}
    for turn in range(250):
        path = tmp_path / "all" / str(turn)
        shutil.copytree(tmp_path / "sound.zarr", path)
        file = generator.choice(sorted(path.rglob("zarr.json")))
        meta = json.loads(file.read_text())
        # How a configuration is written is not looked at as closely by TypeScript.
        kept = configurations(meta)
        spoil(generator, meta)
        if configurations(meta) != kept:
            shutil.rmtree(path)
            continue
        file.write_text(json.dumps(meta))
        try:
            told[path.name] = f"{len([describe(call) for call in read_store(path)])} calls"
        except StoreError:
            told[path.name] = "refused"
    assert json.loads(node(OPEN, tmp_path / "all")) == told
    assert {"refused", "1 calls"} <= set(told.values())


def configurations(meta):
    """The parts of arrays that are described by a name and a configuration."""
    parts = [meta.get(name) for name in ("chunk_grid", "chunk_key_encoding", "codecs")]
    return json.dumps(parts)
