"""`explore(a, b)`: two runs of one pooling side by side."""

from __future__ import annotations

import json
import re
import zipfile
from pathlib import Path

import jsonschema
import numpy as np
import poolscope
import pytest
from conftest import VECTORS
from poolscope import explore
from poolscope.view.payload import MIME_TYPE

SCHEMA = json.loads(
    (Path(__file__).parents[2] / "schema" / "payload.v1.schema.json").read_text("utf-8")
)
X = np.array([1.0, 3, 2, 0]).reshape(1, 4, 1)
DOUT = np.array([10.0, 5]).reshape(1, 2, 1)


def run(x=X, dout=DOUT, **options):
    return explore(x, dout, kernel_size=2, **options)


def payload_of(shown):
    payload = shown._repr_mimebundle_()[0][MIME_TYPE]
    jsonschema.Draft202012Validator(SCHEMA).validate(payload)
    return payload


def test_what_differs_is_counted_and_the_largest_named():
    # Windows [1, 3] and [2, 0]; after, 0 wins over 2 because it becomes 7, so the mask's second
    # row and two cells of din change: 5 leaves cell 2 for cell 3.
    after = np.array([1.0, 3, 2, 7]).reshape(1, 4, 1)
    pair = explore(run(), run(after))
    found = {one.name: (one.count, one.of, one.largest, one.index) for one in pair.differences}
    assert found == {
        "x": (1, 4, 7.0, (0, 3, 0)),
        "mask": (1, 2, 0.0, ()),
        "dout": (0, 2, 0.0, ()),
        "din": (2, 4, 5.0, (0, 2, 0)),
    }
    assert repr(pair).split("\n  ")[1:5] == [
        "x differs in 1 of 4 cells, by 7 at most, at (0, 3, 0)",
        "mask: 1 of 2 rows have other winners",
        "din differs in 2 of 4 cells, by 5 at most, at (0, 2, 0)",
        "equal: dout",
    ]


def test_nan_is_equal_to_nan_and_differs_from_a_number_without_bound():
    nan = np.array([1.0, np.nan, 2, 0]).reshape(1, 4, 1)
    assert [one.count for one in explore(run(nan), run(nan.copy())).differences] == [0] * 4
    x = explore(run(), run(nan)).differences[0]
    assert (x.count, x.largest) == (1, np.inf)


def test_what_is_equal_is_sent_once():
    payload = payload_of(explore(run(), run(dout=2 * DOUT)))
    assert payload["kind"] == "pair"
    assert payload["same"] == ["x", "mask"]
    assert [list(one["arrays"]) for one in payload["pair"]] == [["x", "mask", "dout"], ["dout"]]


def test_a_large_pair_is_cut_alike_to_what_one_view_may_have():
    x = np.random.default_rng(0).standard_normal((8, 64, 64, 16)).astype(np.float32)
    dout = np.ones((8, 32, 32, 16), dtype=np.float32)
    payload = payload_of(explore(run(x, dout), run(x + 1, dout, din=x)))
    assert payload["pair"][0]["cut"] == payload["pair"][1]["cut"]
    assert len(json.dumps(payload, separators=(",", ":"))) < 4e6


def test_a_saved_pair_holds_both(tmp_path):
    explore(run(), run(dout=2 * DOUT)).save(tmp_path / "pair.npz")
    with np.load(tmp_path / "pair.npz") as archive:
        assert archive["0/dout"].ravel().tolist() == [10, 5]
        assert archive["1/dout"].ravel().tolist() == [20, 10]


def test_a_saved_pair_is_the_bytes_that_typescript_is_tested_with(tmp_path):
    after = np.array([1.0, 3, 2, 7]).reshape(1, 4, 1)
    explore(run(), run(after)).save(tmp_path / "pair.npz")
    with (
        zipfile.ZipFile(tmp_path / "pair.npz") as own,
        zipfile.ZipFile(VECTORS / "shared/saved-pair.npz") as given,
    ):
        # Another zlib may pack the same content differently.
        contents = [{name: one.read(name) for name in one.namelist()} for one in (own, given)]
    assert list(contents[0].items()) == list(contents[1].items())


def test_the_page_holds_the_pair(tmp_path):
    explore(run(), run(dout=2 * DOUT)).to_html(tmp_path / "pair.html")
    assert '"kind": "pair"' in (tmp_path / "pair.html").read_text("utf-8")


def test_the_display_has_a_picture_of_a_b_and_their_difference():
    data, about = explore(run(), run(dout=2 * DOUT))._repr_mimebundle_()
    assert {"image/png", "text/plain", MIME_TYPE} == set(data)
    assert "din of A (float64 1 × 4 × 1), din of B" in about["image/png"]["alt"]
    assert "B − A" in about["image/png"]["alt"]


@pytest.mark.parametrize(
    ("other", "said"),
    [
        (
            lambda: explore(X, np.zeros((1, 3, 1)), kernel_size=2, stride=1),
            "explore: b.stride=[1] is not a's [2]; give two runs of one pooling",
        ),
        (
            lambda: run(X.astype(np.float32)),
            "explore: b.x.dtype='float32' is not a's float64; convert one of them",
        ),
        (
            lambda: explore(X, kernel_size=2),
            "explore: b=['x', 'mask'] are not a's arrays ['x', 'mask', 'dout', 'din'];"
            " leave out what one of them lacks, or give it to both",
        ),
        (
            lambda: explore(X.reshape(1, 1, 4), DOUT.reshape(1, 1, 2), kernel_size=2, layout="NCL"),
            "explore: b.layout='NCL' is not a's 'NHWC'; give both in one layout",
        ),
    ],
)
def test_what_cannot_be_paired_says_why(other, said):
    with pytest.raises(ValueError, match=re.escape(said)):
        explore(run(), other())


def test_a_pair_is_of_two_views():
    with pytest.raises(TypeError, match="explore: b=None is not explorable"):
        explore(run())
    assert isinstance(explore(run(), run()), poolscope.Pair)
