"""How fast `check_store` reads: stores are made on disk, and checked by one worker and by two.

    npm run bench:scale

Each store is made in a temporary folder, of max pooling (3 × 3, stride 2, padding 1, 56 × 56 × 64)
in batches of 32, with ten cells of din for each GB that are planted wrong. A worker is a process
of one thread; bench/lib/stores.mjs has NumPy's own threads off. Both clusters live through the run;
one worker and two take turns, and the fastest turn of each counts: in some turns the store has left
the memory in which the system keeps files, and comes from the disk, in others it may stay there,
which tells what workers give where the disk is not what bounds them. Each result is printed as a
line of JSON.
"""

from __future__ import annotations

import argparse
import json
import logging
import os
import platform
import resource
import shutil
import tempfile
import time
from importlib.metadata import version
from itertools import product
from pathlib import Path

import numpy as np
import poolscope
from poolscope.store.write import StoreWriter, Written
from poolscope.watch.call.winners import routes_of
from poolscope.window.largest import find_largest
from poolscope.window.windows import windows

BATCH, SPATIAL, CHANNELS = 32, (56, 56), 64
OPTIONS = {
    "kernel_size": [3, 3],
    "stride": [2, 2],
    "padding": [1, 1],
    "dilation": [1, 1],
    "ceil_mode": False,
    "count_include_pad": True,
}
#: So many cells of each GB are planted wrong: a block with one takes longer, so that a size with
#: more for each GB would be slower.
PLANTED = 10
#: So many turns; the largest store has two.
TURNS, LARGE, LARGE_TURNS = 3, 5e9, 2
#: So many batches differ; the store repeats them, with errors of their own.
DISTINCT = 6


def batches():
    """Sound batches: x, the indices of its maxima, dout and din."""
    geometry = windows((BATCH, *SPATIAL, CHANNELS), **OPTIONS)
    random = np.random.default_rng(0)
    plane = SPATIAL[0] * SPATIAL[1]
    for _ in range(DISTINCT):
        x = random.standard_normal(geometry.input_shape, dtype=np.float32)
        dout = random.standard_normal(geometry.output_shape, dtype=np.float32)
        cells = find_largest(geometry, x).cells
        din = routes_of(cells, geometry.input_shape, geometry.window_size).din(dout)
        indices = (cells // CHANNELS % plane).reshape(geometry.output_shape).astype(np.int32)
        yield {"x": x, "indices": indices, "dout": dout, "din": din}


def make(path: Path, size: float) -> tuple[list[int], int]:
    """Makes a store of so many bytes; says where errors are, as flat cells, and its bytes."""
    sound = list(batches())
    step = sum(array.nbytes for array in sound[0].values())
    steps = max(1, round(size / step))
    cells = sound[0]["x"].size
    random = np.random.default_rng(1)
    wrong = random.choice(steps * cells, max(1, round(PLANTED * size / 1e9)), replace=False)
    planted = sorted(wrong.tolist())
    output = list(sound[0]["dout"].shape[1:-1])
    attributes = {
        "name": "pool",
        "turn": 0,
        "where": "scale.py",
        "op": "max",
        "function": "max_pool2d",
        "sizes": list(SPATIAL),
        "options": OPTIONS,
        "extra": {},
        "channels": CHANNELS,
        "output": output,
        "layout": "NCHW",
        "dtype": "float32",
        "backward": "seen",
        "notes": [],
        "unchecked": [],
    }
    writer = StoreWriter(path, "bench", 4 * step)
    for at in range(steps):
        arrays = dict(sound[at % DISTINCT])
        here = [cell - at * cells for cell in planted if at * cells <= cell < (at + 1) * cells]
        if here:
            arrays["din"] = arrays["din"].copy()
            arrays["din"].reshape(-1)[here] += 1000
        writer.put([Written(attributes, arrays)])
    writer.close()
    if writer.problem:
        raise SystemExit(writer.problem)
    return planted, steps * step


def check(
    path: Path, client, source: str
) -> tuple[poolscope.scale.report.StoreReport, dict[str, float]]:
    """A report, and the seconds that it took: of the clock, of the workers, of the scheduler.

    On a machine that is busy with other work the processors' seconds tell more than the clock.
    """
    if source == "disk":
        let_go(path)
    of_workers = sum(client.run(time.process_time).values())
    # The scheduler runs in this process.
    start, own = time.perf_counter(), time.process_time()
    report = poolscope.check_store(path, client=client, progress=False)
    seconds, own = time.perf_counter() - start, time.process_time() - own
    of_workers = sum(client.run(time.process_time).values()) - of_workers
    return report, {"seconds": seconds, "workers": of_workers, "scheduler": own}


def let_go(path: Path) -> None:
    """Has the system write a store out, and forget it."""
    if not hasattr(os, "posix_fadvise"):
        return
    for file in path.rglob("*"):
        if file.is_file():
            with open(file, "rb") as opened:
                os.fsync(opened.fileno())
                os.posix_fadvise(opened.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)


def warm() -> None:
    """Imports what a task needs, which is no part of the time."""
    import poolscope.scale.check  # noqa: F401


def peak() -> int:
    """The most bytes that this process held; on Linux without what its parent held before."""
    status = Path("/proc/self/status")
    if not status.exists():
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    [line] = [line for line in status.read_text().splitlines() if line.startswith("VmHWM")]
    return int(line.split()[1]) * 1024


def measure(path: Path, size: float, clients) -> None:
    """Prints what each number of workers gives of a store of so many bytes."""
    planted, size = make(path, size)
    best = {}
    turns = range(LARGE_TURNS if size > LARGE else TURNS)
    for _, source, (workers, client) in product(turns, ("disk", "memory"), clients.items()):
        report, times = check(path, client, source)
        [found] = [one for one in report.calls[0].findings if one.name == "din-differs"]
        taken = times["seconds"]
        before = best.get((source, workers))
        if before is not None and before["times"]["seconds"] <= taken:
            continue
        best[source, workers] = {
            "kind": "check",
            "bytes": size,
            "source": source,
            "workers": workers,
            "times": {name: round(value, 2) for name, value in times.items()},
            "mostOfWorker": max(client.run(peak).values()),
            "planted": len(planted),
            "found": found.count,
            "same": found.cells.all().tolist() == planted,
        }
    shutil.rmtree(path)
    for row in best.values():
        print(json.dumps(row), flush=True)


def main() -> None:
    """Prints a row of figures for each size and number of workers."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--gb", type=float, nargs="+", default=[1.0, 2.5, 10.0])
    parser.add_argument("--folder", default=None, help="where the stores are made, and removed")
    given = parser.parse_args()
    from distributed import Client, LocalCluster

    packages = {"NumPy": "numpy", "Dask": "dask", "Zarr": "zarr"}
    versions = {name: version(package) for name, package in packages.items()}
    versions = {"Python": platform.python_version(), **versions}
    print(json.dumps({"kind": "versions", **versions}), flush=True)
    folder = Path(tempfile.mkdtemp(prefix="poolscope-scale-", dir=given.folder))
    clients = {}
    try:
        for workers in (1, 2):
            cluster = LocalCluster(
                n_workers=workers,
                threads_per_worker=1,
                processes=True,
                dashboard_address=":0",
                silence_logs=logging.CRITICAL,
            )
            clients[workers] = Client(cluster)
            clients[workers].run(warm)
        for size in given.gb:
            measure(folder / f"{size}.zarr", size * 1e9, clients)
    finally:
        for client in clients.values():
            cluster = client.cluster
            client.close()
            cluster.close()
        shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    main()
