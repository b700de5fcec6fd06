"""The page of several calls: what it holds, and what it leaves out."""

from __future__ import annotations

import json
import re

import numpy as np
import poolscope
from poolscope.files.page import PageCall, scope_content, write_page


def call(name, severity="fact", cells=64, kept=True):
    x = np.arange(cells, dtype=np.float64).reshape(1, -1, 1)
    dout = np.ones((1, cells // 2, 1))
    view = poolscope.explore(x, dout, kernel_size=2).view if kept else None
    return PageCall({"#": "0", "layer": name}, view, severity)


def kept(content):
    return [
        dict(zip(content["columns"], one["row"]))["layer"]
        for one in content["calls"]
        if one["payload"]
    ]


def test_holds_a_row_and_a_payload_for_each_call():
    content = scope_content("Pooling calls", [call("pool1"), call("pool2", kept=False)], ["a line"])
    assert content["columns"] == ["#", "layer"]
    assert [one["row"] for one in content["calls"]] == [["0", "pool1"], ["0", "pool2"]]
    assert content["calls"][0]["payload"]["kind"] == "pool"
    assert content["calls"][1]["payload"] is None
    assert content["told"] == ["a line"]


def test_has_room_for_the_gravest_first_and_says_what_is_left_out():
    calls = [call("fine"), call("odd", "notice"), call("wrong", "error"), call("fine too")]
    # x and dout of 64 and 32 float64 and the mask's 64 bits: 684 + 344 + 12 letters of base64.
    one = 684 + 344 + 12
    content = scope_content("Pooling calls", calls, [], most=2 * one)
    assert kept(content) == ["odd", "wrong"]
    assert [one["row"][1] for one in content["calls"]] == ["fine", "odd", "wrong", "fine too"]
    [line] = content["told"]
    assert line.startswith("2 calls can't be opened here")


def test_a_page_without_calls_says_so():
    content = scope_content("Pooling calls", [], ["no pooling call seen"])
    assert content == {
        "title": "Pooling calls",
        "columns": [],
        "calls": [],
        "told": ["no pooling call seen"],
    }


def test_writes_no_markup_of_names(tmp_path):
    name = "</script><script>alert(1)</script>"
    write_page(tmp_path / "run.html", name, scope_content(name, [call(name)], [name]))
    page = (tmp_path / "run.html").read_text("utf-8")
    assert name not in page
    payload = re.search(r'id="poolscope-payload">(.*?)</script>', page, re.DOTALL)
    assert json.loads(payload[1])["calls"][0]["row"][1] == name
