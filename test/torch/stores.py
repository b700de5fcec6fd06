"""Models whose backward passes are wrong where a test says so, and stores of them."""

from __future__ import annotations

import numpy as np
import poolscope
import torch
from torch import nn


class Planted(nn.Module):
    """Max pooling whose gradient `change` may spoil: it is given din, and the pass's number."""

    def __init__(self, change=lambda din, dout, step: None, **options):
        super().__init__()
        self.options = {"kernel_size": 2, **options}
        self.change, self.step = change, -1

    def forward(self, x):
        self.step += 1
        step, module = self.step, self

        class Pool(torch.autograd.Function):
            @staticmethod
            def forward(ctx, x):
                output, ctx.indices = nn.functional.max_pool2d(
                    x, **module.options, return_indices=True
                )
                ctx.shape = x.shape
                return output

            @staticmethod
            def backward(ctx, dout):
                din = dout.new_zeros(ctx.shape).flatten(2)
                din = din.scatter_add(2, ctx.indices.flatten(2), dout.flatten(2))
                din = din.reshape(ctx.shape)
                module.change(din, dout, step)
                return din

        return Pool.apply(x)


def train(model, batches, douts):
    """A forward and a backward pass of each batch."""
    for x, dout in zip(batches, douts):
        own = x.detach().clone().requires_grad_()
        (model(own) * dout).sum().backward()


def watch_in_memory(model, batches, douts):
    """The findings of each call of one pass over all batches at once."""
    with poolscope.watch(model, limit="1 GB") as scope:
        train(model, [torch.cat(batches)], [torch.cat(douts)])
    return scope.calls


def store_in_steps(path, model, batches, douts):
    """A store of one step for each batch."""
    with poolscope.watch(model, store=path) as scope:
        train(model, batches, douts)
    return scope


def told(call):
    """All that a call's findings say, and every place of each with its amount."""
    return [
        (one.name, one.severity, one.text, [place_of(one, k) for k in range(one.count)])
        for one in call.findings
    ]


def place_of(finding, k):
    return {**finding.place(k), "index": finding.index(k)}


def random_batches(shape, sizes, seed=0, ties=True):
    """Batches of so many entries, rounded so that windows tie."""
    generator = torch.Generator().manual_seed(seed)
    batches = [torch.randn((n, *shape), generator=generator) for n in sizes]
    return [(batch * 4).round() / 4 for batch in batches] if ties else batches


def random_douts(model, batches, seed=1):
    """A gradient for the output of each batch, of 0 in some cells."""
    generator = torch.Generator().manual_seed(seed)
    with torch.no_grad():
        shapes = [model(batch).shape for batch in batches]
    return [torch.randn(shape, generator=generator).relu() for shape in shapes]


def rechunk(path, group, entries):
    """Writes the arrays of a call anew in chunks of so many entries."""
    import zarr

    root = zarr.open_group(path, mode="r+")[group]
    for name in ("x", "indices", "dout", "din"):
        if name not in root:
            continue
        held = root[name]
        data, kind = held[...], held.dtype
        del root[name]
        made = root.create_array(
            name,
            shape=data.shape,
            dtype=kind,
            chunks=(entries, *data.shape[1:]),
            compressors=None,
            config={"write_empty_chunks": True},
        )
        made[...] = np.ascontiguousarray(data)
