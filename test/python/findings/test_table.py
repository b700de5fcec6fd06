"""The table of findings: each of its lines has a vector, and Python says it.

The same is asked of TypeScript in test/conformance/findings.test.ts, so that no finding or sentence
comes to one language alone.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pytest
from conftest import header_of, options_of, vector_file
from poolscope.findings.find import find, find_without_mask
from poolscope.findings.finding.message import Message
from poolscope.findings.finding.table import NAMES, SENTENCES, sentence, sentence_for, severity_of
from poolscope.findings.kinds.weighted_findings import weighted_findings
from poolscope.window.weights import Pooling
from poolscope.window.windows import windows

VECTORS = vector_file("findings/cases.json")
UNSAID = header_of("findings/cases.json")["unsaid"]
#: A form's template, and the key that it belongs to.
FORMS = {
    form: key
    for key, forms in SENTENCES.items()
    for form in ([forms] if isinstance(forms, str) else forms)
}


def forms_of(message: Message | str) -> Iterator[str]:
    """The templates that a message is said with."""
    if isinstance(message, str):
        return
    is_other = message.plural is not None and message.plural.count != 1
    yield message.plural.text if is_other else message.text
    for value in message.values:
        yield from forms_of(value)


def found_in(vector):
    geometry = windows(vector["shape"], **options_of(vector["options"]))
    given = {name: vector.get(name) for name in ("x", "dout", "din")}
    return find(geometry, vector["mask"].astype(bool), **given, share=vector["share"])


FOUND = [finding for vector in VECTORS for finding in found_in(vector)]
SAID = {form for finding in FOUND for form in forms_of(finding.message)}


def test_every_finding_has_a_vector_and_is_found():
    names = {*NAMES} - {key for keys in UNSAID.values() for key in keys}
    assert {finding["name"] for vector in VECTORS for finding in vector["findings"]} == names
    assert {finding.name for finding in FOUND} == names


def test_every_form_of_every_sentence_is_said_of_a_vector():
    unsaid = {key for keys in UNSAID.values() for key in keys}
    assert {FORMS[form] for form in SAID} == SENTENCES.keys() - unsaid
    assert {form for form in FORMS if form not in SAID} == {
        form for form, key in FORMS.items() if key in unsaid
    }


def average(din):
    """Two windows of one real and one padded cell, each gradient of which is 2."""
    geometry = windows((1, 2, 1), kernel_size=2, padding=1)
    dout = np.array([[[2.0], [2]]])
    return weighted_findings(Pooling("average"), geometry, dout, np.array([[[din], [1]]]))[0]


def before_backward():
    """Two windows, one of which ties, of which no gradient is known yet."""
    geometry = windows((1, 4, 1), kernel_size=2)
    return find(geometry, np.array([[1, 0], [1, 0]], bool), x=np.array([[[7.0], [7], [2], [1]]]))


#: Who says a sentence that no vector holds, and the text.
SAID_BY_WATCH = {
    "ties.x": (
        lambda: [finding for finding in before_backward() if finding.name == "ties"],
        "1 of 2 windows ties: 2 input cells hold their maxima",
    ),
    "din-differs.average": (
        lambda: average(2.0),
        "din is not dout in equal parts: 1 of 2 cells differs, at din(0, 0, 0): 2 instead of 1",
    ),
    "din-differs.lp": (
        lambda: weighted_findings(
            Pooling("lp"),
            windows((1, 2, 1), kernel_size=2),
            np.array([[[10.0]]]),
            np.array([[[6.0], [8]]]),
            x=np.array([[[3.0], [-4]]]),
        )[0],
        "din is not dout times the derivative of the norm: 1 of 2 cells differs, "
        "at din(0, 1, 0): 8 instead of −8",
    ),
    "sum-differs.padding": (
        lambda: average(1.0),
        "sum(din) − sum(dout) = −2: −2 given to the padding of 2 rows",
    ),
    "shared-cells.without-mask": (
        lambda: find_without_mask(windows((1, 3, 1), kernel_size=2, stride=1)),
        "1 of 3 input cells lies in several windows, whose gradients add",
    ),
}


@pytest.mark.parametrize("key", UNSAID["Python"])
def test_what_no_vector_holds_is_said_all_the_same(key):
    find_it, text = SAID_BY_WATCH[key]
    [found] = find_it()
    assert key in {FORMS[form] for form in forms_of(found.message)}
    assert found.text == text


def test_a_key_of_another_kind_is_an_error():
    with pytest.raises(TypeError, match="no-maximum is not one with one form"):
        sentence("no-maximum")
    with pytest.raises(TypeError, match="list is not one with two forms"):
        sentence_for(1, "list")
    with pytest.raises(KeyError):
        severity_of("din-differs", "none")
