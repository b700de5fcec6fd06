"""Random poolings held against x: every wrong row is found, and there is no false alarm."""

from __future__ import annotations

import numpy as np
from poolscope.findings.find import find
from poolscope.window.windows import windows


def found(name, findings):
    return [finding for finding in findings if finding.name == name]


def rows_of(finding):
    return [finding.place(k)["row"] for k in range(finding.count)]


def random_geometry(rng):
    """Any pooling of 1 to 3 axes that makes windows, with its padding, dilation and NaN rule."""
    rank = int(rng.integers(1, 4))
    while True:
        kernel = [int(rng.integers(1, 4)) for _ in range(rank)]
        dilation = [int(rng.integers(1, 3)) for _ in range(rank)]
        reach = [d * (k - 1) + 1 for k, d in zip(kernel, dilation)]
        shape = [
            int(rng.integers(1, 3)),
            *rng.integers(1, 7, rank).tolist(),
            int(rng.integers(1, 3)),
        ]
        try:
            return windows(
                shape,
                kernel_size=kernel,
                stride=[int(rng.integers(1, 4)) for _ in range(rank)],
                padding=[[int(rng.integers(0, r)), int(rng.integers(0, r))] for r in reach],
                dilation=dilation,
                ceil_mode=bool(rng.random() < 0.4),
                nan=str(rng.choice(["propagate", "ignore"])),
            )
        except ValueError:
            continue


def random_input(rng, geometry):
    delicate = [np.nan, np.inf, -np.inf, -0.0, 0.0, 1.0, -1.0, 2.5]
    if rng.random() < 0.5:
        x = rng.choice(delicate, geometry.input_shape)
    else:
        x = rng.integers(-2, 3, geometry.input_shape)
    return x.astype(rng.choice(["float32", "float64"]))


def cells_by_row(geometry):
    return np.stack(list(geometry.columns()), axis=1)


def holders(values, real, nan):
    """Which columns of a window hold its maximum, by a loop."""
    columns = [k for k in range(len(values)) if real[k]]
    nans = [k for k in columns if values[k] != values[k]]
    if nans and nan == "propagate":
        return nans
    numbers = [k for k in columns if values[k] == values[k]]
    return [k for k in numbers if all(values[other] <= values[k] for other in numbers)]


def test_a_mask_of_x_under_any_policy_is_no_error_and_a_moved_maximum_always_is():
    rng = np.random.default_rng(17)
    moved = 0
    for _ in range(1200):
        geometry = random_geometry(rng)
        x = random_input(rng, geometry)
        dout = rng.standard_normal(geometry.output_shape).astype(x.dtype)
        dout[rng.random(dout.shape) < 0.3] = 0
        cells = cells_by_row(geometry)
        policy = rng.choice(["first", "last", "all", "any"])
        mask = np.zeros(cells.shape, bool)
        tied, depend = 0, set()
        smaller = []
        for row, window in enumerate(cells):
            values = x.ravel()[window]
            held = holders(values, window >= 0, geometry.nan)
            if not held:
                continue
            chosen = {"first": held[:1], "last": held[-1:], "all": held}.get(policy)
            mask[row, chosen or [int(rng.choice(held))]] = True
            if len(held) > 1:
                tied += 1
                depend |= set(window[held]) if dout.ravel()[row] != 0 else set()
            others = [k for k in range(len(window)) if window[k] >= 0 and k not in held]
            smaller += [(row, k) for k in others]
        findings = find(geometry, mask, x=x, dout=dout)
        assert found("not-maximum", findings) == []
        ties = found("ties", findings)
        assert sum(finding.count for finding in ties) == tied
        if tied:
            assert f": {len(depend)} cells of din" in ties[0].text
        if smaller:
            moved += 1
            row, column = smaller[int(rng.integers(len(smaller)))]
            mask[row] = False
            mask[row, column] = True
            [wrong] = found("not-maximum", find(geometry, mask, x=x, dout=dout))
            assert wrong.severity == "error"
            assert rows_of(wrong) == [row]
            values = x.ravel()[cells[row]]
            at = ", ".join(map(str, np.unravel_index(cells[row][column], x.shape)))
            assert f"row {row}: x({at}) = " in wrong.text
            assert values[column] == values[column] or geometry.nan == "ignore"
    assert moved > 600
