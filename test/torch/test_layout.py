"""`watch` and `explore` name the cells of PyTorch's tensors as the tensors index them."""

from __future__ import annotations

import re

import numpy as np
import poolscope
import pytest
import torch
import torch.nn.functional as F
from poolscope.view.payload import MIME_TYPE
from torch import nn

POOLS = {1: F.max_pool1d, 2: F.max_pool2d, 3: F.max_pool3d}
AVERAGES = {1: F.avg_pool1d, 2: F.avg_pool2d, 3: F.avg_pool3d}
LAYOUTS = {1: "NCL", 2: "NCHW", 3: "NCDHW"}
MEMORY = {2: torch.channels_last, 3: torch.channels_last_3d}


def wrong_pooling(pool, x, at):
    """A pooling by windows of 2 whose gradient, for a dout of 1, is off by 100 in one cell."""
    own = x.detach().requires_grad_()
    [din] = torch.autograd.grad(pool(own, 2).sum(), own)
    din[at] += 100

    class Wrong(torch.autograd.Function):
        @staticmethod
        def forward(ctx, x):
            return pool(x, 2)

        @staticmethod
        def backward(ctx, dout):
            return din

    return Wrong.apply


def named_cells(scope):
    """The indices that the errors of a scope's first call name."""
    [found] = [one for one in scope.calls[0].findings if one.name == "din-differs"]
    return [tuple(map(int, at.split(","))) for at in re.findall(r"din\(([\d, ]+)\)", found.text)]


@pytest.mark.parametrize("kind", [POOLS, AVERAGES], ids=["max", "average"])
@pytest.mark.parametrize("batch", [True, False])
@pytest.mark.parametrize("rank", [1, 2, 3])
def test_an_error_names_the_cell_of_x_grad(image, kind, batch, rank):
    shape = [2, 3, 6, 8, 4][: 2 + rank]
    at = (1, 2, 3, 0, 2)[: 2 + rank]
    if not batch:
        shape, at = shape[1:], at[1:]
    x = image(*shape)
    pool = wrong_pooling(kind[rank], x, at)
    with poolscope.watch() as scope:
        pool(x).sum().backward()
    assert named_cells(scope) == [at]
    view = scope[0].view
    assert view.layout == (LAYOUTS[rank] if batch else LAYOUTS[rank][1:])
    assert view.layout == scope[0]._repr_mimebundle_()[0][MIME_TYPE]["layout"]
    np.testing.assert_array_equal(view.din, x.grad.numpy())
    assert abs(view.din[at]) > 50
    [found] = [one for one in scope.calls[0].findings if one.name == "din-differs"]
    assert found.index(0) == at


@pytest.mark.parametrize("rank", [2, 3])
def test_channels_last_memory_is_indexed_as_any_other(image, rank):
    at = (1, 2, 3, 0, 2)[: 2 + rank]
    x = image(*[2, 3, 6, 8, 4][: 2 + rank]).detach().to(memory_format=MEMORY[rank])
    x.requires_grad_()
    assert not x.is_contiguous()
    pool = wrong_pooling(POOLS[rank], x, at)
    with poolscope.watch() as scope:
        pool(x).sum().backward()
    assert named_cells(scope) == [at]
    np.testing.assert_array_equal(scope[0].view.x, x.detach().numpy())


@pytest.mark.parametrize(
    ("layer", "shape"),
    [
        (nn.MaxPool2d(3, 2, 1), (2, 3, 9, 8)),
        (nn.MaxPool2d((3, 2), (2, 1), (1, 0), ceil_mode=True), (3, 9, 8)),
        (nn.MaxPool2d(2, dilation=2, return_indices=True), (1, 2, 9, 8)),
        (nn.MaxPool1d(3, 2), (2, 3, 9)),
        (nn.MaxPool1d(3, 2), (3, 9)),
        (nn.MaxPool3d(2), (1, 2, 4, 6, 8)),
        (nn.MaxPool3d(2), (2, 4, 6, 8)),
    ],
    ids=str,
)
def test_a_layer_gives_its_options_and_its_axes(image, layer, shape):
    x = image(*shape)
    y = layer(x)
    y = y[0] if isinstance(y, tuple) else y
    dout = torch.randn(y.shape, generator=torch.Generator().manual_seed(3))
    y.backward(dout)
    shown = poolscope.explore(x, dout, din=x.grad, layer=layer)
    assert not [one for one in shown.findings if one.severity == "error"]
    np.testing.assert_array_equal(shown.view.din, x.grad.numpy())
    own = poolscope.explore(x, dout, layer=layer).view
    np.testing.assert_allclose(own.din, x.grad.numpy(), rtol=1e-6)


def test_a_layer_of_a_users_class_is_read_as_its_base(image):
    class Own(nn.MaxPool2d):
        pass

    x = image(1, 1, 4, 4)
    assert poolscope.explore(x, layer=Own(2)).view.geometry.kernel_size == (2, 2)
    with pytest.raises(TypeError, match="layer=Linear is no layer that can be read"):
        poolscope.explore(x, layer=nn.Linear(2, 2))


def test_a_forgotten_layout_is_suggested(image):
    x = image(8, 32, 48, 16)
    y = F.max_pool2d(x, 2)
    y.sum().backward()
    with pytest.raises(ValueError, match=r'The shapes fit with layout="NCHW"\.$'):
        poolscope.explore(x, torch.ones_like(y), din=x.grad, kernel_size=2)
    swapped = x.grad.transpose(2, 1)
    with pytest.raises(ValueError, match=r"din\.shape=\[8, 48, 32, 16\] is not \[8, 32, 48, 16\]"):
        poolscope.explore(x, torch.ones_like(y), din=swapped, kernel_size=2, layout="NCHW")
