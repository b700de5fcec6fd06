"""What there is to find in a backward pass, by search.

Loops over every row and cell, as the words of `src/findings/findings.ts` say, and nothing of the
library but its table of sentences.

A finding is `{name, severity, count, text, places}`, with `as` for `din-differs` and `array` for
`nan`, `infinite` and `dead-channels`; of its places the first few are kept. Numbers in a text have
six significant digits, as JavaScript writes them, with a true minus sign; counts have their
thousands apart.
"""

import itertools
import math
from collections.abc import Callable, Iterator
from decimal import ROUND_HALF_UP, Context, Decimal
from functools import partial
from typing import Any

import numpy as np

from . import files
from .configurations import Configuration, random_data
from .maxima import dead_channels, of_x
from .sentences import listed, quantity, sentence, sentence_for, severity

KEPT = 8

#: Sentences of the table that no vector holds, by who says them: a test there has each said.
UNSAID = {
    # `watch`, of poolings that have no mask or no gradient yet.
    "Python": [
        "ties.x",
        "din-differs.average",
        "din-differs.lp",
        "sum-differs.padding",
        "shared-cells.without-mask",
    ],
    # `recheck`, of what another implementation gives; so is the finding `output-differs`.
    "recheck": ["not-maximum.outside", "output-differs", "output-differs.at"],
    # `findings`, of a part of a pooling.
    "TypeScript": ["sum-differs.outside", "dead-cells.part"],
}


def six(value: float) -> str:
    """Six significant digits; half of the last one goes away from 0, as in `toPrecision`."""
    if np.isnan(value):
        return "NaN"
    if np.isinf(value):
        return "∞" if value > 0 else "−∞"
    rounded = Context(prec=6, rounding=ROUND_HALF_UP).create_decimal(Decimal(float(value)))
    if rounded == 0:
        return "0"
    sign, digits, exponent = rounded.normalize().as_tuple()
    text = "".join(map(str, digits))
    power = len(text) + int(exponent) - 1
    if -7 < power < 21:
        shown = f"{abs(rounded):f}"
        shown = shown.rstrip("0").rstrip(".") if "." in shown else shown
    else:
        shown = (
            text[0]
            + ("." + text[1:] if len(text) > 1 else "")
            + f"e{'+' if power > 0 else '−'}{abs(power)}"
        )
    return ("−" if sign else "") + shown


def signed(value: float) -> str:
    return six(value) if value < 0 or np.isnan(value) else "+" + six(value)


class Pooling:
    """The windows of a configuration: row r = ((b·outHeight + i)·outWidth + j)·channels + c."""

    def __init__(self, own: Configuration, nan: str = "propagate") -> None:
        self.own = own
        self.nan = nan
        #: The half precision that a case is computed in.
        self.pooled_in = ""
        self.options = {**own.options, **({} if nan == "propagate" else {"nan": nan})}
        self.shape = [own.batch, *own.spatial, own.channels]
        self.output = [own.batch, *own.output, own.channels]
        self.size = int(np.prod(self.shape))
        self.rows = [self.cells(index) for index in itertools.product(*map(range, self.output))]
        self.window_size = int(np.prod(own.kernel))

    def cells(self, index: tuple[int, ...]) -> list[int]:
        """Flat indices into the input, −1 in the padding."""
        own = self.own
        cells = []
        for offsets in itertools.product(*map(range, own.kernel)):
            at = [
                out * stride + offset * dilation - low
                for out, stride, offset, dilation, (low, _) in zip(
                    index[1:-1], own.stride, offsets, own.dilation, own.padding
                )
            ]
            real = all(0 <= a < n for a, n in zip(at, own.spatial))
            cells.append(
                int(np.ravel_multi_index((index[0], *at, index[-1]), self.shape)) if real else -1
            )
        return cells

    def mask(self, x: np.ndarray, ties: str = "first") -> np.ndarray:
        """Where the maximum of each row sits."""
        flat = x.ravel()
        mask = np.zeros((len(self.rows), self.window_size), np.uint8)
        for row, cells in enumerate(self.rows):
            real = [k for k, cell in enumerate(cells) if cell >= 0]
            nans = [k for k in real if np.isnan(flat[cells[k]])]
            numbers = [k for k in real if k not in nans]
            if nans and self.nan == "propagate":
                mask[row, nans if ties == "all" else nans[-1]] = 1
            elif numbers:
                most = max(flat[cells[k]] for k in numbers)
                best = [k for k in numbers if flat[cells[k]] == most]
                mask[row, {"first": best[:1], "last": best[-1:], "all": best}[ties]] = 1
        return mask

    def backward(
        self, dout: np.ndarray, mask: np.ndarray, share: str = "full", assign: bool = False
    ) -> np.ndarray:
        """Each row's gradient to its maxima, in row order and in dout's precision."""
        din = np.zeros(self.size, dout.dtype)
        flat = dout.ravel()
        with np.errstate(all="ignore"):
            for row, cells in enumerate(self.rows):
                maxima = int(mask[row].sum())
                for k, cell in enumerate(cells):
                    if mask[row, k]:
                        gave = (
                            flat[row] / dout.dtype.type(maxima) if share == "split" else flat[row]
                        )
                        din[cell] = gave if assign else din[cell] + gave
        return din.reshape(self.shape)


def same(a: float, b: float) -> bool:
    return a == b or bool(np.isnan(a) and np.isnan(b))


HALF_STEPS = {"float16": 2.0**-10, "bfloat16": 2.0**-7}


def differing(
    pooling: Pooling, dout: np.ndarray, mask: np.ndarray, din: np.ndarray, right: np.ndarray
) -> list[int]:
    """Cells of din that rounding cannot explain."""
    single = np.float32 in (dout.dtype.type, din.dtype.type)
    step = HALF_STEPS.get(pooling.pooled_in, 2.0 ** (-23 if single else -52))
    unit = pooling.window_size * step
    most = pooling.backward(np.abs(dout.astype(np.float64)), mask).ravel()
    found = []
    for cell, (a, b) in enumerate(zip(din.ravel().astype(float), right.ravel().astype(float))):
        with np.errstate(all="ignore"):
            if not same(a, b) and not (abs(a - b) < np.inf and abs(a - b) <= unit * most[cell]):
                found.append(cell)
    return found


def row_places(rows: list[int]) -> list[dict[str, Any]]:
    return [{"row": row} for row in rows[:KEPT]]


def cell_places(array: str, cells: list[int]) -> list[dict[str, Any]]:
    return [{"array": array, "cell": cell} for cell in cells[:KEPT]]


def findings(pooling: Pooling, given: dict[str, Any]) -> list[dict[str, Any]]:
    pooling.pooled_in = given.get("pooledIn", "")
    return list(
        search(
            pooling, given["mask"], given["dout"], given.get("x"), given.get("din"), given["share"]
        )
    )


def search(
    pooling: Pooling,
    mask: np.ndarray,
    dout: np.ndarray,
    x: np.ndarray | None,
    din: np.ndarray | None,
    share: str,
) -> Iterator[dict[str, Any]]:
    rows, cells = len(pooling.rows), pooling.size
    maxima = mask.sum(axis=1).astype(int)
    of_rows, of_cells = quantity(rows, "row"), quantity(cells, "input-cell")

    none = [r for r in range(rows) if maxima[r] == 0]
    yield from counted("no-maximum", none, row_places, of_rows)
    several = [r for r in range(rows) if maxima[r] > 1]
    yield from counted(
        "several-maxima", several, row_places, of_rows, key=f"several-maxima.{share}"
    )
    if x is not None:
        for name, places, text in of_x(
            pooling.rows, mask, x, dout, pooling.nan, six, pooling.pooled_in or None
        ):
            yield finding(name, "", len(places), text, row_places(places))

    other = "split" if share == "full" else "full"
    right = pooling.backward(dout, mask, share)
    shown = right if din is None else din
    wrong = differing(pooling, dout, mask, shown, right)
    made = share
    if wrong:
        first = wrong[0]
        a, b = float(shown.ravel()[first]), float(right.ravel()[first])
        if not differing(pooling, dout, mask, shown, pooling.backward(dout, mask, other)):
            made = kind = other
            what = sentence("din-differs.share", other, share)
        else:
            assigned = pooling.backward(dout, mask, share, assign=True)
            kind = "other" if differing(pooling, dout, mask, shown, assigned) else "assigned"
            what = sentence(f"din-differs.{kind}")
        index = ", ".join(map(str, np.unravel_index(first, pooling.shape)))
        if np.isfinite(a - b):
            at = sentence("din-differs.at-off", index, six(a), six(b), six(a - b))
        else:
            at = sentence("din-differs.at", index, six(a), six(b))
        n = len(wrong)
        differ = sentence_for(n, "din-differs.cells", f"{n:,}", quantity(cells, "cell"), at)
        text = sentence("din-differs", what, differ)
        yield {**finding("din-differs", kind, n, text, cell_places("din", wrong)), "as": kind}
        if kind == other:
            wrong = []

    yield from sums(dout, shown, right, maxima, wrong, made)

    holding = np.zeros(cells, int)
    winning = np.zeros(cells, int)
    for row, window in enumerate(pooling.rows):
        for k, cell in enumerate(window):
            if cell >= 0:
                holding[cell] += 1
                winning[cell] += int(mask[row, k])
    contested = int((winning > 1).sum())
    if contested:
        most = sentence_for(contested, "shared-cells.contested", f"{contested:,}")
    else:
        most = sentence("shared-cells.uncontested")
    of_din = partial(cell_places, "din")
    yield from counted(
        "shared-cells", [c for c in range(cells) if holding[c] > 1], of_din, of_cells, most
    )
    yield from counted(
        "uncovered-cells", [c for c in range(cells) if holding[c] == 0], of_din, of_cells
    )
    batch = pooling.shape[0]
    if batch > 0:
        each = cells // batch
        whole = shown.reshape(batch, each)
        dead = [
            p for p in range(each) if holding[p] > 0 and all(whole[b, p] == 0 for b in range(batch))
        ]
        if dead:
            n = len(dead)
            text = sentence(
                "dead-cells", f"{n:,}", quantity(each, "input-position"), quantity(batch, "entry")
            )
            yield finding("dead-cells", "", n, text, of_din(dead))
    for name, array in (("x", x), ("din", shown)):
        found = None if array is None else dead_channels(name, array)
        if found is not None:
            one = finding("dead-channels", "", len(found[0]), found[1], cell_places(name, found[0]))
            yield {**one, "array": name}

    arrays = [
        (name, a.ravel().astype(float))
        for name, a in (("x", x), ("dout", dout), ("din", din))
        if a is not None
    ]
    for name, values in arrays:
        found = [c for c, value in enumerate(values) if np.isnan(value)]
        for one in counted(
            "nan", found, partial(cell_places, name), quantity(len(values), "cell"), name
        ):
            yield {**one, "array": name}
    for name, values in arrays:
        found = [c for c, value in enumerate(values) if np.isinf(value)]
        if found:
            plus = sum(1 for c in found if values[c] > 0)
            signs = (("infinite.plus", plus), ("infinite.minus", len(found) - plus))
            said = listed([sentence(key, f"{n:,}") for key, n in signs if n])
            for one in counted(
                "infinite",
                found,
                partial(cell_places, name),
                quantity(len(values), "cell"),
                name,
                said,
            ):
                yield {**one, "array": name}

    empty = [r for r, window in enumerate(pooling.rows) if all(cell < 0 for cell in window)]
    yield from counted("empty-window", empty, row_places, of_rows)
    if x is None:
        return
    flat = x.ravel().astype(float)
    alone: list[tuple[str, Callable[[float], bool]]] = [
        ("all-nan-window", lambda value: bool(np.isnan(value))),
        ("all-minus-infinity-window", lambda value: value == -np.inf),
    ]
    for name, test in alone:
        found = [
            r
            for r, window in enumerate(pooling.rows)
            if r not in empty and all(test(flat[cell]) for cell in window if cell >= 0)
        ]
        yield from counted(name, found, row_places, of_rows)


def sums(
    dout: np.ndarray,
    din: np.ndarray,
    right: np.ndarray,
    maxima: np.ndarray,
    wrong: list[int],
    share: str,
) -> Iterator[dict[str, Any]]:
    """Why sum(din) is not sum(dout), row by row and cell by cell."""
    arriving, given, due = (a.ravel().astype(float) for a in (dout, din, right))
    odd = [("dout", c) for c, v in enumerate(arriving) if not np.isfinite(v)]
    odd += [("din", c) for c, v in enumerate(given) if not np.isfinite(v)]
    if odd:
        n = len(odd)
        with np.errstate(all="ignore"):
            difference = sum(v for v in [*given, *-arriving] if not np.isfinite(v))
        text = sentence_for(n, "sum-differs.not-finite", six(difference), quantity(n, "gradient"))
        places = [{"array": array, "cell": cell} for array, cell in odd[:KEPT]]
        yield finding("sum-differs", "not-finite", n, text, places)
        return
    lost = [(r, -v) for r, v in enumerate(arriving) if maxima[r] == 0 and v != 0]
    repeated = [
        (r, (maxima[r] - 1) * v)
        for r, v in enumerate(arriving)
        if maxima[r] > 1 and v != 0 and share == "full"
    ]
    off = [(c, given[c] - due[c]) for c in wrong]
    parts = [
        (amounts, math.fsum(amount for _, amount in amounts)) for amounts in (lost, repeated, off)
    ]
    total = math.fsum(amount for amounts, _ in parts for _, amount in amounts)
    size = math.fsum(abs(amount) for amounts, _ in parts for _, amount in amounts)
    if abs(total) <= 1e-6 * size:
        return
    whys = [("lost", "row"), ("repeated", "row"), ("wrong", "cell")]
    said = [
        sentence(f"sum-differs.{why}", signed(amount), quantity(len(amounts), of))
        for (amounts, amount), (why, of) in zip(parts, whys)
        if amounts
    ]
    places = [{"row": r, "amount": amount} for r, amount in sorted(lost + repeated)]
    places += [{"array": "din", "cell": c, "amount": amount} for c, amount in off]
    text = sentence("sum-differs", six(total), listed(said))
    yield finding("sum-differs", "wrong" if off else "rows", len(places), text, places[:KEPT])


def counted(
    name: str,
    found: list[int],
    places: Callable[[list[int]], list[dict[str, Any]]],
    *values: str,
    key: str | None = None,
) -> Iterator[dict[str, Any]]:
    """A finding whose sentence begins with how many there are; nothing where there is none."""
    if found:
        n = len(found)
        yield finding(name, "", n, sentence_for(n, key or name, f"{n:,}", *values), places(found))


def finding(
    name: str, kind: str, count: int, text: str, places: list[dict[str, Any]]
) -> dict[str, Any]:
    return {
        "name": name,
        "severity": severity(name, kind),
        "count": count,
        "text": text,
        "places": places,
    }


def pooled(
    spatial: list[int],
    kernel: list[int],
    batch: int = 1,
    channels: int = 1,
    nan: str = "propagate",
    **more: Any,
) -> Pooling:
    rank = len(spatial)
    defaults = {
        "stride": kernel,
        "padding": [[0, 0]] * rank,
        "dilation": [1] * rank,
        "ceil_mode": False,
    }
    return Pooling(Configuration(batch, channels, spatial, kernel, **{**defaults, **more}), nan)


def cases(rng: np.random.Generator) -> Iterator[tuple[str, Pooling, dict[str, Any]]]:
    def normal(shape: list[int], dtype: str = "float64") -> np.ndarray:
        return random_data(rng, "normal", shape, dtype)

    def passed(
        p: Pooling, kind: str = "normal", dtype: str = "float64", **rules: str
    ) -> dict[str, Any]:
        """A forward pass, and gradients that arrive at its output."""
        x = random_data(rng, kind, p.shape, dtype)
        return {"x": x, "mask": p.mask(x, **rules), "dout": normal(p.output, dtype)}

    p = pooled([4, 6], [2, 2], batch=2, channels=3)
    yield "a sound pass in windows side by side", p, passed(p)
    yield (
        "a mask drawn at random, as the document does",
        p,
        {
            "mask": (normal([len(p.rows), 4]) > 0).astype(np.uint8),
            "dout": normal(p.output),
        },
    )
    own = passed(p, "ties", ties="all")
    yield "ties, all of which get dout", p, own
    yield (
        "ties, which share dout",
        p,
        {**own, "share": "split", "din": p.backward(own["dout"], own["mask"], "split")},
    )
    yield (
        "a din made with share 'split' where 'full' is asked for",
        p,
        {
            **own,
            "din": p.backward(own["dout"], own["mask"], "split"),
        },
    )
    yield (
        "a din made with share 'full' where 'split' is asked for",
        p,
        {
            **own,
            "share": "split",
            "din": p.backward(own["dout"], own["mask"]),
        },
    )

    p = pooled([5, 5], [3, 3], batch=2, channels=2, stride=[2, 2], padding=[[1, 1], [1, 1]])
    own = passed(p, dtype="float32")
    right = p.backward(own["dout"], own["mask"])
    yield "a sound din in windows that overlap", p, {**own, "din": right}
    yield (
        "a din of float64 for a dout of float32",
        p,
        {
            **own,
            "din": p.backward(own["dout"].astype(np.float64), own["mask"]),
        },
    )
    yield (
        "gradients assigned where windows overlap",
        p,
        {
            **own,
            "din": p.backward(own["dout"], own["mask"], assign=True),
        },
    )
    din = right.copy()
    din[1, 2, 3, 1] += np.float32(0.25)
    yield "one wrong cell", p, {**own, "din": din}
    din = right.copy()
    din[0, 0, 0, 0] += np.float32(0.5)
    din[0, 4, 4, 1] -= np.float32(0.5)
    yield "a gradient that was moved: sums agree", p, {**own, "din": din}
    din = right.copy()
    din[1, 0, 0, 0] = np.nan
    yield "a NaN where none belongs", p, {**own, "din": din}
    yield "no x and no din", p, {"mask": own["mask"], "dout": own["dout"]}
    yield "gradients of 0 alone", p, {**own, "dout": np.zeros(p.output, np.float32)}
    yield (
        "gradients that are not finite",
        p,
        {**own, "dout": random_data(rng, "special", p.output, "float32")},
    )
    large = (1e9 * own["dout"].astype(np.float64)).round()
    yield (
        "large gradients, one of them wrong",
        p,
        {
            **own,
            "dout": large,
            "din": p.backward(large, own["mask"])
            + np.eye(1, p.size, 17).reshape(p.shape) * 123456789,
        },
    )

    p = pooled([7], [3], batch=2, channels=2, stride=[1])
    own = passed(p, "ties", ties="last")
    yield "a strip", p, {**own, "din": p.backward(own["dout"], own["mask"])}
    yield "an assigned strip", p, {**own, "din": p.backward(own["dout"], own["mask"], assign=True)}
    p = pooled([3], [3])
    x = np.array([[[1.0], [1.0], [1.0]]])
    yield (
        "one row with three maxima, a third each in float32",
        p,
        {
            "x": x,
            "mask": p.mask(x, "all"),
            "dout": np.ones([1, 1, 1], np.float32),
            "share": "split",
            "din": np.full([1, 3, 1], 1 / 3),
        },
    )
    p = pooled([8], [2], stride=[3])
    yield "cells that no window holds", p, passed(p)
    p = pooled([3, 4, 4], [2, 2, 2], stride=[1, 2, 2], channels=2)
    own = passed(p)
    yield "a volume", p, {**own, "din": p.backward(own["dout"], own["mask"], assign=True)}

    p = pooled([5, 6], [2, 2], channels=2, batch=2)
    yield "an input with NaN and infinities", p, passed(p, "special")
    ignoring = pooled([5, 6], [2, 2], channels=2, batch=2, nan="ignore")
    own = passed(ignoring, "special")
    own["x"][0, :2, :4, 0] = np.nan
    own["mask"] = ignoring.mask(own["x"])
    yield "windows of NaN alone, which is ignored", ignoring, own
    own = passed(p, "mostly -inf", "float32")
    yield "windows of −∞ alone", p, {**own, "din": p.backward(own["dout"], own["mask"])}
    p = pooled([3], [2], dilation=[3], padding=[[2, 2]], stride=[1], channels=2)
    yield "windows in the padding alone", p, passed(p)
    p = pooled([2, 2], [1, 2], dilation=[1, 3], padding=[[0, 0], [3, 3]], stride=[1, 1])
    own = passed(p)
    own["x"][...] = -np.inf
    yield "windows in the padding and of −∞ alone", p, {**own, "mask": p.mask(own["x"])}

    x = rng.integers(0, 4, [1, 6, 6, 1]).astype(np.uint8)
    p = pooled([6, 6], [2, 2], stride=[1, 1])
    yield (
        "an input of uint8",
        p,
        {"x": x, "mask": p.mask(x.astype(float)), "dout": normal(p.output)},
    )
    p = pooled([4, 4], [2, 2], batch=0, channels=2)
    yield "an empty batch", p, passed(p)
    p = pooled([40, 40], [3, 3], stride=[1, 1])
    own = passed(p)
    yield "thousands of cells", p, {**own, "din": p.backward(own["dout"], own["mask"], assign=True)}
    p = pooled([2], [2])
    yield (
        "one row without a maximum",
        p,
        {"mask": np.zeros([1, 2], np.uint8), "dout": np.full([1, 1, 1], 1.5)},
    )

    def strip(p: Pooling, *values: float, ties: str = "first") -> dict[str, Any]:
        """A forward pass over a few numbers, and the gradients 1, 2, … at its output."""
        x = np.array(values, float).reshape(p.shape)
        return {
            "x": x,
            "mask": p.mask(x, ties),
            "dout": np.arange(1.0, 1 + len(p.rows)).reshape(p.output),
        }

    p = pooled([5], [3], stride=[2])
    yield "one shared cell, which is no maximum", p, strip(p, 3, 0, 0, 0, 4)
    p = pooled([3], [2], stride=[1])
    yield "one shared cell, the maximum of two rows", p, strip(p, 0, 5, 1)
    p = pooled([3], [2])
    yield (
        "one row with two maxima, and one cell that no window holds",
        p,
        strip(p, 7, 7, 1, ties="all"),
    )
    p = pooled([4], [2])
    yield "one infinity", p, strip(p, 2, np.inf, 1, 0)
    p = pooled([6], [2])
    yield (
        "one window of NaN and one of −∞ alone",
        p,
        strip(p, np.nan, np.nan, -np.inf, -np.inf, 1, 0),
    )
    p = pooled([1], [2], dilation=[2], padding=[[1, 1]])
    yield "one window in the padding alone, and one cell that it skips", p, strip(p, 1)
    p = pooled([1], [1])
    yield "one cell, whose gradient is 0", p, {**strip(p, 1), "dout": np.zeros(p.output)}

    p = pooled([4, 6], [2, 2], batch=2, channels=3)
    own = passed(p)
    yield "the mask of another input", p, {**own, "mask": p.mask(normal(p.shape))}
    yield (
        "a mask drawn at random, and an input",
        p,
        {
            **own,
            "mask": (normal([len(p.rows), 4]) > 0).astype(np.uint8),
        },
    )
    p = pooled([4, 4], [2, 2])
    # Right are cells 5, 7, 13 and 15; the kernel gave 0, 2, 8 and 10.
    own = strip(p, *range(1, 17))
    yield (
        "the first cells, where the last are the largest",
        p,
        {**own, "mask": np.eye(1, 4, dtype=np.uint8).repeat(4, 0)},
    )
    own = passed(p, "ties")
    yield "the last of equal cells", p, {**own, "mask": p.mask(own["x"], "last")}
    p = pooled([4], [2])
    own = strip(p, 1, 3, 5, 2)
    yield (
        "one row that marks the smaller cell",
        p,
        {**own, "mask": np.array([[1, 0], [1, 0]], np.uint8)},
    )
    own = strip(p, 1, 1 + 2**-30, 5, 2)
    own["mask"][0] = [1, 0]
    yield "a smaller cell, by less than six digits show", p, own
    yield (
        "the same for a pooling in float32, where the cells are equal",
        p,
        {**own, "dout": own["dout"].astype(np.float32)},
    )
    # In float16 the steps above 1 are 2⁻¹⁰ wide, in bfloat16 2⁻⁷.
    for half, step in HALF_STEPS.items():
        own = {
            name: a.astype(np.float32)
            for name, a in strip(p, 1, 1 + step / 4, 1, 1 + step * 2).items()
            if name != "mask"
        }
        own["mask"] = np.array([[1, 0], [1, 0]], np.uint8)
        yield (
            f"a cell that equals the largest in {half}, and one that does not",
            p,
            {**own, "pooledIn": half},
        )
        yield f"the same, not said to be {half}", p, own
        din = np.array([1 + step, 0, 2, 0], np.float32).reshape(p.shape)
        yield f"a din that is off by what {half} rounds", p, {**own, "pooledIn": half, "din": din}
        yield (
            f"a din that is off by more than {half} rounds",
            p,
            {**own, "pooledIn": half, "din": din + np.float32(step * 5)},
        )
    own = strip(p, 65504, 65519, 65520, 65536)
    own["mask"] = np.array([[1, 0], [1, 0]], np.uint8)
    yield (
        "the largest of float16, and beyond it",
        p,
        {**own, "pooledIn": "float16", "dout": own["dout"].astype(np.float32)},
    )
    own = strip(p, 2**-24, 2**-24 * 1.25, -(2**-25), 0)
    own["mask"] = np.array([[1, 0], [1, 0]], np.uint8)
    yield (
        "the least of float16",
        p,
        {**own, "pooledIn": "float16", "dout": own["dout"].astype(np.float32)},
    )
    own = strip(p, np.nan, 3, 0, -0.0)
    yield (
        "a number where there is NaN, and −0 beside 0",
        p,
        {**own, "mask": np.array([[0, 1], [0, 1]], np.uint8)},
    )
    own = strip(p, np.nan, np.nan, 2, 1)
    yield "the first NaN of two", p, {**own, "mask": np.array([[1, 0], [1, 0]], np.uint8)}
    p = pooled([6], [2], nan="ignore")
    own = strip(p, np.nan, 3, np.nan, np.nan, 5, 2)
    yield (
        "NaN marked where it is ignored",
        p,
        {**own, "mask": np.array([[1, 0], [1, 0], [1, 0]], np.uint8)},
    )
    p = pooled([2], [2])
    yield (
        "one window, which ties and gets no gradient",
        p,
        {**strip(p, 4, 4), "dout": np.zeros(p.output)},
    )
    p = pooled([3], [2], stride=[1], channels=3)
    own = strip(p, 0, 1, 0, 0, 2, 0, 0, 3, 0)
    own["dout"][..., 1:] = 0
    yield "channels of 0 alone", p, own
    p = pooled([7, 7], [3, 3], batch=2, channels=2, stride=[1, 1], padding=[[1, 1], [1, 1]])
    own = passed(p, "ties")
    own["x"] = np.maximum(own["x"], 0)
    own["dout"] *= normal(p.output) > 0
    yield (
        "an input after a ReLU, and gradients that are partly 0",
        p,
        {**own, "mask": p.mask(own["x"])},
    )
    p = pooled([20], [2])
    # 101001.5; added one after the other they are less.
    lost = {"mask": np.zeros([10, 2], np.uint8), "dout": np.full([1, 10, 1], 10100.15)}
    yield "a sum whose sixth digit depends on how it is rounded", p, lost


def main() -> None:
    vectors = []
    for name, pooling, parts in cases(np.random.default_rng(20250613)):
        given = {"share": "full", **parts}
        vectors.append(
            {
                "name": name,
                "shape": pooling.shape,
                "options": pooling.options,
                **given,
                "findings": findings(pooling, given),
            }
        )
    notes = [
        f"of each finding's places, the first {KEPT}",
        "unsaid: sentences of the table that no vector holds, by who says them",
    ]
    source = f"NumPy {np.__version__}, a search through all rows and cells"
    files.write("findings/cases.json", source, notes, vectors, unsaid=UNSAID)
