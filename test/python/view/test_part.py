"""A chosen part of a view, and the warning of what is too large to be opened."""

from __future__ import annotations

import warnings

import numpy as np
import pytest
from poolscope import explore


def shown(**more):
    random = np.random.default_rng(0)
    x = random.normal(size=(4, 6, 5, 3))
    dout = random.normal(size=(4, 3, 3, 3))
    return explore(x, dout, kernel_size=3, stride=2, padding=1, **more)


@pytest.mark.parametrize(
    ("batch", "channels"),
    [(2, (1, 3)), ((1, 4), None), (None, 2), (slice(1, None), slice(0, 2)), (range(3), None)],
)
@pytest.mark.parametrize("pool", ["max", "average"])
def test_holds_what_was_asked_for_wherever_it_is(batch, channels, pool):
    whole = shown(pool=pool)
    part = shown(pool=pool, batch=batch, channels=channels)
    entries, lanes = np.arange(4), np.arange(3)

    def chosen(which, numbers):
        if which is None:
            return numbers
        return numbers[[which] if isinstance(which, int) else slice(*_ends(which, numbers.size))]

    b, c = chosen(batch, entries), chosen(channels, lanes)
    for name in ("x", "dout", "din"):
        expected = getattr(whole.view, name)[b][..., c]
        np.testing.assert_array_equal(getattr(part.view, name), expected)
    assert part.view.cut.origin == (b[0], 0, 0, c[0])
    assert part.view.cut.whole == (4, 6, 5, 3)
    assert [str(one) for one in part.findings] == [str(one) for one in whole.findings]
    again = whole.part(batch=batch, channels=channels)
    np.testing.assert_array_equal(again.view.din, part.view.din)
    if pool == "max":
        rows = np.arange(whole.view.mask.shape[0]).reshape(4, 3, 3, 3)[b][..., c].ravel()
        np.testing.assert_array_equal(part.view.mask, whole.view.mask[rows])


def _ends(which, size):
    if isinstance(which, slice):
        return which.start, size if which.stop is None else which.stop
    return (which[0], which[-1] + 1) if isinstance(which, range) else which


@pytest.mark.parametrize("batch", [4, -1, (2, 2), (0, 5), slice(0, 9), "0", (1, 2, 3)])
def test_what_is_not_there_is_refused(batch):
    with pytest.raises(ValueError, match=r"explore: batch=.* (is not within 0 to 3|is no range)"):
        shown(batch=batch)


def test_a_cut_view_says_how_to_see_the_rest():
    large = explore(np.zeros((8, 300, 300, 4)), kernel_size=2)
    assert "batch= and channels= (explore, .part) show another part" in repr(large)
    assert "show another part" not in repr(shown())


def test_save_warns_of_what_the_page_does_not_open(tmp_path):
    x = np.zeros((24, 112, 112, 64), dtype=np.float32)
    dout = np.zeros((24, 56, 56, 64), dtype=np.float32)
    large = explore(x, dout, kernel_size=2, pool="average")
    with pytest.warns(UserWarning, match=r"x \[24, 112, 112, 64\] has 19,267,584 cells") as said:
        large.save(tmp_path / "large.npz")
    assert '.part(batch=0).save("part.npz")' in str(said[0].message)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        large.part(batch=0).save(tmp_path / "part.npz")
