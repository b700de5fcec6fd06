"""Fifty pooling configurations that torch.compile's default backend computes rightly in 2.13.0.

Each was held against PyTorch's own operators, forward and backward, which the test does again.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import torch
import torch.nn.functional as F


class Sound(NamedTuple):
    """A configuration: the function and its options, x's shape and precision."""

    function: str
    shape: tuple[int, ...]
    options: dict[str, Any]
    dtype: torch.dtype = torch.float32
    channels_last: bool = False

    def pool(self, x: torch.Tensor) -> torch.Tensor:
        return getattr(F, self.function)(x, **self.options)

    def x(self, seed: int) -> torch.Tensor:
        """Numbers with ties among them, in the order in memory that is asked for."""
        generator = torch.Generator().manual_seed(seed)
        x = torch.randn(self.shape, generator=generator, dtype=torch.float64)
        x = x.abs() + 0.25 if "lp" in self.function else torch.where(x.abs() < 0.3, 0, x)
        x = x.to(self.dtype)
        if self.channels_last:
            last = {4: torch.channels_last, 5: torch.channels_last_3d}
            x = x.contiguous(memory_format=last[len(self.shape)])
        return x.requires_grad_()


def _sound(function: str, shape: tuple[int, ...], *options: dict[str, Any]) -> list[Sound]:
    return [Sound(function, shape, one) for one in options]


HALF, BFLOAT, DOUBLE = torch.float16, torch.bfloat16, torch.float64

SOUND = [
    *_sound(
        "max_pool1d",
        (2, 3, 11),
        {"kernel_size": 2},
        {"kernel_size": 3, "stride": 2, "padding": 1},
        {"kernel_size": 3, "stride": 1, "dilation": 2},
        {"kernel_size": 3, "stride": 2, "ceil_mode": True},
    ),
    *_sound(
        "max_pool2d",
        (2, 3, 9, 8),
        {"kernel_size": 2},
        {"kernel_size": 3, "stride": 2, "padding": 1},
        {"kernel_size": 3, "stride": 1},
        {"kernel_size": (2, 3), "stride": (1, 2), "padding": (1, 0)},
        {"kernel_size": 2, "stride": 2, "dilation": 2},
        {"kernel_size": 3, "stride": 2, "ceil_mode": True},
        {"kernel_size": 3, "stride": 2, "padding": 1, "ceil_mode": True},
        {"kernel_size": 5, "stride": 3, "padding": 2},
        {"kernel_size": 2, "stride": 3},
        {"kernel_size": 1},
    ),
    *_sound(
        "max_pool3d",
        (1, 2, 6, 5, 6),
        {"kernel_size": 2},
        {"kernel_size": 3, "stride": 2, "padding": 1},
        {"kernel_size": 2, "stride": 1, "ceil_mode": True},
    ),
    *_sound(
        "avg_pool1d",
        (2, 3, 11),
        {"kernel_size": 2},
        {"kernel_size": 3, "stride": 1, "padding": 1},
        {"kernel_size": 3, "stride": 2, "padding": 1, "count_include_pad": False},
    ),
    *_sound(
        "avg_pool2d",
        (2, 3, 9, 8),
        {"kernel_size": 2},
        {"kernel_size": 3, "stride": 1},
        {"kernel_size": 3, "stride": 2, "padding": 1},
        {"kernel_size": 3, "stride": 2, "padding": 1, "count_include_pad": False},
        {"kernel_size": (2, 3), "stride": (1, 2), "padding": (1, 0)},
        {"kernel_size": 2, "stride": 3},
        {"kernel_size": 3, "stride": 2, "divisor_override": 4},
        {
            "kernel_size": 3,
            "stride": 2,
            "padding": 1,
            "ceil_mode": True,
            "count_include_pad": False,
        },
    ),
    *_sound(
        "avg_pool3d",
        (1, 2, 6, 5, 6),
        {"kernel_size": 2},
        {"kernel_size": 3, "stride": 2, "padding": 1, "count_include_pad": False},
    ),
    *_sound("adaptive_avg_pool1d", (2, 3, 12), {"output_size": 4}),
    *_sound(
        "adaptive_avg_pool2d",
        (2, 3, 9, 8),
        {"output_size": 1},
        {"output_size": (3, 4)},
        {"output_size": (4, 3)},
    ),
    *_sound("adaptive_max_pool2d", (2, 3, 9, 8), {"output_size": (3, 4)}, {"output_size": 1}),
    *_sound("adaptive_max_pool1d", (2, 3, 12), {"output_size": 4}),
    *_sound("adaptive_avg_pool3d", (1, 2, 6, 5, 6), {"output_size": 1}),
    *_sound("adaptive_max_pool3d", (1, 2, 6, 5, 6), {"output_size": (3, 5, 2)}),
    *_sound("lp_pool3d", (1, 2, 6, 5, 6), {"norm_type": 2, "kernel_size": 2}),
    *_sound("lp_pool1d", (2, 3, 11), {"norm_type": 2, "kernel_size": 3, "stride": 2}),
    *_sound(
        "lp_pool2d",
        (2, 3, 9, 8),
        {"norm_type": 2, "kernel_size": 2},
        {"norm_type": 3, "kernel_size": 3, "stride": 2},
    ),
    Sound("max_pool2d", (2, 3, 9, 8), {"kernel_size": 3, "stride": 2}, DOUBLE),
    Sound("avg_pool2d", (2, 3, 9, 8), {"kernel_size": 3, "stride": 2}, DOUBLE),
    Sound("max_pool2d", (2, 3, 9, 8), {"kernel_size": 3, "stride": 2}, BFLOAT),
    Sound("avg_pool2d", (2, 3, 9, 8), {"kernel_size": 2}, BFLOAT),
    Sound("max_pool2d", (2, 3, 9, 8), {"kernel_size": 2}, HALF),
    Sound("max_pool2d", (2, 3, 9, 8), {"kernel_size": 3, "stride": 2}, channels_last=True),
    Sound("avg_pool2d", (2, 3, 9, 8), {"kernel_size": 3, "stride": 2}, channels_last=True),
]
