"""Makes a call of what another implementation gave for a captured one, with what is wrong in it."""

from __future__ import annotations

import math
from dataclasses import dataclass, field

import numpy as np
import torch
from numpy.typing import NDArray

from ...core.arrays import Array
from ...core.numbers import count, part
from ...findings.finding.finding import Finding, merge_findings
from ...findings.kinds.din_difference import differing_cells
from ...window.weights import weighted_din
from ..call.call import PoolCall
from ..call.checks import HALF_NORM
from ..call.judge import Judge
from ..call.source import Source
from ..call.winners import routes_of
from ..pytorch.tensors import read_array
from .rerun import Result
from .truth import differing, judge_indices, output_findings, right_output

NOT_CHECKED = "not checked"


@dataclass(eq=False)
class JudgedCall(PoolCall):
    """A call that has run again: x, mask and dout as captured, din as it came out."""

    #: What its output, indices and din are: equal, within rounding, or wrong.
    verdicts: dict[str, str] = field(default_factory=dict)
    #: The winning cell of each row by its indices, or by our own rule where they are wrong.
    _cells: NDArray[np.int64] | None = None

    def judge(self, captured: PoolCall, x: Array, dout: Array | None, result: Result) -> None:
        """Holds a result against our own rule, and takes what was found."""
        rank = len(self.operation.sizes)
        self.keep(0, x.shape[0])
        found: list[Finding] = []
        windows = self.windows
        output = read_array(result.output, rank)
        if output.shape != self.output_shape:
            self.leave_unchecked(f"its output has the shape {list(output.shape)} there")
        else:
            found += self._judge_output(x, output, result.output.dtype)
            if result.indices is not None:
                found += self._judge_indices(x, read_array(result.indices, rank))
        self._kept.put("x", x)
        self.see_forward(Source(x), self._winners(x))
        self._in_forward = merge_findings(self._in_forward, found)
        mask = captured.kept_mask
        same = mask is None or self.kept_mask is None or np.array_equal(mask, self.kept_mask)
        self._mask = mask
        if dout is not None:
            din = None if result.din is None else read_array(result.din, rank)
            self.see_backward(Source(dout), None if din is None else Source(din))
            self.settle()
            self._derived = self._derived and same
            if din is not None and windows is not None and HALF_NORM not in self.unchecked:
                self.verdicts["din"] = self._judge_din(x, dout, din)
        self._cells = self._judge = None

    def _new_judge(self) -> Judge:
        return Judge(
            self.operation,
            self.input_shape,
            self.output_shape,
            self.layout,
            self.epsilon,
            holds_ties=False,
        )

    def _winners(self, x: Array) -> Source | None:
        """The winning cells as indices that are flat in their planes."""
        if self._cells is None:
            return None
        plane = self._cells // max(1, x.shape[-1]) % max(1, math.prod(x.shape[1:-1]))
        return Source(plane.reshape(self.output_shape))

    def _judge_output(self, x: Array, output: Array, dtype: torch.dtype) -> list[Finding]:
        assert self.windows is not None
        right = right_output(self.operation, self.windows, x, self.epsilon)
        if isinstance(right, str):
            self.leave_unchecked(right)
            return []
        places = differing(output, right)
        unsure = int(np.isinf(right.bound).sum())
        if unsure:
            self.leave_unchecked(f"{count(unsure)} of {count(output.size)} outputs: rounding")
        exact = _rounded(right.right, dtype)
        self.verdicts["output"] = _verdict(output, exact, places.count)
        return output_findings(output, right, places, self.layout)

    def _judge_indices(self, x: Array, indices: Array) -> list[Finding]:
        assert self.windows is not None
        judged = judge_indices(indices, self.windows, x, self.layout)
        self._cells = judged.cells
        wrong = int(judged.wrong.sum())
        right = "equal" if judged.same else "equal but for ties"
        self.verdicts["indices"] = _wrong(wrong, judged.wrong.size) if wrong else right
        return judged.findings

    def _judge_din(self, x: Array, dout: Array, din: Array) -> str:
        assert self.windows is not None
        errors = [one for one in self._in_backward if one.name == "din-differs"]
        if self._cells is not None:
            routes = routes_of(self._cells, x.shape, self.windows.window_size)
            exact = routes.din(dout).ravel().astype(np.float64)
        else:
            pooling = self.operation.pooling
            assert pooling is not None
            exact = weighted_din(pooling, self.windows, dout, x).right
        dtype = getattr(torch, self.dtype)
        return _verdict(din, _rounded(exact, dtype), errors[0].count if errors else 0)


def _rounded(right: Array, dtype: torch.dtype) -> Array:
    """Numbers as a precision holds them."""
    tensor = torch.from_numpy(np.ascontiguousarray(right, dtype=np.float64))
    rounded: Array = tensor.to(dtype).to(torch.float64).numpy()
    return rounded


def _verdict(given: Array, exact: Array, wrong: int) -> str:
    if wrong:
        return _wrong(wrong, given.size)
    equal = differing_cells(given, exact, np.zeros(1)).count == 0
    return "equal" if equal else "within rounding"


def _wrong(n: int, total: int) -> str:
    """That some are wrong, of how many.

    >>> _wrong(48, 294)
    'wrong: 48 of 294 (16 %)'
    """
    return f"wrong: {part(n, total)}"
