"""How fast `check_store` reads: a store is made on disk, checked by one worker and by two.

    npm run bench:scale -- --gb 10

A store is made in a temporary folder, of max pooling (3 × 3, stride 2, padding 1, 56 × 56 × 64) in
batches of 32, with 100 cells of din that are planted wrong. Each number of workers is a cluster of
that many processes, one thread each. Sizes below the whole show that time is linear in it.
"""

from __future__ import annotations

import argparse
import json
import resource
import shutil
import tempfile
import time
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
PLANTED = 100
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
    planted = sorted(random.choice(steps * cells, PLANTED, replace=False).tolist())
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
    path: Path, workers: int
) -> tuple[poolscope.scale.report.StoreReport, float, float, float]:
    """A report, its seconds, those of the workers' processors, and the most bytes of a worker.

    On a machine that is busy with other work the processors' seconds tell more than the clock.
    """
    from distributed import Client, LocalCluster

    with (
        LocalCluster(
            n_workers=workers, threads_per_worker=1, processes=True, dashboard_address=None
        ) as cluster,
        Client(cluster) as client,
    ):
        client.run(warm)
        before = sum(client.run(time.process_time).values())
        start = time.perf_counter()
        report = poolscope.check_store(path, client=client, progress=False)
        seconds = time.perf_counter() - start
        spent = sum(client.run(time.process_time).values()) - before
        most = max(client.run(peak).values())
    return report, seconds, spent, most


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


def main() -> None:
    """Prints a row of figures for each size and number of workers."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--gb", type=float, default=10.0)
    parser.add_argument("--folder", default=None, help="where the store is made, and removed")
    given = parser.parse_args()
    folder = Path(tempfile.mkdtemp(prefix="poolscope-scale-", dir=given.folder))
    rows = []
    try:
        for part, counts in ((0.1, [2]), (0.5, [2]), (1.0, [1, 2])):
            path = folder / f"{part}.zarr"
            planted, size = make(path, given.gb * 1e9 * part)
            for workers in counts:
                report, seconds, spent, most = check(path, workers)
                [found] = [one for one in report.calls[0].findings if one.name == "din-differs"]
                rows.append(
                    {
                        "GB": round(size / 1e9, 2),
                        "workers": workers,
                        "seconds": round(seconds, 1),
                        "MB/s": round(size / 1e6 / seconds),
                        "MB/s of a processor": round(size / 1e6 / spent),
                        "MB of a worker": round(most / 1e6),
                        "planted": len(planted),
                        "found": found.count,
                        "the same cells": found.cells.all().tolist() == planted,
                    }
                )
                print(json.dumps(rows[-1]), flush=True)
            shutil.rmtree(path)
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    one, two = (row["seconds"] for row in rows[-2:])
    print(f"two workers are {one / two:.2f} times as fast as one")


if __name__ == "__main__":
    main()
