"""What `poolscope.watch` adds to a process's peak memory, call by call: JSON lines.

Each call runs forward and backward twice, plain and watched with a small limit, each time in a
process of its own. What counts is how far its resident memory rose, whoever asked for it; the
watched rise less the plain one is what watching adds. `call` is what the call itself holds: x,
output, indices, dout and din.
"""

from __future__ import annotations

import json
import os
import resource
import sys
import traceback
from collections.abc import Callable

import poolscope
import torch
import torch.nn.functional as F

Pool = Callable[[torch.Tensor], torch.Tensor]

IMAGES, LARGE = (8, 64, 181, 181), (1, 512, 181, 181)

#: Each call with the shape and the kind of its input, which has 67 MB in float32.
CALLS: dict[str, tuple[Pool, tuple[int, ...], torch.dtype]] = {
    "max 2×2": (lambda x: F.max_pool2d(x, 2), IMAGES, torch.float32),
    "max 3×3 s2": (lambda x: F.max_pool2d(x, 3, 2), IMAGES, torch.float32),
    "max 3×3 s1": (lambda x: F.max_pool2d(x, 3, 1), IMAGES, torch.float32),
    "max 3×3 s1, one entry": (lambda x: F.max_pool2d(x, 3, 1), LARGE, torch.float32),
    "max 3×3 s2, bfloat16": (lambda x: F.max_pool2d(x, 3, 2), IMAGES, torch.bfloat16),
    "max 3×3 s2, float16": (lambda x: F.max_pool2d(x, 3, 2), IMAGES, torch.float16),
    "max 1-d": (lambda x: F.max_pool1d(x, 3, 2), (8, 64, 181 * 181), torch.float32),
    "max 3-d": (lambda x: F.max_pool3d(x, 3, 2), (8, 16, 51, 51, 51), torch.float32),
    "max, global": (lambda x: F.adaptive_max_pool2d(x, 1), IMAGES, torch.float32),
    "max, adaptive": (lambda x: F.adaptive_max_pool2d(x, 50), IMAGES, torch.float32),
    "max, unpooled": (
        lambda x: F.max_unpool2d(*F.max_pool2d(x, 2, return_indices=True), 2, output_size=x.shape),
        IMAGES,
        torch.float32,
    ),
    "average 2×2": (lambda x: F.avg_pool2d(x, 2), IMAGES, torch.float32),
    "average 3×3 s1": (lambda x: F.avg_pool2d(x, 3, 1), IMAGES, torch.float32),
    "average 3×3 s1, bfloat16": (lambda x: F.avg_pool2d(x, 3, 1), IMAGES, torch.bfloat16),
    "average, global": (lambda x: F.adaptive_avg_pool2d(x, 1), IMAGES, torch.float32),
    "average, adaptive": (lambda x: F.adaptive_avg_pool2d(x, 50), IMAGES, torch.float32),
    "average 1-d": (lambda x: F.avg_pool1d(x, 3, 2), (8, 64, 181 * 181), torch.float32),
    "average 3-d": (lambda x: F.avg_pool3d(x, 3, 2), (8, 16, 51, 51, 51), torch.float32),
    "Lp 3×3 s2": (lambda x: F.lp_pool2d(x, 2, 3, 2), IMAGES, torch.float32),
    "Lp 3×3 s2, bfloat16": (lambda x: F.lp_pool2d(x, 2, 3, 2), IMAGES, torch.bfloat16),
}


def peak_of(step: Callable[[], None]) -> int:
    """How far a process of its own rises while it takes a step, in bytes."""
    reader, writer = os.pipe()
    child = os.fork()
    if child == 0:
        try:
            before = resident()
            step()
            peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
            os.write(writer, str(peak - before).encode())
        except BaseException:
            traceback.print_exc()
        finally:
            os._exit(0)
    os.close(writer)
    with os.fdopen(reader) as said:
        text = said.read()
    os.waitpid(child, 0)
    return int(text)


def resident() -> int:
    """The resident memory of this process, in bytes."""
    with open("/proc/self/statm") as file:
        return int(file.read().split()[1]) * resource.getpagesize()


def bytes_of_call(pool: Pool, shape: tuple[int, ...], dtype: torch.dtype) -> int:
    """What a call itself holds: x, output, indices, dout and din."""
    with poolscope.watch(limit=0) as scope:
        pool(torch.zeros(1, 1, *shape[2:], dtype=dtype))
    [call] = scope.calls
    planes = shape[0] * shape[1]
    rows = planes * torch.Size(call.output_shape).numel()
    cells = planes * torch.Size(call.input_shape).numel()
    indices = 8 * rows if call.operation.op == "max" else 0
    return 2 * dtype.itemsize * (rows + cells) + indices


def measure(name: str, limit: int = 10**6) -> dict[str, float]:
    """The peaks of a call, plain and watched, and what it holds itself, in MB."""
    pool, shape, dtype = CALLS[name]

    def run() -> None:
        x = torch.randn(shape, generator=torch.Generator().manual_seed(1)).relu_().to(dtype)
        y = pool(x.requires_grad_())
        y.backward(torch.ones_like(y))

    def watched() -> None:
        with poolscope.watch(limit=limit) as scope:
            run()
        assert not any(call.severity == "error" for call in scope.calls)

    call = bytes_of_call(pool, shape, dtype)
    plain, under = peak_of(run), peak_of(watched)
    sizes = {"plain": plain, "watched": under, "added": under - plain, "call": call}
    return {key: round(size / 1e6, 1) for key, size in sizes.items()}


def main(wanted: list[str]) -> None:
    """Measures all calls, or those that are named."""
    torch.set_num_threads(1)
    for name in wanted or CALLS:
        print(
            json.dumps({"kind": "memory", "name": name, **measure(name)}, ensure_ascii=False),
            flush=True,
        )


if __name__ == "__main__":
    main(sys.argv[1:])
