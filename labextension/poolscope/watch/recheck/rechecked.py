"""The scope of calls that have run again."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import torch

from ...core.numbers import count
from ..call.call import PoolCall
from ..call.checks import RANDOM
from ..calls import Calls
from ..pytorch import overrides
from ..pytorch.tensors import read_array
from ..table import CALL_COLUMNS, call_texts, found
from .judge import NOT_CHECKED, JudgedCall
from .progress import Progress
from .rerun import Given, Result, Runner, tensor_of
from .target import Target, first_line

COLUMNS = (*CALL_COLUMNS, "output", "indices", "din", "findings")


class Rechecked(Calls):
    """Calls that have run again, to look at as those of a scope; made by `recheck`."""

    _title = "Pooling calls, rechecked"
    _columns = COLUMNS
    _operation = "recheck"

    def __init__(self, name: str, target: Target, calls: list[PoolCall]) -> None:
        super().__init__(name)
        self.target = target
        self._calls = calls

    def _all(self) -> list[PoolCall]:
        return self._calls

    def _problems(self) -> list[str]:
        """What holds for every call."""
        if not self._calls:
            return []
        alone = (
            "what torch.compile fuses with a call's neighbours"
            if self.target.backend
            else ("what becomes of it among its neighbours")
        )
        how = "compiled" if self.target.backend else "run"
        return [f"held against x: {self.target}; each call was {how} alone: {alone} is not checked"]

    def _row(self, call: PoolCall) -> dict[str, str]:
        assert isinstance(call, JudgedCall)
        verdicts = call.verdicts
        has_indices = call.operation.op == "max"
        texts = (
            *call_texts(call),
            verdicts.get("output", NOT_CHECKED),
            verdicts.get("indices", NOT_CHECKED) if has_indices else "–",
            verdicts.get("din", NOT_CHECKED),
            found(call),
        )
        return dict(zip(COLUMNS, texts))


def recheck_calls(
    name: str,
    captured: Sequence[PoolCall],
    target: Target,
    *,
    progress: bool = True,
    together: bool = False,
) -> Rechecked:
    """Runs captured calls again, one by one, and judges what they give.

    `together` compiles all of them at once, which is quicker; then torch may fuse them.
    """
    if overrides.listening():
        raise RuntimeError("recheck: a watched block is running; call it after the block")
    line, runner = Progress(len(captured), progress), Runner(target.backend)
    judged = [_again(call, target) for call in captured]
    givens = [
        _given(call, target) if call.kept[1] > call.kept[0] and again.windows is not None else None
        for call, again in zip(captured, judged)
    ]
    results: dict[int, Result | str] = {}
    if together:
        there = {at: given for at, given in enumerate(givens) if given is not None}
        results = dict(zip(there, runner.run(list(there.values()))))
    for at, (call, again, given) in enumerate(zip(captured, judged, givens)):
        if given is None:
            why = "; ".join(call.notes) or "nothing of it was kept"
            again.leave_unchecked(RANDOM if call.kept[1] > call.kept[0] else why)
            continue
        line.tell(at, call.operation.function)
        result = results[at] if together else _run(runner, given)
        rank = len(call.operation.sizes)
        x = read_array(given.x, rank)
        if isinstance(result, str):
            again.leave_unchecked(result)
            continue
        with np.errstate(all="ignore"):
            dout = None if given.dout is None else read_array(given.dout, rank)
            again.judge(call, x, dout, result)
    line.end()
    return Rechecked(name, target, list(judged))


def _run(runner: Runner, given: Given) -> Result | str:
    """What a call gives; in words, that torch can't run it there."""
    try:
        return runner.run([given])[0]
    except Exception as error:
        return f"{type(error).__name__}: {first_line(error)}"


def _given(call: PoolCall, target: Target) -> Given:
    dtype = getattr(torch, call.dtype)
    if target.dtype is not None and dtype.is_floating_point:
        dtype = target.dtype
    array = call.kept_array("x")
    assert array is not None
    x = tensor_of(array, call.orders.get("x"), dtype, target.device)
    dout = call.kept_array("dout")
    if dout is None or not dtype.is_floating_point:
        return Given(call.operation, x, None)
    given = tensor_of(dout, call.orders.get("dout"), dtype, target.device)
    return Given(call.operation, x.requires_grad_(), given)


def _again(call: PoolCall, target: Target) -> JudgedCall:
    """The call that a captured one becomes, before it has run."""
    dtype = getattr(torch, call.dtype)
    notes, unchecked = [], []
    if target.dtype not in (None, dtype) and dtype.is_floating_point:
        dtype = target.dtype
        name = str(dtype).partition(".")[2]
        notes.append(f"x and dout were rounded from {call.dtype} to {name} first")
    batch, (first, end) = call.input_shape[0], call.kept
    size = end - first
    # A call of which nothing is kept is told as it was; it does not run.
    entries = size or batch
    if 0 < size < batch:
        notes.append(
            f"batch entries {first} to {end - 1} of {count(batch)} were kept and count from 0 here"
        )
        unchecked.append(
            f"{count(batch - size)} of its {count(batch)} batch entries, of which nothing was kept"
        )
    channels = call.input_shape[-1]
    again = JudgedCall(
        order=call.order,
        name=call.name,
        turn=call.turn,
        where=call.where,
        operation=call.operation,
        geometry=call.operation.geometry(entries, channels),
        windows=call.operation.windows(entries, channels),
        input_shape=(entries, *call.input_shape[1:]),
        output_shape=(entries, *call.output_shape[1:]),
        dtype=str(dtype).partition(".")[2],
        epsilon=float(torch.finfo(dtype).eps) if dtype.is_floating_point else 0.0,
        layout=call.layout,
        backward="seen" if call.kept_array("dout") is not None or not size else call.backward,
        notes=notes,
    )
    for why in unchecked:
        again.leave_unchecked(why)
    return again
