"""What `poolscope.watch` and `find` cost, on one thread: JSON lines for `npm run bench`.

Steps are timed plain and watched in turns. What counts is the process's time on a core, which other
work on the machine hardly touches.
"""

from __future__ import annotations

import gc
import json
import statistics
import sys
import time
from collections.abc import Callable, Sized

import numpy as np
import poolscope
import torch
import torch.nn.functional as F
from models import googlenet, resnet18, small
from poolscope.findings.find import find
from poolscope.window.mask import max_mask
from poolscope.window.routes import route
from poolscope.window.windows import windows

MODELS = {
    "a small network": (small, 12),
    "ResNet18, batch 32": (resnet18, 2),
    "GoogLeNet, batch 16": (googlenet, 3),
}

#: Each call with the shape of its input.
POOLS: dict[str, tuple[Callable[[torch.Tensor], torch.Tensor], tuple[int, ...]]] = {
    "global max, 8 × 64 × 112 × 112": (lambda x: F.adaptive_max_pool2d(x, 1), (8, 64, 112, 112)),
    "global average, the same": (lambda x: F.adaptive_avg_pool2d(x, 1), (8, 64, 112, 112)),
    "a window of 48,000 samples": (lambda x: F.max_pool1d(x, 48_000), (2, 2, 48_000)),
    "65 × 65, stride 1": (lambda x: F.max_pool2d(x, 65, 1, 32), (1, 2, 128, 128)),
    "3 × 3, stride 2": (lambda x: F.max_pool2d(x, 3, 2, 1), (8, 64, 112, 112)),
    "average 3 × 3, stride 2": (lambda x: F.avg_pool2d(x, 3, 2, 1), (8, 64, 112, 112)),
}

#: Max poolings of 4×112×112×64, of which all arrays are given to `find`.
FINDS = {
    "2 × 2, stride 2, on 4 × 112 × 112 × 64": {"kernel_size": 2},
    "3 × 3, stride 2, the same": {"kernel_size": 3, "stride": 2, "padding": 1},
}


def times_of(seconds: list[float]) -> dict[str, float]:
    """The least and the median, in milliseconds."""
    return {
        "min": round(1e3 * min(seconds), 3),
        "median": round(1e3 * statistics.median(seconds), 3),
    }


def say(kind: str, name: str, **times: list[float]) -> None:
    """Prints what was measured."""
    taken = {key: times_of(value) for key, value in times.items()}
    print(json.dumps({"kind": kind, "name": name, **taken}), flush=True)


def compare(kind: str, name: str, step: Callable[[], None], rounds: int) -> None:
    """Times steps, plain and watched, and the first look at what was found."""

    def watched() -> Sized:
        with poolscope.watch() as scope:
            step()
        return scope

    step()
    len(watched())
    times: list[list[float]] = [[], [], []]
    for _ in range(rounds):
        gc.collect()
        marks = [time.process_time()]
        step()
        marks.append(time.process_time())
        scope = watched()
        marks.append(time.process_time())
        len(scope)
        marks.append(time.process_time())
        for kept, start, end in zip(times, marks, marks[1:]):
            kept.append(end - start)
    plain, under, look = times
    say(kind, name, plain=plain, watched=under, look=look)


def time_find(name: str, options: dict[str, int], rounds: int) -> None:
    """Times `find` on a sound pooling."""
    drawn = np.random.default_rng(0)
    x = drawn.standard_normal((4, 112, 112, 64)).astype(np.float32)
    geometry = windows(x.shape, **options)
    mask = max_mask(x, geometry)
    dout = drawn.standard_normal(geometry.output_shape).astype(np.float32)
    din = route(mask, geometry).din(dout)
    seconds = []
    for _ in range(rounds):
        start = time.process_time()
        find(geometry, mask, x=x, dout=dout, din=din)
        seconds.append(time.process_time() - start)
    say("find", name, find=seconds)


def main(*, quick: bool) -> None:
    """Measures all."""
    torch.set_num_threads(1)
    torch.manual_seed(0)
    versions = {"Python": sys.version.split()[0], "NumPy": np.__version__}
    versions["PyTorch"] = torch.__version__.split("+")[0]
    print(json.dumps({"kind": "versions", **versions}), flush=True)
    for name, options in FINDS.items():
        time_find(name, options, 3 if quick else 9)
    for name, (pool, shape) in POOLS.items():
        x = torch.randn(shape, requires_grad=True)
        compare("pool", name, lambda pool=pool, x=x: pool(x).sum().backward(), 2 if quick else 5)
    for name, (make, rounds) in MODELS.items():
        net, x = make()
        target = torch.randint(0, 10, (x.shape[0],))

        def step(net: torch.nn.Module = net, x: torch.Tensor = x, target: torch.Tensor = target):
            F.cross_entropy(net(x), target).backward()

        compare("step", name, step, 1 if quick else rounds)


if __name__ == "__main__":
    main(quick="--quick" in sys.argv)
