"""Random pooling configurations and data, shared by the frameworks."""

import math
from dataclasses import dataclass
from typing import Any

import numpy as np

LARGEST = {1: 20, 2: 8, 3: 5}


@dataclass
class Configuration:
    batch: int
    channels: int
    spatial: list[int]
    kernel: list[int]
    stride: list[int]
    padding: list[list[int]]
    dilation: list[int]
    ceil_mode: bool

    @property
    def rank(self) -> int:
        return len(self.spatial)

    @property
    def extent(self) -> list[int]:
        return [d * (k - 1) + 1 for k, d in zip(self.kernel, self.dilation)]

    @property
    def output(self) -> list[int]:
        """Output cells an axis: what tells an empty or impossible configuration beforehand."""
        sizes = []
        for n, (low, high), s, e in zip(self.spatial, self.padding, self.stride, self.extent):
            steps = (n + low + high - e) / s
            out = (math.ceil(steps) if self.ceil_mode else math.floor(steps)) + 1
            if self.ceil_mode and (out - 1) * s >= n + low:
                out -= 1
            sizes.append(out)
        return sizes

    def has_window_without_real_cell(self) -> bool:
        for axis, out in enumerate(self.output):
            for o in range(out):
                start = o * self.stride[axis] - self.padding[axis][0]
                cells = range(start, start + self.extent[axis], self.dilation[axis])
                if not any(0 <= cell < self.spatial[axis] for cell in cells):
                    return True
        return False

    @property
    def options(self) -> dict[str, Any]:
        options: dict[str, Any] = {"kernelSize": self.kernel, "stride": self.stride}
        if any(map(any, self.padding)):
            symmetric = all(low == high for low, high in self.padding)
            options["padding"] = [low for low, _ in self.padding] if symmetric else self.padding
        if any(d != 1 for d in self.dilation):
            options["dilation"] = self.dilation
        if self.ceil_mode:
            options["ceilMode"] = True
        return options


def random_configuration(
    rng: np.random.Generator, rank: int, dilations: bool = True
) -> Configuration:
    """Symmetric padding of at most half a kernel, as PyTorch allows; output cells on every axis."""
    while True:
        kernel = [int(rng.integers(1, 4 if rank > 1 else 6)) for _ in range(rank)]
        dilated = dilations and rng.random() < 0.35
        same = rng.random() < 0.3
        own = Configuration(
            batch=int(rng.integers(1, 3)),
            channels=int(rng.choice([1, 2, 3, 4, 5, 7])) if rank < 3 else int(rng.integers(1, 4)),
            spatial=[int(rng.integers(2, LARGEST[rank] + 1)) for _ in range(rank)],
            kernel=kernel,
            stride=list(kernel) if same else [int(rng.integers(1, 4)) for _ in range(rank)],
            padding=[[p, p] for p in (int(rng.integers(0, k // 2 + 1)) for k in kernel)],
            dilation=[int(rng.integers(1, 4)) if dilated else 1 for _ in range(rank)],
            ceil_mode=bool(rng.random() < 0.4),
        )
        if min(own.output) >= 1:
            return own


KINDS = ["normal", "ties", "negative", "special", "mostly -inf"]


def random_data(rng: np.random.Generator, kind: str, shape: list[int], dtype: str) -> np.ndarray:
    if kind == "ties":
        x = rng.integers(-1, 3, shape).astype(dtype)
        x[(x == 0) & (rng.random(shape) < 0.5)] = -0.0
        return x
    if kind == "special":
        choices = [np.nan, np.inf, -np.inf, -0.0, 0.0, 1.0, -1.0, 2.5]
        return rng.choice(choices, shape, p=[0.12, 0.08, 0.2, 0.12, 0.12, 0.12, 0.12, 0.12]).astype(
            dtype
        )
    if kind == "mostly -inf":
        return rng.choice([-np.inf, -3.0], shape, p=[0.85, 0.15]).astype(dtype)
    x = rng.standard_normal(shape).astype(dtype)
    return -np.abs(x) - np.asarray(0.1, dtype) if kind == "negative" else x


def title(own: Configuration, dtype: str, kind: str) -> str:
    """One line that tells a configuration: [2, 7, 5, 3] float32, kernel 3×2, stride 1×1, …"""
    by = "×".join
    parts = [
        f"{[own.batch, *own.spatial, own.channels]} {dtype}",
        f"kernel {by(map(str, own.kernel))}",
        f"stride {by(map(str, own.stride))}",
    ]
    if any(map(any, own.padding)):
        parts.append(
            "padding "
            + by(str(low) if low == high else f"({low},{high})" for low, high in own.padding)
        )
    if any(d != 1 for d in own.dilation):
        parts.append(f"dilation {by(map(str, own.dilation))}")
    if own.ceil_mode:
        parts.append("ceilMode")
    return ", ".join([*parts, kind])
