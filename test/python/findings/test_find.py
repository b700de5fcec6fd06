"""Findings: the same names, counts, places and words as the TypeScript side's."""

from __future__ import annotations

import numpy as np
import pytest
from conftest import named, options_of, vector_file
from poolscope.findings.find import find
from poolscope.findings.finding.finding import OF_EACH_ARRAY, Finding, merge_findings
from poolscope.findings.finding.message import Message
from poolscope.findings.finding.places import Places
from poolscope.window.windows import windows

VECTORS = vector_file("findings/cases.json")


def as_vector(finding: Finding, most: int) -> dict[str, object]:
    """A finding as the vectors hold it."""
    return {
        "name": finding.name,
        "severity": finding.severity,
        "count": finding.count,
        "text": finding.text,
        **({"as": finding.as_} if finding.as_ else {}),
        **({"array": finding.array} if finding.name in OF_EACH_ARRAY else {}),
        "places": [finding.place(k) for k in range(min(most, finding.count))],
    }


@pytest.mark.parametrize("vector", VECTORS, ids=named)
def test_finds_what_typescript_finds(vector):
    geometry = windows(vector["shape"], **options_of(vector["options"]))
    found = find(
        geometry,
        vector["mask"].astype(bool),
        x=vector.get("x"),
        dout=vector["dout"],
        din=vector.get("din"),
        share=vector.get("share", "full"),
        pooled_in=vector.get("pooledIn"),
    )
    assert [as_vector(finding, 8) for finding in found] == vector["findings"]


def test_a_later_look_at_the_same_replaces_the_earlier_and_the_order_stays():
    row = Places(np.array([True]))
    early = [
        Finding("no-maximum", "notice", Message("early"), rows=row),
        Finding("nan", "notice", Message("x"), cells=row, array="x"),
    ]
    late = [
        Finding("nan", "notice", Message("dout"), cells=row, array="dout"),
        Finding("no-maximum", "notice", Message("late"), rows=row),
    ]
    assert [str(finding) for finding in merge_findings(early, late)] == ["late", "x", "dout"]


def test_a_place_out_of_range_is_an_error():
    with pytest.raises(IndexError, match="there are 0"):
        Finding("nan", "notice", Message("none")).place(0)
