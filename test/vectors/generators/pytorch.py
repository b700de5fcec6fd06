"""PyTorch on a CPU: max, average and Lp pooling forward and backward, and max unpooling."""

from collections import Counter
from typing import Any

import numpy as np
import torch
import torch.nn.functional as F

from . import files
from .configurations import KINDS, Configuration, random_configuration, random_data, title

SOURCE = f"PyTorch {torch.__version__}, CPU, one thread"
MAX_POOL = {1: F.max_pool1d, 2: F.max_pool2d, 3: F.max_pool3d}
AVERAGE_POOL = {1: F.avg_pool1d, 2: F.avg_pool2d, 3: F.avg_pool3d}
LP_POOL = {1: F.lp_pool1d, 2: F.lp_pool2d, 3: F.lp_pool3d}
UNPOOL = {1: F.max_unpool1d, 2: F.max_unpool2d, 3: F.max_unpool3d}
LAST = {2: torch.channels_last, 3: torch.channels_last_3d}


def max_pool(x: np.ndarray, own: Configuration) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor]:
    """x as PyTorch got it, output, indices; memory layouts must agree, but for what is known.

    Known: with channels last, 3-d windows that are all −inf get an index outside the window.
    """
    taken = torch.from_numpy(x).requires_grad_()
    padding = [low for low, _ in own.padding]
    arguments = (own.kernel, own.stride, padding, own.dilation, own.ceil_mode)
    output, indices = MAX_POOL[own.rank](taken, *arguments, return_indices=True)
    if own.rank in LAST:
        other = taken.contiguous(memory_format=LAST[own.rank])
        output_too, indices_too = MAX_POOL[own.rank](other, *arguments, return_indices=True)
        known = (
            (output == -torch.inf) if own.rank == 3 else torch.zeros_like(output, dtype=torch.bool)
        )
        assert torch.equal(indices[~known], indices_too[~known]), "layouts disagree on a winner"
        assert torch.equal(output.nan_to_num(7), output_too.nan_to_num(7)), "layouts disagree"
    return taken, output, indices


def shape_of(own: Configuration) -> list[int]:
    return [own.batch, own.channels, *own.spatial]


def plain(tensor: torch.Tensor) -> np.ndarray:
    return files.channels_last(tensor.detach().numpy())


def max_pool_vectors(rng: np.random.Generator) -> tuple[list[dict[str, Any]], Counter[int]]:
    vectors = []
    left_out: Counter[int] = Counter()
    for rank, count in ((1, 120), (2, 180), (3, 120)):
        while sum(vector["rank"] == rank for vector in vectors) < count:
            own = random_configuration(rng, rank)
            kind = KINDS[len(vectors) % len(KINDS)]
            dtype = ["float32", "float64"][len(vectors) // len(KINDS) % 2]
            if own.has_window_without_real_cell():
                left_out[rank] += 1
                continue
            x, output, indices = max_pool(random_data(rng, kind, shape_of(own), dtype), own)
            dout = torch.from_numpy(rng.standard_normal(output.shape).astype(dtype))
            if kind == "special":
                dout.view(-1)[int(rng.integers(dout.numel()))] = float("inf")
            (din,) = torch.autograd.grad(output, x, dout)
            vectors.append(
                {
                    "name": title(own, dtype, kind),
                    "rank": rank,
                    "options": own.options,
                    "x": plain(x),
                    "output": plain(output),
                    "indices": plain(indices),
                    "dout": plain(dout),
                    "din": plain(din),
                }
            )
    return vectors, left_out


def empty_window_vectors() -> list[dict[str, Any]]:
    """Windows between whose cells the whole input fits.

    They have no backward pass: PyTorch's would write outside.
    """
    vectors = []
    for spatial in ([1], [2, 1], [1, 3, 1]):
        rank = len(spatial)
        own = Configuration(
            1, 2, spatial, [2] * rank, [1] * rank, [[1, 1]] * rank, [2] * rank, False
        )
        if rank == 2:
            own.dilation[0] = 3
        assert own.has_window_without_real_cell()
        x = np.arange(1, 1 + np.prod(shape_of(own)), dtype=np.float32).reshape(shape_of(own))
        _, output, indices = max_pool(x, own)
        vectors.append(
            {
                "name": title(own, "float32", "a window without a real cell"),
                "rank": rank,
                "options": own.options,
                "x": files.channels_last(x),
                "output": plain(output),
                "indices": plain(indices),
                "difference": "PyTorch's index of a window without a real cell is not one of"
                " its cells",
            }
        )
    return vectors


def channels_last_difference() -> dict[str, Any]:
    own = Configuration(1, 2, [4, 1, 1], [2, 1, 1], [2, 1, 1], [[0, 0]] * 3, [1] * 3, False)
    x = torch.full(shape_of(own), -torch.inf).contiguous(memory_format=torch.channels_last_3d)
    output, indices = F.max_pool3d(x, own.kernel, own.stride, return_indices=True)
    return {
        "name": title(own, "float32", "all -inf, channels last in memory"),
        "rank": 3,
        "options": own.options,
        "x": plain(x),
        "output": plain(output),
        "indices": plain(indices),
        "difference": "PyTorch forgets the depth at which the second window starts, so its index"
        " lies outside that window; with contiguous memory it names the first cell, as the rule"
        " says",
    }


def average_pool_vectors(rng: np.random.Generator) -> list[dict[str, Any]]:
    vectors = []
    for rank, count in ((1, 30), (2, 80), (3, 110)):
        while len(vectors) < count:
            own = random_configuration(rng, rank, dilations=False)
            if rank == 3 and any(n < k for n, k in zip(own.spatial, own.kernel)):
                continue
            dtype = ["float32", "float64"][len(vectors) % 2]
            include = bool(rng.random() < 0.5)
            x = torch.from_numpy(random_data(rng, "normal", shape_of(own), dtype)).requires_grad_()
            padding = [low for low, _ in own.padding]
            output = AVERAGE_POOL[rank](x, own.kernel, own.stride, padding, own.ceil_mode, include)
            dout = torch.from_numpy(rng.standard_normal(output.shape).astype(dtype))
            (din,) = torch.autograd.grad(output, x, dout)
            kind = "countIncludePad" if include else "real cells only"
            vectors.append(
                {
                    "name": title(own, dtype, kind),
                    "options": {**own.options, "countIncludePad": include},
                    "x": plain(x),
                    "output": plain(output),
                    "dout": plain(dout),
                    "din": plain(din),
                }
            )
    return vectors


def lp_pool(x: torch.Tensor, own: Configuration, p: float) -> torch.Tensor:
    kernel, stride = (own.kernel[0], own.stride[0]) if own.rank == 1 else (own.kernel, own.stride)
    return LP_POOL[own.rank](x, p, kernel, stride, own.ceil_mode)


def lp_pool_vectors(rng: np.random.Generator) -> list[dict[str, Any]]:
    vectors = []
    for rank, count in ((1, 15), (2, 20), (3, 15)):
        for turn in range(count):
            own = random_configuration(rng, rank, dilations=False)
            own.padding = [[0, 0]] * rank
            own.ceil_mode = False
            if min(own.output) < 1:
                own.kernel = [1] * rank
            p = [1, 2, 3, 4, 2.5][turn % 5]
            dtype = ["float32", "float64"][turn // 5 % 2]
            values = random_data(rng, "normal", shape_of(own), dtype)
            # PyTorch raises x itself to the power, not |x|: with p = 2 or 4 that is the same.
            if p not in (2, 4):
                values = np.abs(values)
            x = torch.from_numpy(values).requires_grad_()
            output = lp_pool(x, own, p)
            dout = torch.from_numpy(rng.standard_normal(output.shape).astype(dtype))
            (din,) = torch.autograd.grad(output, x, dout)
            vectors.append(
                {
                    "name": title(own, dtype, f"p = {p}"),
                    "p": p,
                    "options": own.options,
                    "x": plain(x),
                    "output": plain(output),
                    "dout": plain(dout),
                    "din": plain(din),
                }
            )
    return vectors


def lp_differences() -> list[dict[str, Any]]:
    own = Configuration(1, 1, [3], [2], [2], [[0, 0]], [1], True)
    ceil = torch.tensor([[[3.0, 4.0, 5.0]]])
    own_negative = Configuration(1, 1, [2], [2], [2], [[0, 0]], [1], False)
    negative = torch.tensor([[[-1.0, -2.0]]])
    return [
        {
            "name": "p = 2, ceilMode, a clipped window",
            "p": 2,
            "options": own.options,
            "x": plain(ceil),
            "output": plain(lp_pool(ceil, own, 2)),
            "difference": "PyTorch scales the average of the clipped window's one cell up to two"
            " cells: √(2·5²)",
        },
        {
            "name": "p = 3, negative numbers",
            "p": 3,
            "options": own_negative.options,
            "x": plain(negative),
            "output": plain(lp_pool(negative, own_negative, 3)),
            "difference": "PyTorch takes powers of x, not of |x|: the sum of cubes is negative"
            " and has no real root to it",
        },
    ]


def unpool_vectors(rng: np.random.Generator) -> tuple[list[dict[str, Any]], int]:
    vectors = []
    left_out = 0
    while len(vectors) < 50:
        rank = 1 + len(vectors) % 3
        own = random_configuration(rng, rank, dilations=False)
        own.ceil_mode = False
        if min(own.output) < 1:
            continue
        dtype = ["float32", "float64"][len(vectors) // 3 % 2]
        x, output, indices = max_pool(random_data(rng, "normal", shape_of(own), dtype), own)
        per_plane = indices.reshape(own.batch * own.channels, -1).tolist()
        if any(len(set(plane)) < len(plane) for plane in per_plane):
            left_out += 1
            continue
        values = torch.from_numpy(rng.standard_normal(output.shape).astype(dtype)).requires_grad_()
        padding = [low for low, _ in own.padding]
        unpooled = UNPOOL[rank](values, indices, own.kernel, own.stride, padding, own.spatial)
        dout = torch.from_numpy(rng.standard_normal(unpooled.shape).astype(dtype))
        (din,) = torch.autograd.grad(unpooled, values, dout)
        vectors.append(
            {
                "name": title(own, dtype, "unpooled"),
                "options": own.options,
                "pooled": plain(x),
                "indices": plain(indices),
                "x": plain(values),
                "output": plain(unpooled),
                "dout": plain(dout),
                "din": plain(din),
            }
        )
    return vectors, left_out


def main() -> None:
    torch.set_num_threads(1)
    layout = "transposed to channels-last; indices flat in a plane, as PyTorch gives them"

    vectors, left_out = max_pool_vectors(np.random.default_rng(8))
    counts = ", ".join(f"{count} in {rank}-d" for rank, count in sorted(left_out.items()))
    notes = [
        layout,
        "contiguous and channels-last memory gave the same winners in all 2-d and 3-d ones, but"
        " for 3-d windows that are all -inf (see pytorch-differences.json): there the contiguous"
        " ones stand",
        f"left out: configurations with a window without a real cell ({counts}), where PyTorch's"
        " index lies outside the window; three such stand in pytorch-differences.json",
    ]
    files.write("pytorch-max-pool.json", SOURCE, notes, vectors)
    notes = [layout, "no backward pass: PyTorch's would follow its indices"]
    files.write(
        "pytorch-differences.json",
        SOURCE,
        notes,
        [*empty_window_vectors(), channels_last_difference()],
    )

    notes = [
        layout,
        "no dilation: PyTorch's average pooling has none",
        "no 3-d window larger than the input without its padding: PyTorch refuses it",
    ]
    files.write(
        "pytorch-average-pool.json", SOURCE, notes, average_pool_vectors(np.random.default_rng(9))
    )

    notes = [
        layout,
        "no padding (PyTorch's Lp pooling has none) and whole windows only, |x| where p is neither"
        " 2 nor 4; the vectors with a `difference` say why",
    ]
    lp_vectors = lp_pool_vectors(np.random.default_rng(10)) + lp_differences()
    files.write("pytorch-lp-pool.json", SOURCE, notes, lp_vectors)

    vectors, repeats = unpool_vectors(np.random.default_rng(11))
    notes = [
        layout,
        "`indices` are those of max pooling `pooled` with the same options",
        f"left out: {repeats} configurations with an index twice in a plane, where PyTorch's result"
        " depends on its threads",
    ]
    files.write("pytorch-max-unpool.json", SOURCE, notes, vectors)
