"""What the tests of `watch` share."""

from __future__ import annotations

import pytest
import torch


@pytest.fixture
def image():
    """A random tensor that needs a gradient, the same for the same seed."""

    def make(*shape, seed=0, dtype=torch.float32):
        generator = torch.Generator().manual_seed(seed)
        return torch.randn(shape, generator=generator, dtype=dtype).requires_grad_()

    return make


@pytest.fixture
def numbers():
    """A tensor as the scope gives it back: NumPy's, with its own axes."""
    return lambda tensor: tensor.detach().numpy()
