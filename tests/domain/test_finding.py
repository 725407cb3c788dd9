"""By which terms a text is found, and what counts as too short to look for."""

import pytest
from chalicelib.domain.finding import EVERY, said_by, terms_of, wanted, word_terms
from chalicelib.domain.questions import Beside

from tests.fakes.district import district
from tests.storage.samples import petition


def test_neighbouring_chinese_characters_are_pairs_and_other_words_stay_whole() -> None:
    found = word_terms("ＡＢ3号楼漏水，lamp-post Straße 13800138001 灯")
    assert found == {f"w:{each}" for each in ("ab3", "号楼", "楼漏", "漏水", "lamp", "post", "strasse", "13800138001")}


@pytest.mark.parametrize("words", ["灯", "楼道 灯", "，。", "漏水 ！"])
def test_a_phrase_that_no_term_stands_for_is_refused(words: str) -> None:
    assert wanted(words) is None


def test_no_words_at_all_look_for_everything() -> None:
    assert wanted("  ").terms == []


def test_a_long_word_and_pairs_without_a_common_character_are_asked_for_first() -> None:
    assert wanted("我的楼道 lamp").terms == ["w:lamp", "w:楼道", "w:的楼", "w:我的"]


@pytest.mark.parametrize(
    ("words", "said", "stands"),
    [
        ("楼道灯", "三号楼道灯坏了", True), ("楼道灯", "楼道的灯坏了", False), ("灯坏 三号", "三号楼道灯坏了", True),
        ("LAMP", "the ｌａｍｐ is dark", True), ("漏水 停电", "漏水", False),
    ],
)  # fmt: skip
def test_every_phrase_must_stand_there_as_it_is_written(words: str, said: str, stands: bool) -> None:
    assert wanted(words).stands_in(said) is stands


def test_a_petition_stands_under_its_words_its_place_and_the_units_above_its_owner() -> None:
    texts = {1: "灯坏了", 2: "已派人", **Beside("东门旁", {"when": "夜间"}).texts()}
    terms = terms_of(petition(), texts, district().organisation)
    words = {"灯坏", "坏了", "楼下", "东门", "门旁", "夜间"}
    assert terms == {EVERY, "u:C-elm", "u:S-hill", "h:01:C-elm", *(f"w:{each}" for each in words)}


def test_what_was_erased_is_no_term_any_more() -> None:
    terms = terms_of(petition(), {}, district().organisation)
    assert terms == {EVERY, "u:C-elm", "u:S-hill", "h:01:C-elm", "w:楼下"}
    assert "灯" not in said_by(petition(), {})
