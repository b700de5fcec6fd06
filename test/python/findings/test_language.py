"""Languages: findings in Chinese, as labextension/locale/zh_CN.po has them."""

from __future__ import annotations

import json
import re

import numpy as np
import poolscope
import pytest
from conftest import catalogue, in_language, named, options_of, vector_file
from poolscope.findings.find import find
from poolscope.findings.finding import language
from poolscope.findings.finding.message import Message, Plural, say
from poolscope.window.windows import windows

CHINESE = catalogue("zh_CN")
X = np.array([np.nan, np.nan, 1, 2]).reshape(1, 4, 1)


@pytest.fixture(autouse=True)
def _english_again():
    yield
    poolscope.set_language("en")


def shown():
    return poolscope.explore(X, kernel_size=2)


def test_findings_are_told_in_chinese_and_in_english_again():
    english = [finding.text for finding in shown().findings]
    poolscope.set_language("zh_CN")
    cells, rows = CHINESE["%2 cell"].replace("%2", "4"), CHINESE["%2 row"].replace("%2", "2")
    tied = CHINESE["%1 input cells hold their maxima"].replace("%1", "2")
    windows_said = CHINESE["%2 window"].replace("%2", "2")
    nan = CHINESE["%2 of %3 of %4 is NaN"]
    alone = CHINESE["%2 of %3 looks at NaN alone"]
    assert [finding.text for finding in shown().findings] == [
        CHINESE["%2 of %3 ties: %4"]
        .replace("%2", "1")
        .replace("%3", windows_said)
        .replace("%4", tied),
        nan.replace("%2", "2").replace("%3", cells).replace("%4", "x"),
        alone.replace("%2", "1").replace("%3", rows),
    ]
    poolscope.set_language("en")
    assert [finding.text for finding in shown().findings] == english


def test_what_was_found_before_is_told_in_the_new_language():
    before = shown()
    english = repr(before)
    poolscope.set_language("zh_CN")
    assert repr(before) == repr(shown()) != english
    assert str(before.findings[0]) in repr(before)


@pytest.mark.parametrize("vector", vector_file("findings/cases.json"), ids=named)
def test_every_finding_is_translated(vector):
    geometry = windows(vector["shape"], **options_of(vector["options"]))
    given = {name: vector.get(name) for name in ("x", "dout", "din")}
    found = find(geometry, vector["mask"].astype(bool), **given, share=vector["share"])
    poolscope.set_language("zh_CN")
    for finding in found:
        assert finding.text == in_language(CHINESE, finding.message)
        assert re.search("[\u4e00-\u9fff]", finding.text)


def test_an_unknown_language_names_those_that_there_are():
    with pytest.raises(ValueError, match="set_language: ") as error:
        poolscope.set_language("xx")
    assert str(error.value) == (
        "set_language: language='xx' has no catalogue here (there are en, zh_CN);"
        " use 'en' or 'zh_CN'"
    )


@pytest.mark.parametrize("odd", ["../locale/zh_CN", "", None, 7])
def test_what_is_no_language_is_refused(odd):
    with pytest.raises(ValueError, match="has no catalogue here"):
        poolscope.set_language(odd)


def test_an_error_leaves_the_language_as_it_is():
    poolscope.set_language("zh_CN")
    chinese = repr(shown())
    with pytest.raises(ValueError, match="xx"):
        poolscope.set_language("xx")
    assert repr(shown()) == chinese


def test_without_a_build_the_error_says_what_to_run(monkeypatch, tmp_path):
    monkeypatch.setattr(language, "CATALOGUES", tmp_path / "locale")
    with pytest.raises(ValueError, match="none is built") as error:
        poolscope.set_language("zh_CN")
    assert str(error.value).endswith("npm run build:locale --workspace labextension")
    poolscope.set_language("en")


def write_catalogue(folder, rule, **texts):
    path = folder / "sl_SI" / "LC_MESSAGES" / "poolscope.json"
    path.parent.mkdir(parents=True)
    header = {"plural_forms": f"nplurals=3; plural={rule};"}
    path.write_text(json.dumps({"": header, **texts}), "utf-8")


def test_a_number_chooses_the_form_by_the_languages_rule(monkeypatch, tmp_path):
    write_catalogue(tmp_path, "(n==1 ? 0 : n==2 ? 1 : 2)", **{"%2 row": ["ena", "dve", "%2 vrst"]})
    monkeypatch.setattr(language, "CATALOGUES", tmp_path)
    poolscope.set_language("sl_SI")
    rows = [Message("%2 row", (str(n),), Plural("%2 rows", n)) for n in (1, 2, 5)]
    assert [say(message) for message in rows] == ["ena", "dve", "5 vrst"]


def test_a_text_without_a_translation_stays_english(monkeypatch, tmp_path):
    write_catalogue(tmp_path, "0", **{"%2 row": ["vrsta"]})
    monkeypatch.setattr(language, "CATALOGUES", tmp_path)
    poolscope.set_language("sl_SI")
    row = Message("%2 row", ("1",), Plural("%2 rows", 1))
    assert say(Message("lost in %1", (row,))) == "lost in vrsta"
    assert say(Message("%2 cell", ("3",), Plural("%2 cells", 3))) == "3 cells"


def test_a_rule_that_is_no_expression_of_gettexts_is_refused(monkeypatch, tmp_path):
    write_catalogue(tmp_path, "print(n)")
    monkeypatch.setattr(language, "CATALOGUES", tmp_path)
    with pytest.raises(ValueError, match="plural form"):
        poolscope.set_language("sl_SI")
