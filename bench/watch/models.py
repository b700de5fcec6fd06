"""Networks that the benchmark trains, made by code: their shapes count, not their weights."""

from __future__ import annotations

import torch
import torch.nn.functional as F
from torch import nn


def small() -> tuple[nn.Module, torch.Tensor]:
    """Four times convolution, in-place ReLU and pool, then a global average."""
    layers: list[nn.Module] = []
    for before, after in ((3, 16), (16, 32), (32, 64), (64, 128)):
        conv = nn.Conv2d(before, after, 3, padding=1)
        layers += [conv, nn.ReLU(inplace=True), nn.MaxPool2d(2)]
    return classifier(layers, 128), torch.randn(32, 3, 64, 64)


class Residual(nn.Module):
    """Two convolutions beside a shortcut."""

    def __init__(self, before: int, after: int, stride: int) -> None:
        super().__init__()
        self.first = unit(before, after, 3, stride=stride, padding=1)
        self.second = nn.Conv2d(after, after, 3, padding=1, bias=False)
        self.norm = nn.BatchNorm2d(after)
        alike = stride == 1 and before == after
        self.shortcut = nn.Identity() if alike else nn.Conv2d(before, after, 1, stride)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        """Adds the two."""
        return F.relu(self.norm(self.second(self.first(x))) + self.shortcut(x))


class Inception(nn.Module):
    """Three convolutions and a pool of stride 1, side by side."""

    def __init__(self, before: int, *sizes: int) -> None:
        super().__init__()
        a, b, c, d, e, f = sizes
        self.ways = nn.ModuleList(
            (
                unit(before, a, 1),
                nn.Sequential(unit(before, b, 1), unit(b, c, 3, padding=1)),
                nn.Sequential(unit(before, d, 1), unit(d, e, 3, padding=1)),
                nn.Sequential(nn.MaxPool2d(3, 1, 1, ceil_mode=True), unit(before, f, 1)),
            )
        )

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        """Joins their channels."""
        return torch.cat([way(x) for way in self.ways], 1)


def unit(before: int, after: int, size: int, **options: int) -> nn.Sequential:
    """A convolution, its normalization and an in-place ReLU."""
    conv = nn.Conv2d(before, after, size, bias=False, **options)
    return nn.Sequential(conv, nn.BatchNorm2d(after), nn.ReLU(inplace=True))


def classifier(layers: list[nn.Module], channels: int) -> nn.Sequential:
    """Layers, a global average and ten classes."""
    return nn.Sequential(*layers, nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(channels, 10))


def resnet18() -> tuple[nn.Module, torch.Tensor]:
    """Its stem and eight residual blocks, at batch 32."""
    layers = [unit(3, 64, 7, stride=2, padding=3), nn.MaxPool2d(3, 2, 1)]
    before = 64
    for after in (64, 128, 256, 512):
        layers += [Residual(before, after, 1 if after == 64 else 2), Residual(after, after, 1)]
        before = after
    return classifier(layers, 512), torch.randn(32, 3, 224, 224)


def googlenet() -> tuple[nn.Module, torch.Tensor]:
    """Its pools and convolutions, at batch 16."""

    def pool(size: int) -> nn.Module:
        return nn.MaxPool2d(size, 2, ceil_mode=True)

    layers = [
        *(unit(3, 64, 7, stride=2, padding=3), pool(3), unit(64, 64, 1)),
        *(unit(64, 192, 3, padding=1), pool(3)),
        *(Inception(192, 64, 96, 128, 16, 32, 32), Inception(256, 128, 128, 192, 32, 96, 64)),
        *(pool(3), Inception(480, 192, 96, 208, 16, 48, 64)),
        *(Inception(512, 160, 112, 224, 24, 64, 64), Inception(512, 128, 128, 256, 24, 64, 64)),
        *(Inception(512, 112, 144, 288, 32, 64, 64), Inception(528, 256, 160, 320, 32, 128, 128)),
        *(pool(2), Inception(832, 256, 160, 320, 32, 128, 128)),
        Inception(832, 384, 192, 384, 48, 128, 128),
    ]
    return classifier(layers, 1024), torch.randn(16, 3, 224, 224)
