"""What is tallied block by block is what a look at the whole batch finds, to the last place."""

from __future__ import annotations

import numpy as np
import pytest
from poolscope.findings.find import find, say_routed, tally_routed
from poolscope.findings.kinds.din_difference import must_ask
from poolscope.findings.whole import TallyOfBlocks
from poolscope.window.blocks import blocks_of
from poolscope.window.mask import max_mask
from poolscope.window.routes import route
from poolscope.window.windows import windows


def drawn(seed):
    """A pooling with NaN, ∞ and ties in x, a mask that is partly wrong, and one of many dins."""
    draw = np.random.default_rng(seed)
    rank = int(draw.integers(1, 4))
    sizes = draw.integers(3, 8, rank).tolist()
    shape = (int(draw.integers(1, 6)), *sizes, int(draw.integers(1, 6)))
    kernel = draw.integers(1, 4, rank).tolist()
    stride = draw.integers(1, 4, rank).tolist()
    options = {"kernel_size": kernel, "stride": stride}
    if draw.random() < 0.5:
        options["padding"] = [size // 2 for size in kernel]
    geometry = windows(shape, **options)
    x = draw.integers(-2, 3, shape).astype(np.float32)
    if draw.random() < 0.5:
        x[draw.random(shape) < 0.1] = draw.choice([np.nan, np.inf, -np.inf])
    with np.errstate(invalid="ignore"):
        mask = max_mask(x, geometry)
        if draw.random() < 0.5:
            flipped = draw.random(mask.shape) < draw.choice([0.01, 0.2])
            real = np.stack([cells >= 0 for cells in geometry.columns()], axis=1)
            mask ^= flipped & real
        dout = draw.integers(-2, 3, geometry.output_shape).astype(np.float32)
        if draw.random() < 0.2:
            dout[draw.random(dout.shape) < 0.1] = draw.choice([np.nan, np.inf])
        routes = route(mask, geometry)
        kind = draw.integers(0, 4)
        din = routes.assigned_din(dout) if kind == 1 else routes.din(dout, "full")
        if kind == 2:
            din = routes.din(dout, "split")
        if kind == 3:
            din = din + (draw.random(din.shape) < 0.1)
    return geometry, options, mask, x, dout, din, int(draw.choice([1, 20, 60, 200]))


def tallied(geometry, options, mask, x, dout, din, most, *, made):
    """The tally of blocks of so many cells at most."""
    whole = TallyOfBlocks(geometry.input_shape[-1])
    shaped = mask.reshape(*geometry.output_shape, -1)
    for block in blocks_of(geometry.input_shape, most):
        part = x[block.index]
        here = windows(part.shape, **options)
        rows = shaped[(*block.index, slice(None))].reshape(here.rows, -1)
        tally = tally_routed(
            route(rows, here),
            here,
            x=np.ascontiguousarray(part),
            dout=np.ascontiguousarray(dout[block.index]),
            din=np.ascontiguousarray(din[block.index]),
            made=made,
        )
        whole.add(block, tally)
    return whole.tally()


@pytest.mark.parametrize("seed", range(120))
@pytest.mark.filterwarnings("ignore:invalid value")
def test_blocks_of_entries_and_of_channels_show_what_all_show(seed):
    print("seed", seed)
    geometry, *rest = case = drawn(seed)
    _, mask, x, dout, din, _ = rest
    due = find(geometry, mask, x=x, dout=dout, din=din)
    tally = tallied(*case, made=False)
    if must_ask(tally.counts, tally.holds):
        tally = tallied(*case, made=True)
    found = say_routed(tally, geometry.input_shape, geometry, of_din=True)
    assert [str(one) for one in found] == [str(one) for one in due]
    for ours, theirs in zip(found, due):
        ours, theirs = ([one.place(k) for k in range(one.count)] for one in (ours, theirs))
        # NaN is what some amounts are.
        assert repr(ours) == repr(theirs)


def test_a_batch_without_entries_is_one_block():
    [block] = blocks_of((0, 4, 4, 3))
    assert (block.entries, block.channels) == (0, 3)
    assert np.zeros((0, 4, 4, 3))[block.index].shape == (0, 4, 4, 3)
