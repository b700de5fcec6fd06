"""What a pooling call is: its name, operation, windows and shapes, before anything is found."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Literal

from ...core.layout import Layout
from ...window.geometry import Geometry
from ..pytorch.operation import Operation
from .source import Source

Backward = Literal["seen", "mapped", "not seen", "not needed", "transformed"]
IN_VMAP = "inside vmap"
UNSEEN: dict[Backward, str] = {
    "not seen": "no backward seen",
    "not needed": "no backward: x needs no gradient",
    "mapped": IN_VMAP,
    "transformed": "no gradient seen inside a transform of torch.func",
    "seen": "",
}


@dataclass(eq=False)
class CallFacts:
    """What tells a call from others."""

    order: int
    name: str
    #: Which call of this name it is, from 0.
    turn: int
    where: str
    operation: Operation
    #: Its windows where they are alike.
    geometry: Geometry | None
    #: Its windows, also of different sizes; none where they follow from the indices alone.
    windows: Geometry | None
    #: Shapes with channels last.
    input_shape: tuple[int, ...]
    output_shape: tuple[int, ...]
    dtype: str
    #: The step from 1 to the next number in that dtype.
    epsilon: float
    #: The axes of its tensors, for what is said of their cells.
    layout: Layout = "NCHW"

    @property
    def words(self) -> str:
        """The operation in words, with its options."""
        return self.operation.words(self.geometry)

    def entry_bytes(self, x: Source, *, masked: bool) -> int:
        """The bytes that a batch entry takes: of x, din and dout, and of a mask if there is one."""
        cells = math.prod(self.input_shape[1:])
        rows = math.prod(self.output_shape[1:])
        window = self.geometry.window_size if self.geometry and masked else 0
        return int(2 * cells * x.dtype.itemsize + rows * (x.dtype.itemsize + window))
